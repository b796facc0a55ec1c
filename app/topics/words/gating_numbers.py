"""The numbers of the page of gates as text: names of entries, gates that are nearly open, what is left of a signal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.topics.words.quantities import power, quantity

if TYPE_CHECKING:
    from app.topics.gating import Result

SUBSCRIPTS = "₁₂₃₄₅₆"
WRITTEN_OUT = 3
"""Sizes within so many powers of ten are written without one."""
SEEN = 1e-5
"""From here on, relative to the number, a deviation from a whole one is shown."""


def name(place: int) -> str:
    """f₁ for the gate of the first entry."""
    return f"f{SUBSCRIPTS[place]}"


def gate_text(gate: float, lost: float) -> str:
    """A gate in a sentence; one that is nearly open with the digits that keep it from 1."""
    return f"1 − {quantity(lost)}" if 0 < lost < SEEN else unrounded(gate, _five)


def _five(value: float, digits: int) -> str:
    """A gate near 1 in five digits: 0.99995."""
    return quantity(value, min(digits, 5))


def unrounded(value: float, write: Callable[[float, int], str]) -> str:
    """Three digits, or six where three would make a whole number of what is none: 8.99959 is not 9."""
    text = write(value, 3)
    is_whole = text.lstrip("-−").isdigit() and abs(round(value) - value) > SEEN * abs(value)
    return write(value, 6) if is_whole else text


def left_texts(result: Result, n: int) -> list[str]:
    """What is left of every entry after n steps."""
    rows = zip(result.signal.tolist(), result.log10_left[n].tolist(), strict=True)
    return [_signed(sign, size) for sign, size in rows]


def _signed(sign: float, log10_size: float) -> str:
    size = power(log10_size)
    if abs(log10_size) < WRITTEN_OUT:
        size = unrounded(10.0**log10_size, quantity)
    return f"−{size}" if sign < 0 and size != "0" else size
