"""Points of a figure that can be dragged: what the page's script (components/drag-handles.js) is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True)
class Sets:
    """What a handle sets: entry number i of its field is signs[i] * (its place - start) along axis i, x then y.

    One entry alone is set by x, and then the handle keeps its height. `within` is how far an entry may go, `on` the
    x axis on which the handle stands, in a figure that has several.
    """

    entries: tuple[int, ...] = (0, 1)
    signs: tuple[int, int] = (1, 1)
    start: tuple[float, float] = (0.0, 0.0)
    within: tuple[float, float] | None = None
    on: str = "x"


def handle(
    field: str, label: str, place: Float[np.ndarray, " 2"] | Sequence[float], sets: Sets | None = None
) -> dict[str, Any]:
    """A point at this place that sets entries of the parameter `field`: by default its first two, to x and y."""
    sets = Sets() if sets is None else sets
    parts = zip(sets.entries, "xy", sets.signs, sets.start, strict=False)
    limits = {} if sets.within is None else dict(zip(("low", "high"), sets.within, strict=True))
    return {
        "field": field,
        "label": label,
        "on": sets.on,
        "x": float(place[0]),
        "y": float(place[1]),
        "sets": [
            {"entry": entry, "axis": axis, "sign": sign, "from": start, **limits}
            for entry, axis, sign, start in parts
        ],
    }
