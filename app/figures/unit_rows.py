"""The rows of a heatmap that are units: in any order, each under its own number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.reduce import MAX_CELLS, MAX_ROWS, Columns, bin_columns, join_notes
from app.figures.strip import TimeAxis


def fitted(values: Float[np.ndarray, "unit time"], by: str) -> Columns:
    """As many rows and columns as a screen holds, rows from the top."""
    shown = values[:MAX_ROWS]
    columns = bin_columns(
        shown, max(1, MAX_CELLS // max(1, len(shown))), "mean" if by == "mean" else "extreme"
    )
    missing = (
        "" if len(shown) == len(values) else f"The first {len(shown):,} of {len(values):,} units are shown."
    )
    return Columns(columns.values, columns.edges, join_notes(missing, columns.note))


def unit_axis(units: Sequence[int], title: str = "unit") -> dict[str, Any]:
    """Layout of the axis: row 0 on top, ticks and hover by the units' own numbers."""
    count = min(len(units), MAX_ROWS)
    axis: dict[str, Any] = {
        "title": {"text": title},
        "range": [count - 0.5, -0.5],
        "tickformat": "d",
        "hoverformat": "d",
        "nticks": 4,
    }
    if count <= 4:
        axis |= {"tick0": 0, "dtick": 1}
    if list(units[:count]) != list(range(count)):
        axis["labelalias"] = {str(row): str(unit) for row, unit in enumerate(units[:count])}
    return axis


def column_places(columns: Columns, time: TimeAxis) -> dict[str, Any]:
    """Where the columns stand: a step's column is centered on its number."""
    if columns.values.shape[1] == time.stop - time.start:
        return {"x0": time.start, "dx": 1}
    return {"x": columns.edges + (time.start - 0.5)}
