"""What a gate does to a signal, in one or two sentences: once, n times, and what that means for the gates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.core.activations import ENDS
from app.topics.words.gating_numbers import gate_text, left_texts, name
from app.topics.words.quantities import count, joined, percent, quantity, vector

if TYPE_CHECKING:
    from app.topics.gating import Result

_MOST = 4


def verdict(result: Result) -> str:
    """What one pass and n passes leave, and what that means for the gates."""
    n = result.params.times
    again = "" if n == 1 else f", and after {count(n, 'step')} {_row(left_texts(result, n))}"
    once = f"Once through the gate, {vector(result.signal)} becomes {_row(left_texts(result, 1))}{again}."
    return f"{once} {_given(result) if result.preactivation is None else _computed(result)}"


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """Every gate's half-life."""
    rows = zip(result.gate.tolist(), result.lost.tolist(), result.half_life.tolist(), strict=True)
    return tuple(
        (f"half-life of {name(place)} = {gate_text(gate, lost)}", _life(half_life))
        for place, (gate, lost, half_life) in enumerate(rows)
    )


def _life(half_life: float) -> str:
    if math.isinf(half_life):
        return "endless"
    return "none, gone at once" if half_life == 0 else _steps(half_life)


def _row(texts: list[str]) -> str:
    return f"({', '.join(texts[:_MOST])}{', …' if len(texts) > _MOST else ''})"


def _steps(number: float) -> str:
    text = quantity(number)
    return f"{text} step{'' if text == '1' else 's'}"


def _given(result: Result) -> str:
    """Gates of exactly 1 and 0, and the one between that keeps longest."""
    gates = result.gate.tolist()
    open_, closed = ([name(place) for place, gate in enumerate(gates) if gate == end] for end in (1, 0))
    between = [place for place, gate in enumerate(gates) if 0 < gate < 1]
    parts = [f"{joined(open_)} = 1 {_verb(open_, 'keep')} for good"] if open_ else []
    parts += [f"{joined(closed)} = 0 {_verb(closed, 'clear')} at once"] if closed else []
    if between:
        longest = max(between, key=lambda place: gates[place])
        gate = gate_text(gates[longest], float(result.lost[longest]))
        is_single = len(between) == len(gates) > 1 and gates.count(gates[longest]) == 1
        most = ", the most open of them," if is_single else ""
        parts.append(f"{name(longest)} = {gate}{most} {_fades(result, longest)}")
    return f"{joined(parts)}."


def _fades(result: Result, place: int) -> str:
    """By its half-life, where that is a step at least."""
    half_life = float(result.half_life[place])
    if half_life < 1:
        return _a_step(result, place)
    return f"halves every {_steps(half_life).removeprefix('1 ')}"


def _computed(result: Result) -> str:
    """The most closed and the most open gate: neither is quite."""
    closed, open_ = int(result.gate.argmin()), int(result.lost.argmin())
    nearly_closed = result.gate[closed] < ENDS["sigmoid"][0]
    through = (
        f"{name(closed)} still lets {percent(float(result.gate[closed]))} through, and "
        if nearly_closed
        else ""
    )
    is_single = len(result.gate) > 1 and int((result.lost == result.lost[open_]).sum()) == 1
    most = ", the most open," if is_single else ""
    half = _steps(float(result.half_life[open_]))
    best = f"{name(open_)}{most} {_a_step(result, open_)}"
    return f"A sigmoid never gives the slide’s 0 or 1: {through}{best}, half is gone in {half}.{_rounded(result)}"


def _a_step(result: Result, place: int) -> str:
    """What a step takes or, of a gate that is nearer to closed, what it leaves: the smaller of the two."""
    gate, lost = float(result.gate[place]), float(result.lost[place])
    return f"leaves {percent(gate)} a step" if gate < lost else f"takes {percent(lost)} a step"


def _rounded(result: Result) -> str:
    """Where float64 makes 1 of a gate that is none."""
    place = int(result.lost.argmin())
    if result.preactivation is None or result.gate[place] != 1:
        return ""
    z = quantity(float(result.preactivation[place]))
    return f" Float64 rounds {name(place)} = σ({z}) to exactly 1; what it lacks is computed by itself."


def _verb(names: list[str], verb: str) -> str:
    return verb if len(names) > 1 else f"{verb}s"
