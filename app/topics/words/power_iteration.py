"""Going forwards, in words: what the run did, with its numbers, and what follows from it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.core.power_iteration import NO_DIRECTION, first_step_under
from app.core.spectrum import MAX_CONDITION
from app.topics.topic import Preset, Quiz
from app.topics.words.power_iteration_squashed import squashed
from app.topics.words.quantities import count, fixed, power, quantity, vector

if TYPE_CHECKING:
    from app.topics.power_iteration import Result

_LATE = 20
"""A start that takes as many steps to come under 45° is spoken of."""
_LAST_DIGITS = 1e-6
"""A share of the start that is no one's intention."""

PRESETS = (
    Preset("The slide", {}),
    Preset("Squash instead", {"keep": "squash"}),
    Preset("Complex pair: turns", {"matrix": "0.5,-1.2;1,0.8"}),
    Preset("Negative: flips", {"matrix": "-2,1;0.5,1"}),
    Preset("|λ₁| = |λ₂|", {"matrix": "3,-2;4,-3"}),
    Preset("Near tie: slow", {"matrix": "0.995,0.005;0.005,0.995", "shown": "2000"}),
    Preset("Defective: creeps", {"matrix": "2,1;0,2", "shown": "400"}),
    Preset("Start on the slide’s v₂", {"h0": "-0.7117151,-0.70246823", "shown": "100"}),
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
    "The slide notes “scale” and, beside it, “*squash”. Keep the slide’s matrix and squash with tanh instead of "
    "scaling. Where does h end?",
    ("On the same eigenvector", "On the other one, jumping between two points", "At 0"),
    1,
    "Squashing is no scaling: it changes the direction. The run ends along the eigenvector of the smaller eigenvalue, "
    "which is negative, so h flips at each step.",
    {"keep": "squash"},
)


def verdict(result: Result) -> str:
    """What the run did, in one or two sentences."""
    said = squashed(result) if result.params.keep == "squash" else _LINEAR[result.end](result)
    return f"{said} {_tally(result)}".strip()


def status(is_in_range: bool, zero_at: int | None, log10_size: float) -> str:
    """Either ok, or why a number is missing."""
    if zero_at == 0:
        return "h₀ is 0: it has no direction."
    if zero_at is not None:
        return f"h became 0 at step {zero_at:,}, up to rounding: no direction is left."
    if not is_in_range:
        return f"h is too large for a float: |h| = {power(log10_size)}; log10_norm and direction have it."
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
        found.append(("equal to the last digit", f"step {last:,} = step {result.repeats_from:,}"))
    return found


def _leader(result: Result) -> str:
    return quantity(result.leading.real, 4)


def _direction(result: Result) -> str:
    return vector(result.direction, lambda entry: fixed(entry, 8))


def _speed(result: Result) -> str:
    """When the angle is small for good, and by how much it shrinks; and why it took long to come near."""
    if result.angle is None:
        return ""
    under = first_step_under(result.angle, 1.0)
    by = f"; each step multiplies it by |λ₂/λ₁| = {quantity(result.ratio, 4)}" if 0 < result.ratio < 1 else ""
    when = f"The angle is under 1° from step {under:,} on{by}." if under is not None else ""
    if under is None:
        steps = count(len(result.angle) - 1, "step")
        when = f"After {steps} the angle is still {quantity(result.angle[-1])}°{by}."
    crossed = int(np.argmax(result.angle < 45.0))
    if crossed >= _LATE and _is_rescued(result):
        when += (
            f" The start has almost no part along v₁: the run stays off it and crosses 45° at step {crossed:,}, "
            "rescued by the last digits."
        )
    elif crossed >= _LATE:
        when += f" The start lies nearer to other eigenvectors: only from step {crossed:,} on is the angle under 45°."
    return when


def _is_rescued(result: Result) -> bool:
    """Whether the start's part along v₁ is so small beside the others that its last digits decide when it shows."""
    if result.cond_v > MAX_CONDITION:
        return False
    parts = np.abs(np.linalg.solve(result.eigenvectors, result.h0.astype(complex)))
    return bool(parts[np.abs(result.eigenvalues).argmax()] < _LAST_DIGITS * parts.max())


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
        f"Settles: after {count(result.params.steps, 'step')} h points along {_direction(result)}, the "
        f"eigenvector whose eigenvalue {_leader(result)} is the largest in absolute value. {_speed(result)}"
        f"{_growth(result)}"
    )


def _flips(result: Result) -> str:
    return (
        f"Flips: the leading eigenvalue {_leader(result)} is negative, so h comes to the line of its "
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
        f"Stays: the leading eigenvalue {_leader(result)} has several eigenvectors, so every direction of "
        f"their plane is kept and the end depends on the start.{_growth(result)}"
    )


def _creeps(result: Result) -> str:
    assert result.angle is not None, "a defective leader is real"
    last = len(result.angle) - 1
    if result.spectral_radius <= NO_DIRECTION * result.sigma_max:
        return f"Not 0 yet: every eigenvalue is 0, so h is 0 after {len(result.h0)} steps at most.{_growth(result)}"
    told = [
        f"{quantity(result.angle[t], 4)}° after {count(t, 'step')}" for t in sorted({min(10, last), last})
    ]
    return (
        f"Creeps: the matrix is defective, {_leader(result)} twice with one eigenvector. The angle falls like "
        f"1/t, not exponentially: {', '.join(told)}.{_growth(result)}"
    )


def _aside(result: Result) -> str:
    return (
        f"Stays aside: after {count(result.params.steps, 'step')} h has no part along v₁, although "
        f"{_leader(result)} leads. “Regardless of the original value of h” has an exception: starts on the "
        f"span of the other eigenvectors.{_growth(result)}"
    )


def _zero(result: Result) -> str:
    if result.zero_at == 0:
        return "Stays 0: h₀ is 0 and has no direction, and what W makes of it is 0. Nothing is drawn."
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


def _tally(result: Result) -> str:
    if result.drawn_settle is None or result.drawn_flip is None or result.drawn_turn is None:
        return ""
    total = result.params.draws
    return (
        f"Of {total:,} drawn matrices {result.drawn_settle:,} settle, {result.drawn_flip:,} flip and "
        f"{result.drawn_turn:,} turn: the slide’s sentence holds as a vector in {result.drawn_settle / total:.1%}, as "
        f"a line in {1 - result.drawn_turn / total:.1%}."
    )
