"""Where words stand beside their points so that none lies on another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

_SIDE_PX = 230
"""A small figure's inside: what stands apart there stands apart in larger ones."""
_CHARACTER_PX = 7.5
_LINE_PX = 15.0
_OFFSET_PX = 5.0
_SIDES = ("top center", "bottom center", "middle right", "middle left")


@dataclass(frozen=True)
class Box:
    """A rectangle in px, by its middle and half its size."""

    x: float
    y: float
    half_width: float
    half_height: float

    def meets(self, other: "Box") -> bool:
        """Whether the two have room in common."""
        apart_x = abs(self.x - other.x) - self.half_width - other.half_width
        apart_y = abs(self.y - other.y) - self.half_height - other.half_height
        return apart_x < 0 and apart_y < 0


def label_places(
    points: Float[np.ndarray, "point 2"], words: Sequence[str]
) -> tuple[list[str | None], list[Box]]:
    """Plotly's `textposition` of each word, None where there is no room; and the room that the words take.

    A word stands where it covers neither a word nor a point, else where it covers no word.

    Args:
        points: coordinates, both on one scale.
        words: one a point; the first ones choose first, an empty one takes no room.
    """
    pixels = _pixels(points)
    marks = [Box(x, y, _OFFSET_PX - 1, _OFFSET_PX - 1) for x, y in pixels.tolist()]
    placed: list[Box] = []
    sides: list[str | None] = []
    for (x, y), word in zip(pixels.tolist(), words, strict=True):
        free = [
            (side, box) for side, box in _candidates(x, y, word) if word and not any(map(box.meets, placed))
        ]
        clear = [(side, box) for side, box in free if not any(map(box.meets, marks))]
        side, box = next(iter(clear or free), (None, None))
        sides.append(side)
        placed += [] if box is None else [box]
    return sides, placed


def _pixels(points: Float[np.ndarray, "point 2"]) -> Float[np.ndarray, "point 2"]:
    span = float(np.ptp(points, axis=0).max(initial=0.0)) or 1.0
    return (points * (_SIDE_PX / span)).astype(np.float64)


def _candidates(x: float, y: float, word: str) -> Iterator[tuple[str, Box]]:
    half_width, half_height = len(word) * _CHARACTER_PX / 2, _LINE_PX / 2
    across, up = half_width + _OFFSET_PX, half_height + _OFFSET_PX
    for side, dx, dy in zip(_SIDES, (0, 0, across, -across), (up, -up, 0, 0), strict=True):
        yield side, Box(x + dx, y + dy, half_width, half_height)
