"""Sizes over time, several on one log axis: of networks side by side, or of the parts of one derivative."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Int

from app.figures.drawing import Drawing
from app.figures.guides import chosen_here
from app.figures.log_lines import Line, log_lines, reference_line
from app.figures.reduce import compact
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_SMALLEST_SHORT = 1e-35
_TOO_SMALL = "Gaps: too small for a float."


@dataclass(frozen=True, eq=False)
class Course:
    """One line: a name for its end, a symbol for the hover text, its look, and the step that is marked on it."""

    name: str
    label: str
    symbol: str
    color: str
    dash: str
    term: str
    values: Float[np.ndarray, " time"]
    marked: int | None = None


@dataclass(frozen=True)
class CourseText:
    """What is said of the figure: its slot, its title, how to read it, and what its axis counts.

    Names stand where the lines end, or at the left where they are read backwards; `level` is a value that is marked
    across the picture, with its name.
    """

    slot: str
    title: str
    caption: str
    axis: str
    names_at: Literal["left", "end"] = "end"
    level: tuple[float, str] | None = None


def network_courses(
    courses: Sequence[Course],
    time: TimeAxis,
    text: CourseText,
    steps: Int[np.ndarray, " point"] | None = None,
) -> Figure:
    """Lines over time on a log axis; NaN, too small for a float, is a gap.

    Args:
        courses: the lines, in the order in which they are drawn.
        time: the axis.
        text: what is said of the figure.
        steps: at which steps the lines have a value; at all of the axis where None.
    """
    level = text.level
    x = time.steps if steps is None else steps
    lines = [Line(one.name, one.label, one.symbol, one.color, one.values) for one in courses]
    drawn = log_lines(lines, x, time.named(), level and level[0], labels_at=text.names_at)
    by_name = {one.name: one for one in courses}
    traces = [_dressed(trace, by_name[trace["name"].split(": exactly")[0]]) for trace in drawn.traces]
    traces += [_mark(one, time) for one in courses if one.marked is not None]
    side = {"side": "right"} if text.names_at == "left" else {}
    figure = strip(traces, time, {"title": {"text": text.axis}} | side | drawn.axis.layout())
    shape, name = ([], []) if level is None else ([part] for part in reference_line(*level))
    figure.update_layout(annotations=[*drawn.annotations, *name], shapes=[*drawn.shapes, *shape])
    is_known = all(np.isfinite(one.values).all() for one in courses)
    return Figure(text.slot, text.title, text.caption, figure, "" if is_known else _TOO_SMALL)


def choose_lag(figure: Drawing, lag: int, last: int, field: str) -> None:
    """Mark the step `lag` before the last one; a click on a point sets `field` to its lag."""
    figure.update_traces(lambda trace: {"customdata": last - np.asarray(trace["x"])})
    figure.add_to_layout("shapes", chosen_here(last - lag))
    figure.update_layout(meta={"choose": field})


def _dressed(trace: dict[str, Any], course: Course) -> dict[str, Any]:
    width = 2.5 if course.dash == "solid" else 2
    line = trace["line"] | {"dash": course.dash, "width": width}
    has_marks = {"mode": "lines"} if trace["name"] == course.name else {}
    return trace | has_marks | {"y": _short(trace["y"]), "line": line, "meta": {"term": course.term}}


def _short(values: Float[np.ndarray, " point"]) -> Float[np.ndarray, " point"]:
    """In half the bytes, unless a value is too small for them."""
    return values if np.nanmin(values, initial=1.0) < _SMALLEST_SHORT else compact(values)


def _mark(course: Course, time: TimeAxis) -> dict[str, Any]:
    at = (course.marked or 0) - time.start
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [course.marked],
        "y": course.values[at : at + 1],
        "name": f"{course.name}: horizon",
        "marker": {"color": course.color, "size": 9, "line": {"color": course.color, "width": 1}},
        "hovertemplate": f"{time.named()}<br>{course.symbol} = %{{y:.3g}}<extra></extra>",
        "meta": {"term": course.term},
    }
