"""Long arrays reduced to what a screen can show, and the words that say so.

Each reduction returns its note: empty when everything is drawn, so that a caption can always say it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float, Int

MAX_POINTS = 2_000
"""Most points on a line."""
MAX_CELLS = 100_000
"""Most cells of one heatmap."""
MAX_ROWS = 500
"""Most rows of one heatmap: more are thinner than a pixel."""
MAX_LABELS = 1_000
"""Most step labels that travel with one figure; above, steps go by their numbers."""


@dataclass(frozen=True, eq=False)
class Columns:
    """Time in equal columns; the last may be shorter. Column i is [edges[i], edges[i + 1])."""

    values: Float[np.ndarray, "row column"]
    edges: Int[np.ndarray, " edge"]
    note: str


def bin_columns(
    values: Float[np.ndarray, "row time"], max_columns: int, by: Literal["extreme", "mean"]
) -> Columns:
    """At most `max_columns` columns, each the largest |value| (with its sign) or the mean of its steps."""
    size = -(-values.shape[1] // max_columns)
    starts = np.arange(0, values.shape[1], size)
    edges = np.append(starts, values.shape[1])
    if size == 1:
        return Columns(values, edges, "")
    if by == "mean":
        means = np.add.reduceat(values, starts, axis=1) / np.diff(edges)
        return Columns(means.astype(values.dtype), edges, f"Each column shows the mean of {size:,} steps.")
    low = np.minimum.reduceat(values, starts, axis=1)
    high = np.maximum.reduceat(values, starts, axis=1)
    note = f"Each column shows the value of largest size among {size:,} steps."
    return Columns(np.where(-low > high, low, high), edges, note)


def bin_square(values: Float[np.ndarray, "time time"], max_size: int) -> Columns:
    """At most `max_size` rows and columns, each cell the largest value of its block."""
    size = -(-values.shape[1] // max_size)
    starts = np.arange(0, values.shape[1], size)
    edges = np.append(starts, values.shape[1])
    if size == 1:
        return Columns(values, edges, "")
    rows = np.maximum.reduceat(values, starts, axis=0)
    note = f"Each cell shows the largest of {size:,} x {size:,} pairs."
    return Columns(np.maximum.reduceat(rows, starts, axis=1), edges, note)


def envelope(
    values: Float[np.ndarray, " time"], max_points: int = MAX_POINTS
) -> tuple[Int[np.ndarray, " point"], str]:
    """Steps to draw: all, or the smallest and the largest value of every bin, and one gap where it has one.

    What is drawn are values of the array at their own steps, so a spike of one step stays.
    """
    time = len(values)
    if time <= max_points:
        return np.arange(time), ""
    size = -(-time // (max_points // 4))
    padded = np.pad(values.astype(np.float64), (0, -time % size), mode="edge").reshape(-1, size)
    finite = np.isfinite(padded)
    picks = (
        np.where(finite, padded, np.inf).argmin(axis=1),
        np.where(finite, padded, -np.inf).argmax(axis=1),
        finite.argmin(axis=1),
    )
    starts = np.arange(len(padded)) * size
    steps = np.concatenate([starts + pick for pick in picks] + [np.array([0, time - 1])])
    kept = np.unique(np.minimum(steps, time - 1))
    return kept, f"Of each {size:,} steps the smallest and the largest value are drawn."


def thin(time: int, max_points: int = MAX_POINTS) -> tuple[Int[np.ndarray, " point"], str]:
    """Steps to draw of a path: every n-th, the last one always."""
    size = max(1, -(-(time - 1) // (max_points - 1)))
    kept = np.unique(np.append(np.arange(0, time, size), time - 1))
    return kept, "" if size == 1 else f"Every {_ordinal(size)} step is drawn."


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number:,}th"
    return f"{number:,}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def compact(values: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The values as float32, half the bytes, unless one is too large for it."""
    is_small = np.nanmax(np.abs(values), initial=0.0, where=np.isfinite(values)) < np.finfo(np.float32).max
    return values.astype(np.float32) if is_small else values


def gaps_note(is_finite: Bool[np.ndarray, "..."], what: str) -> str:
    """How many values are left blank because they are NaN or infinite."""
    count = int(is_finite.size - is_finite.sum())
    return f"{count:,} {what} NaN or infinite: left blank." if count else ""


def join_notes(*notes: str) -> str:
    """Notes side by side, the empty ones left out."""
    return " ".join(note for note in notes if note)
