"""A log axis that can show an exact 0: a floor line of its own below the smallest positive value."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

_DECADE_STEPS = (1, 2, 5, 10, 20, 50, 100)
_MAX_TICKS = 5


@dataclass(frozen=True)
class LogAxis:
    """Limits as log10; `floor` is where an exact 0 is drawn, None when there is none."""

    low: float
    high: float
    floor: float | None

    @property
    def range(self) -> tuple[float, float]:
        """What the axis shows, with some air."""
        air = 0.06 * (self.high - self.low)
        return (self.low - air if self.floor is None else self.floor - air, self.high + air)

    def layout(self) -> dict[str, Any]:
        """Plotly's axis: ticks at human numbers, none at the floor or below it."""
        ticks = log_ticks(self.low, self.high)
        return {
            "type": "log",
            "range": list(self.range),
            "tickvals": ticks,
            "ticktext": [tick_text(tick) for tick in ticks],
        }


def log_axis(arrays: Iterable[Float[np.ndarray, "..."]], reference: float | None = None) -> LogAxis:
    """An axis that holds every positive finite value, and `reference` when it is given.

    At least a factor 4 is shown, so that a level line looks level.
    """
    joined = np.concatenate([np.ravel(array).astype(np.float64) for array in arrays])
    positive = joined[np.isfinite(joined) & (joined > 0)]
    values = positive if reference is None else np.append(positive, reference)
    values = values if values.size else np.ones(1)
    low, high = float(np.log10(values.min())), float(np.log10(values.max()))
    lacking = max(0.0, math.log10(4) - (high - low)) / 2
    low, high = low - lacking, high + lacking
    has_zero = bool((joined == 0).any())
    return LogAxis(low, high, low - 0.16 * (high - low) if has_zero else None)


def log_ticks(low: float, high: float) -> list[float]:
    """Up to five numbers between 10^low and 10^high: powers of ten, or 1, 2, 5 of them where there is room."""
    for step in _DECADE_STEPS:
        powers = range(math.ceil(low / step) * step, math.floor(high) + 1, step)
        if len(powers) <= _MAX_TICKS:
            break
    if len(powers) >= 3:
        return [10.0**power for power in powers]
    decades = range(math.floor(low), math.floor(high) + 1)
    numbers = [digit * 10.0**power for power in decades for digit in (1, 2, 5)]
    inside = [number for number in numbers if low <= math.log10(number) <= high]
    return inside if len(inside) <= _MAX_TICKS else [10.0**power for power in powers]


def tick_text(number: float) -> str:
    """0.01 to 1,000 written out, all else as a power of ten."""
    if 0.0009 < number < 10_001:
        return f"{number:,.10g}"
    power = math.floor(math.log10(number) + 1e-9)
    digit = round(number / 10.0**power)
    return f"10<sup>{power}</sup>" if digit == 1 else f"{digit}·10<sup>{power}</sup>"


def short_number(number: float) -> str:
    """A positive number in two digits or so, for a narrow key."""
    if 9_999.5 <= number < 999_500:
        return f"{number / 1000:.0f}k"
    if 9.95 <= number < 9_999.5:
        return f"{number:,.0f}"
    if 0.001 <= number < 9.95:
        return f"{number:.2g}"
    power = math.floor(math.log10(number))
    return f"{number / 10.0**power:.1f}·10<sup>{power}</sup>"


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places of labels moved apart to at least `gap`, in their order, within [low, high] if there is room."""
    order = sorted(range(len(places)), key=places.__getitem__)
    moved = list(places)
    below = low - gap
    for index in order:
        moved[index] = below = max(moved[index], below + gap)
    above = high + gap
    for index in reversed(order):
        moved[index] = above = min(moved[index], above - gap)
    return moved
