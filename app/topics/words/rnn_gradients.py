"""Going backwards, in words: what is left of the gradient on its way, and what the simplified picture makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import count, percent, quantity
from app.tracing.horizon import EXPLODES_FROM, THRESHOLD

if TYPE_CHECKING:
    from app.topics.rnn_gradients import Result

Input = Literal["numbers", "noise"]

LOSSES = {"last": "at the last step", "every": "at every step"}
INPUTS = {"numbers": "your numbers", "noise": "noise by seed"}
_FEW_STEPS = 10
_EQUAL = 1e-9
_PEAK_WORTH_SAYING = 2.0
_OVER_RATE_WORTH_SAYING = 2.0
_DRAWN = {"steps": "20", "drawn": "true", "input": "noise", "ignore_activations": "true"}

PRESETS = (
    Preset("The slide", {}),
    Preset("The slide, activations ignored", {"ignore_activations": "true"}),
    Preset("h₀ = 0: a term is gone", {"h_0": "0,0"}),
    Preset("ρ = 0.5: both vanish", _DRAWN | {"spectral_radius": "0.5"}),
    Preset("ρ = 0.9: exact vanishes", _DRAWN | {"spectral_radius": "0.9"}),
    Preset("ρ = 1.2: simplified grows, exact vanishes", _DRAWN),
    Preset("ρ = 1.5: simplified explodes, exact vanishes", _DRAWN | {"spectral_radius": "1.5"}),
    Preset("ρ = 2.5: the same, further apart", _DRAWN | {"spectral_radius": "2.5"}),
    Preset("ρ = 2.5, another input: explodes", _DRAWN | {"spectral_radius": "2.5", "noise_seed": "15"}),
    Preset(
        "Explodes without any input",
        {"steps": "50", "drawn": "true", "hidden_size": "32", "spectral_radius": "3", "x": "0"},
    ),
    Preset("100 steps", _DRAWN | {"steps": "100", "hidden_size": "32", "term": "60"}),
    Preset(
        "ρ < 1 is no bound",
        {"w_r": "0.9,5;0,0.8", "w_o": "1,0", "h_0": "0,0.001", "x": "0", "steps": "40", "term": "34"},
    ),
    Preset(
        "Orthogonal: only the squash",
        {"w_r": "0.6,-0.8;0.8,0.6", "steps": "20", "ignore_activations": "true"},
    ),
    Preset("An error at every step", {"loss": "every", "steps": "8", "term": "3"}),
    Preset(
        "Remembers, gradient gone", {"w_r": "2", "w_x": "1", "w_o": "1", "h_0": "1", "x": "0", "steps": "100"}
    ),
)

QUIZ = Quiz(
    "Wᵣ has the spectral radius 1.2. With the activations ignored, 19 steps back multiply a gradient by about 35. "
    "What happens to the exact gradient of step 1?",
    ("It grows about 35-fold", "It stays about as it is", "It vanishes"),
    2,
    "Each step back is diag(1 − h²) Wᵣ, not Wᵣ: the slopes of tanh are at most 1 and mostly less, and 19 of them in "
    "a row outweigh the 1.2.",
    _DRAWN,
)

PLANE = (
    "The states from h<sub>0</sub> (light) to the last one (square), which every step back takes its slopes from. "
    "Drag h<sub>0</sub> to 0 and the first term is gone."
)


def no_gradient() -> str:
    """Status where all terms add up to 0."""
    return "The gradient is 0: no term has a share of it. Move the target, the input or h₀."


def advice(radius: float, ratio: float) -> str:
    """What another spectral radius of the same draw was found to do."""
    reach = f"step 1 would reach the error with {percent(ratio)} of the weight of the last step"
    return f"With the spectral radius at {radius:g}, {reach}: try it."


def verdict(result: Result) -> str:
    """What is left on the way back, and each condition of the slide that does not hold here."""
    if result.shares is None and not result.gradient_norms.any():
        return "No error, no gradient: the answer is the target, and nothing goes back."
    said = (_main(result), _simplified(result), _first_term(result), _rate(result), _orthogonal(result))
    return " ".join(sentence for sentence in said if sentence)


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """The numbers behind the sentences."""
    found = [("ρ(Wᵣ), σ_max", f"{quantity(result.spectral_radius)}, {quantity(result.sigma_max)}")]
    if result.relative_error is not None:
        found.append(
            ("Sum of the terms against autograd", f"relative error {quantity(result.relative_error, 2)}")
        )
    if result.factor is not None:
        found.append(("Simplified over exact at step 1", quantity(result.factor)))
    if result.simplified_miss is not None:
        size = result.simplified_miss
        by = percent(size) if size < 2 else f"{quantity(size)} times its size"
        found.append(("Simplified sum is no network’s gradient: misses by", by))
    if result.pairs:
        found.append(
            (
                "Pairs over ρᵗ⁻ᵏ, over the bound",
                f"{result.pairs_over_rate:,}, {result.pairs_over_bound:,} of {result.pairs:,}",
            )
        )
    return tuple(found)


def _main(result: Result) -> str:
    last = len(result.x)
    if last == 1:
        return "One step, one term: nothing is multiplied on the way back."
    if result.params.loss == "every":
        return _every(result)
    if last > _FEW_STEPS or result.shares is None:
        return f"{result.horizon.sentence}{_although(result)}{_peak(result)}"
    first, end = result.shares[0], result.shares[-1]
    return (
        f"The longest way, k = 1, makes {percent(first)} of the gradient, the shortest, k = {last}, {percent(end)}. "
        f"On the way from step {last} to step 1 |∂ε/∂h| goes from {quantity(result.gradient_norms[-1])} to "
        f"{quantity(result.gradient_norms[0])}."
    )


def _although(result: Result) -> str:
    """Why a gradient vanishes although rho is above 1; what an explosion means for the run itself."""
    if result.horizon.verdict == "explodes":
        return (
            " Rounding grows on the way as well: another machine may show another run, with the same verdict."
        )
    if result.horizon.verdict != "vanishes" or result.spectral_radius <= 1:
        return ""
    slope = float(np.mean(1 - result.h[1:] ** 2))
    return (
        f" That is so although ρ = {quantity(result.spectral_radius)} is above 1: each step back multiplies by the "
        f"slopes of tanh as well, {quantity(slope, 2)} on average."
    )


def _peak(result: Result) -> str:
    """A gradient that is largest somewhere between the ends."""
    top = int(np.argmax(result.gradient_norms))
    last, first, most = (float(result.gradient_norms[t]) for t in (-1, 0, top))
    if not last or most < _PEAK_WORTH_SAYING * max(first, last):
        return ""
    return f" In between, at step {top + 1}, it is {quantity(most / last)} times its last value."


def _every(result: Result) -> str:
    last = len(result.x)
    own, far = float(result.credit[0, 0]), float(result.credit[-1, 0])
    return (
        f"With an error at every step the ways of all {last} errors add up, and there is no last step to compare with. "
        f"State 1 hears the error of its own step with {quantity(own)}, the error of step {last} with {quantity(far)}."
    )


def _simplified(result: Result) -> str:
    """The slide's picture beside the exact one, and whether it turns the verdict round."""
    if not result.params.ignore_activations:
        return ""
    norms = result.simplified_gradient_norms
    if result.params.loss == "every" or norms[-1] == 0 or result.factor is None:
        return f"With the activations ignored |∂ε/∂h₁| would be {quantity(norms[0])}."
    ratio, exact = (float(sizes[0]) / float(norms[-1]) for sizes in (norms, result.gradient_norms))
    reversal = " The squash turns growth into decay." if ratio > 1 + _EQUAL and exact < 1 else ""
    return (
        f"With the activations ignored it {_course(ratio)} instead: {quantity(result.factor)} times the exact value at "
        f"step 1.{reversal}"
    )


