"""Descents step by step: the error, and the gradient's size before clipping, on log axes."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from app.figures.descent_looks import LOOKS, DescentPath
from app.figures.guides import chosen_here
from app.figures.log_lines import Line, LogLines, log_lines, reference_line
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_FLOAT32 = np.finfo(np.float32)


def error_course(paths: Sequence[DescentPath], chosen: int, field: str) -> Figure:
    """E over the steps of each descent; `chosen` is marked, and a click on a point sets `field` to its step."""
    caption = (
        "Down is better; a level line is a descent that hardly moves any more. Click a step to look at it."
    )
    drawn, figure = _course([(path, path.errors) for path in paths], "E", chosen, field)
    return Figure("errors", "Error after each step", caption, figure, drawn.note)


def norm_course(paths: Sequence[DescentPath], threshold: float, chosen: int, field: str) -> Figure:
    """|dE| before clipping over the steps; what is above the threshold is clipped, and has a ring."""
    values = [(path, path.grad_norms) for path in paths]
    drawn, figure = _course(values, "|∇E|", chosen, field, threshold)
    caption = (
        "Before clipping, on a log axis: what stands above the dashed threshold is clipped (rings); without clipping "
        "it is followed whole."
    )
    return Figure("norms", "Size of the gradient at each step", caption, figure, drawn.note)


def _course(
    courses: Sequence[tuple[DescentPath, np.ndarray]],
    symbol: str,
    chosen: int,
    field: str,
    threshold: float | None = None,
) -> tuple[LogLines, Any]:
    looks = {LOOKS[path.look].name: path for path, _ in courses}
    longest = max(len(values) for _, values in courses)
    lines = [
        Line(look.name, look.short, symbol, look.color, _padded(values, longest))
        for look, values in ((LOOKS[path.look], values) for path, values in courses)
    ]
    drawn = log_lines(lines, np.arange(longest), "step %{x}", threshold)
    traces = [_dressed(trace, looks) for trace in drawn.traces]
    shapes, annotations = [*drawn.shapes, chosen_here(chosen)], list(drawn.annotations)
    if threshold is not None:
        traces += [_rings(path) for path, _ in courses if path.look != "none" and path.is_clipped.any()]
        shape, label = reference_line(threshold, "threshold")
        shapes, annotations = [*shapes, shape], [*annotations, label]
    y_axis = {"title": {"text": symbol}} | drawn.axis_with_room()
    time = TimeAxis(0, longest, title="descent step")
    more = {
        "annotations": annotations,
        "shapes": shapes,
        "meta": {"strip": True, "label_px": 0, "choose_step": field},
    }
    return drawn, strip(traces, time, y_axis, more)


def _padded(values: np.ndarray, length: int) -> np.ndarray:
    """To the longest descent's length, in half the bytes where that turns no value into 0 or infinity."""
    padded = np.pad(values, (0, length - len(values)), constant_values=np.nan)
    short = padded.astype(np.float32) if np.nanmax(values) < _FLOAT32.max else padded
    return short if ((short == 0) == (padded == 0)).all() else padded


def _dressed(trace: dict[str, Any], paths: dict[str, DescentPath]) -> dict[str, Any]:
    look = LOOKS[paths[trace["name"].split(":")[0]].look]
    return trace | {
        "mode": "lines",
        "meta": {"term": look.term},
        "line": trace["line"] | {"dash": look.dash, "width": 1.7},
    }


def _rings(path: DescentPath) -> dict[str, Any]:
    look, at = LOOKS[path.look], np.flatnonzero(path.is_clipped)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": at,
        "y": path.grad_norms[at],
        "name": f"clipped {look.name}",
        "meta": {"term": look.term},
        "marker": {
            "symbol": "circle-open",
            "size": 9,
            "color": look.color,
            "line": {"width": 1.8, "color": look.color},
        },
        "hovertemplate": f"step %{{x}}, clipped {look.name}<br>|∇E| = %{{y:.4g}}<extra></extra>",
    }
