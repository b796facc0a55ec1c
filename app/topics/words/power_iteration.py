"""Going forwards, in words: what the run did, with its numbers, and what follows from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.core.lyapunov import DIGITS
from app.core.power_iteration import angles_to, first_step_under
from app.core.spectrum import MAX_CONDITION
from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import count, power, quantity

if TYPE_CHECKING:
    from app.topics.power_iteration import Result

_SLIDE = "-1.15011703,-0.45383375;-3.68550987,2.13596934"

PRESETS = (
    Preset("The slide", {}),
    Preset("Squash instead", {"keep": "squash"}),
    Preset("Complex pair: turns", {"matrix": "0.5,-1.2;1,0.8"}),
    Preset("Negative: flips", {"matrix": "-2,1;0.5,1"}),
    Preset("|λ₁| = |λ₂|", {"matrix": "3,-2;4,-3"}),
    Preset("Near tie: slow", {"matrix": "0.995,0.005;0.005,0.995", "shown": "2000"}),
    Preset("Defective: creeps", {"matrix": "2,1;0,2", "shown": "400"}),
    Preset("Start on the slide's v₂", {"h0": "-0.7117151,-0.70246823", "shown": "100"}),
    Preset("Start off v₁ for ever", {"matrix": "2,0;0,1", "h0": "0,1"}),
    Preset(
        "Non-normal: grows first", {"matrix": "0.9,5;0,0.8", "h0": "0,0.2", "keep": "nothing", "steps": "200"}
    ),
    Preset("Squash, σ < 1: dies", {"matrix": "0.6,-0.3;0.2,0.7", "keep": "squash"}),
    Preset("Alive with ρ = 0", {"matrix": "3,-1;9,-3", "h0": "0.5,0.5", "keep": "squash"}),
    Preset("Squash: chaos", {"matrix": "4.3,-4.6;1.3,-0.6", "keep": "squash", "shown": "200"}),
    Preset("Always true: all positive", {"matrix": "0.7,0.2;0.3,0.8"}),
    Preset("8 x 8 by seed", {"drawn": "true", "size": "8", "seed": "3"}),
    Preset("Draw 1,000", {"drawn": "true", "draws": "1000"}),
)

QUIZ = Quiz(
    "The slide notes “scale” and, beside it, “*squash”. Keep the slide's matrix and squash with tanh instead of "
    "scaling. Where does h end?",
    ("On the same eigenvector", "On the other one, jumping between two points", "At 0"),
    1,
    "Squashing is no scaling: it changes the direction. The run ends along the eigenvector of the smaller eigenvalue, "
    "which is negative, so h flips at each step.",
    {"keep": "squash"},
)


def verdict(result: Result) -> str:
    """What the run did, in one or two sentences."""
    said = _squashed(result) if result.params.keep == "squash" else _LINEAR[result.end](result)
    return f"{said} {_tally(result)}".strip()


def status(is_in_range: bool, zero_at: int | None, log10_size: float) -> str:
    """Either ok, or why a number is missing."""
    if zero_at is not None:
        return f"h became 0 at step {zero_at:,}, up to rounding: no direction is left."
    if not is_in_range:
        return f"h is too large for a float: |h| = 10^{log10_size:,.0f}; log10_norm and direction have it."
    return "ok"


def facts(result: Result) -> list[tuple[str, str]]:
    """Numbers beside the verdict."""
    found = [
        ("ρ, largest |λ|", quantity(result.spectral_radius, 5)),
        ("σ_max", quantity(result.sigma_max, 5)),
        ("cond(V)", quantity(result.cond_v, 4) if result.cond_v < MAX_CONDITION else "no usable V"),
    ]
    if result.repeats_from is not None and result.period is not None:
        last = result.repeats_from + result.period
        found.append(("floats repeat exactly", f"step {last:,} = step {result.repeats_from:,}"))
    return found


def _vector(values: np.ndarray, decimals: int = 8) -> str:
    shown = [f"{value:.{decimals}f}".replace("-", "−") for value in values[:4]]
    return f"({', '.join(shown)}{', …' if len(values) > 4 else ''})"


def _value(value: complex) -> str:
    return quantity(value.real, 4)


def _speed(result: Result) -> str:
    """When the angle is small for good, and by how much it shrinks; and that the start had to be rescued."""
    if result.angle is None:
        return ""
    under = first_step_under(result.angle, 1.0)
    by = f"; each step multiplies it by |λ₂/λ₁| = {quantity(result.ratio, 4)}" if 0 < result.ratio < 1 else ""
    when = f"The angle is under 1° from step {under:,} on{by}." if under is not None else ""
    if under is None:
        steps = count(len(result.angle) - 1, "step")
        when = f"After {steps} the angle is still {quantity(result.angle[-1])}°{by}."
    crossed = int(np.argmax(result.angle < 45.0))
    if crossed >= 20:
        when += (
            f" The start has almost no part along v₁: the run stays beside v₂ and crosses 45° at step {crossed:,}, "
            "rescued by the last digits of the start."
        )
    return when


def _growth(result: Result) -> str:
    """With nothing to keep it in size: how large h is, and whether it rose before it fell."""
    if result.params.keep != "nothing":
        return ""
    logs = result.log10_norm
    last, start, top = float(logs[-1]), float(logs[0]), int(np.argmax(logs))
    text = f" With nothing to keep it in size, |h| = {power(last)} after {count(len(logs) - 1, 'step')}."
    if result.spectral_radius < 1 and 0 < top < len(logs) - 1 and logs[top] - start > math.log10(1.2):
        under = first_step_under(logs, start)
        back = f" and is under its start from step {under:,} on" if under is not None else ""
        text += (
            f" Before that it grew {power(float(logs[top] - start), 4)}-fold until step {top}{back}: ρ = "
            f"{quantity(result.spectral_radius)} < 1 does not forbid growth{_bound(result)}."
        )
    return text


def _bound(result: Result) -> str:
    is_usable = result.cond_v <= MAX_CONDITION
    return f", cond(V) = {quantity(result.cond_v, 4)} bounds it" if is_usable else ""


def _settles(result: Result) -> str:
    return (
        f"Settles: after {count(result.params.steps, 'step')} h points along {_vector(result.direction)}, the "
        f"eigenvector whose eigenvalue {_value(result.leading)} is the largest in absolute value. {_speed(result)}"
        f"{_growth(result)}"
    )


def _flips(result: Result) -> str:
    return (
        f"Flips: the leading eigenvalue {_value(result.leading)} is negative, so h comes to the line of its "
        f"eigenvector and changes sign at every step, for ever. {_speed(result)}{_growth(result)}"
    )


def _turns(result: Result) -> str:
    turn = result.turn[np.isfinite(result.turn)]
    return (
        f"Turns for ever: a complex pair leads, |λ| = {quantity(result.spectral_radius, 4)}, and no real direction is "
        f"kept. h turns by {quantity(math.degrees(abs(np.angle(result.leading))), 4)}° a step on average; single "
        f"steps turn it by {quantity(turn.min())}° to {quantity(turn.max())}°.{_growth(result)}"
    )


def _several(result: Result) -> str:
    where = ""
    if result.angle is not None:
        steps = count(result.params.steps, "step")
        where = f"; its angle to v₁ after {steps} is {quantity(result.angle[-1], 4)}°"
    return (
        f"Never settles: several different eigenvalues have the largest absolute value, "
        f"{quantity(result.spectral_radius, 4)}. h keeps a part along each and goes on alternating{where}."
        f"{_growth(result)}"
    )


def _eigenplane(result: Result) -> str:
    return (
        f"Stays: the leading eigenvalue {_value(result.leading)} has several eigenvectors, so every direction of "
        f"their plane is kept and the end depends on the start.{_growth(result)}"
    )


def _creeps(result: Result) -> str:
    assert result.angle is not None, "a defective leader is real"
    last = len(result.angle) - 1
    return (
        f"Creeps: the matrix is defective, {_value(result.leading)} twice with one eigenvector. The angle falls like "
        f"1/t, not exponentially: {quantity(result.angle[min(10, last)], 4)}° after {count(min(10, last), 'step')}, "
        f"{quantity(result.angle[last], 4)}° after {last:,}.{_growth(result)}"
    )


def _aside(result: Result) -> str:
    return (
        f"Stays aside: after {count(result.params.steps, 'step')} h has no part along v₁, although "
        f"{_value(result.leading)} leads. “Regardless of the original value of h” has an exception: starts on the "
        f"span of the other eigenvectors.{_growth(result)}"
    )


def _zero(result: Result) -> str:
    return (
        f"Becomes 0 at step {result.zero_at:,}: W sends this direction to nothing, up to rounding, and no direction "
        "is left. Nothing is drawn after it."
    )


_LINEAR = {
    "settles": _settles,
    "flips": _flips,
    "turns": _turns,
    "several": _several,
    "eigenplane": _eigenplane,
    "creeps": _creeps,
    "aside": _aside,
    "zero": _zero,
}


def _squashed(result: Result) -> str:
    assert result.squashed is not None, "compute judges every squashed run"
    found, exponent = result.squashed.attractor, result.squashed.exponent
    if found.kind in ("rest", "fading") or result.zero_at is not None:
        return _dies(result, found.kind == "fading")
    if found.kind in ("fixed point", "cycle"):
        return _stays(result, found.period or 1)
    sizes = f"ρ = {quantity(result.spectral_radius, 4)}, σ_max = {quantity(result.sigma_max, 4)}."
    if found.kind == "chaos" and exponent:
        return (
            f"Squashed, h is chaotic: a nudge grows by {exponent:.3f} nats a step, and rounding decides where h is "
            f"after some {DIGITS / exponent:.0f} steps. {sizes}"
        )
    return (
        f"Squashed, h runs on a closed curve for ever, neither settling nor chaotic (Lyapunov exponent "
        f"{exponent or 0:.3f}). {sizes}"
    )


def _dies(result: Result, slowly: bool) -> str:
    logs = result.log10_norm
    told = [t for t in (10, 100, 1000) if t < len(logs)] or [len(logs) - 1]
    courses = [f"{power(float(logs[t]))} after {t:,}" for t in told]
    steps = "step" if told == [1] else "steps"
    how = "fades slowly, like 1/√t" if slowly else "dies"
    sigma, rho = result.sigma_max, result.spectral_radius
    why = (
        f"σ_max = {quantity(sigma, 4)} < 1 forces it"
        if sigma < 1
        else f"ρ = {quantity(rho, 4)} does not keep it up from this start"
    )
    return f"Squashed, h {how}: |h| is {', '.join(courses)} {steps}; {why}."


def _stays(result: Result, period: int) -> str:
    place = "comes to rest at" if period == 1 else f"ends in a {period}-cycle through"
    h = result.path[-1] if result.h is None else result.h
    return f"Squashed, h {place} {_vector(h, 5)}.{_nearest(result)}{_alive(result)}"


def _alive(result: Result) -> str:
    """Where the eigenvalues say fading and the state lives all the same."""
    if result.spectral_radius >= 1:
        return ""
    rho = "0" if result.spectral_radius < 1e-7 * result.sigma_max else quantity(result.spectral_radius)
    return f" It lives although ρ = {rho}: ρ < 1 does not make a squashed state die, σ_max < 1 does."


def _nearest(result: Result) -> str:
    """Beside which eigenvector a squashed state came to rest."""
    if result.cond_v > MAX_CONDITION:
        return ""
    real = np.flatnonzero(np.abs(result.eigenvectors.imag).max(axis=0) == 0)
    if not len(real):
        return ""
    angles = [float(angles_to(result.eigenvectors[:, place].real, result.direction)) for place in real]
    best = int(np.argmin(angles))
    value = result.eigenvalues[real[best]]
    leads = abs(value) > 0.999999 * result.spectral_radius
    name = (
        "the leading eigenvector"
        if leads
        else f"the eigenvector of the smaller eigenvalue {_value(complex(value))}"
    )
    return f" That is {angles[best]:.2f}° from {name}: squashing is no scaling."


def _tally(result: Result) -> str:
    if result.drawn_settle is None or result.drawn_flip is None or result.drawn_turn is None:
        return ""
    total = result.params.draws
    return (
        f"Of {total:,} drawn matrices {result.drawn_settle:,} settle, {result.drawn_flip:,} flip and "
        f"{result.drawn_turn:,} turn: the slide's sentence holds as a vector in {result.drawn_settle / total:.1%}, as "
        f"a line in {1 - result.drawn_turn / total:.1%}."
    )