def _course(ratio: float) -> str:
    """What a gradient does on its way to step 1."""
    if abs(ratio - 1) < _EQUAL:
        return "stays as it is"
    if ratio > 1:
        return f"{'explodes' if ratio > EXPLODES_FROM else 'grows'} {quantity(ratio)}-fold"
    return f"{'vanishes' if ratio < THRESHOLD else 'shrinks'} to {percent(ratio)}"


def _first_term(result: Result) -> str:
    """A first term that is 0 for a reason that has nothing to do with vanishing."""
    if result.h[0].any() or not result.gradient_norms[0]:
        return ""
    return (
        "Term k = 1 is exactly 0 because its last factor, h₀, is 0. Nothing has vanished on the way: |∂ε/∂h₁| = "
        f"{quantity(result.gradient_norms[0])}."
    )


def _rate(result: Result) -> str:
    if result.most_over_rate < _OVER_RATE_WORTH_SAYING:
        return ""
    return (
        f"ρᵗ⁻ᵏ is no bound: {result.pairs_over_rate:,} of {count(result.pairs, 'pair')} exceed it, the worst "
        f"{quantity(result.most_over_rate)}-fold. None exceeds (σ_max · max tanh′)ᵗ⁻ᵏ."
    )


def _orthogonal(result: Result) -> str:
    w = result.weight_hh
    if np.abs(w @ w.T - np.eye(len(w))).max() > 1e-12:
        return ""
    return "Wᵣ is orthogonal: alone it would carry every gradient unchanged; what fades here is the squash’s doing."
