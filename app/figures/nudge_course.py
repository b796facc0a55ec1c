"""How far a nudge at the start is still felt, step by step, beside what one factor a step would make of it.

The sizes come as log10, since the yardsticks leave the range of floating point: the axis is linear in the exponent
and its ticks are powers of ten.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.decade_lines import power_text
from app.figures.labels import end_label, level_label
from app.figures.log_axis import spread, tick_text
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_TICK_STEPS = (1, 2, 5, 10, 20, 50, 100, 200)
_MAX_TICKS = 5
_LEAST_DECADES = 1.0
_LABEL_GAP = 0.1


@dataclass(frozen=True, eq=False)
class Course:
    """log10 of a size over the steps; `dash` is Plotly's, `term` lights it together with a formula."""

    label: str
    name: str
    term: str
    color: str
    dash: str
    log10_sizes: Float[np.ndarray, " point"]


def nudge_course(courses: Sequence[Course], first_step: int, time: TimeAxis, what: str) -> Figure:
    """log10 sizes over time, the measured one first; the axis is made for it, yardsticks are cut where they leave.

    Args:
        courses: the measured nudge and its yardsticks; -inf is drawn on the floor as exactly 0.
        first_step: the step of each course's first number.
        time: the steps shown.
        what: the derivative's name, for the axis and the title.
    """
    low, high, floor = _limits(courses[0].log10_sizes, [course.log10_sizes for course in courses[1:]])
    steps = np.arange(first_step, first_step + len(courses[0].log10_sizes))
    traces = [
        _trace(course, steps, floor) for course in [*courses[1:], courses[0]]
    ]  # the measured one on top
    axis_low = low if floor is None else floor - 0.06 * (high - low)
    y_axis = {"title": {"text": what}, "range": [axis_low, high], **_ticks(low, high)}
    labels = _labels(courses, steps, low if floor is None else floor, high)
    labels += [] if floor is None else [level_label(floor)]
    figure = strip(traces, time, y_axis, {"annotations": labels})
    caption = (
        "On this axis one factor a step is a straight line: falling, the nudge fades; level, it is kept; rising, it "
        "grows. No nudge passes the line of σ; in the long run it has the slope λ."
    )
    return Figure("nudge", f"How far {what} carries", caption, figure)


def _limits(
    measured: Float[np.ndarray, " point"], others: Sequence[Float[np.ndarray, " point"]]
) -> tuple[float, float, float | None]:
    """Low and high end of the axis, and where an exact 0 stands."""
    finite = measured[np.isfinite(measured)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (-1.0, 0.0)
    room = max(_LEAST_DECADES, 0.35 * (high - low))
    ends = [float(value) for other in others for value in (other.min(), other.max()) if np.isfinite(value)]
    low, high = (
        max(low - room, min([low, *ends])) - 0.1 * room,
        min(high + room, max([high, *ends])) + 0.1 * room,
    )
    if high - low < _LEAST_DECADES:
        low, high = low - _LEAST_DECADES / 2, high + _LEAST_DECADES / 2
    has_zero = finite.size < measured.size
    return low, high, low - 0.12 * (high - low) if has_zero else None


def _trace(course: Course, steps: np.ndarray, floor: float | None) -> dict[str, Any]:
    sizes = course.log10_sizes
    is_zero = np.isneginf(sizes)
    is_few = len(sizes) <= 80 and course.dash == "solid"
    trace = {
        "type": "scatter",
        "mode": "lines+markers" if is_few else "lines",
        "x": steps,
        "y": np.where(is_zero, np.nan if floor is None or course.dash != "solid" else floor, sizes),
        "customdata": [
            "0, exactly" if zero else power_text(value) for value, zero in zip(sizes, is_zero, strict=True)
        ],
        "name": course.name,
        "line": {"color": course.color, "width": 2, "dash": course.dash},
        "marker": {"color": course.color, "size": 5},
        "hovertemplate": f"step %{{x}}<br>{course.name} = %{{customdata}}<extra></extra>",
    }
    return trace | {"meta": {"term": course.term}}


def _ticks(low: float, high: float) -> dict[str, Any]:
    for step in _TICK_STEPS:
        places = list(range(math.ceil(low / step) * step, math.floor(high) + 1, step))
        if len(places) <= _MAX_TICKS:
            break
    texts = [tick_text(10.0**place) if -4 < place < 5 else f"10<sup>{place}</sup>" for place in places]
    return {"tickvals": places, "ticktext": texts}


def _labels(
    courses: Sequence[Course], steps: Int[np.ndarray, " point"], low: float, high: float
) -> list[dict[str, Any]]:
    """Each line's name where it ends, or beside the place where it leaves through the top."""
    leaving = {index: _leaves_at(course, steps, high) for index, course in enumerate(courses)}
    ending = [course for index, course in enumerate(courses) if leaving[index] is None]
    places = [max(low, float(course.log10_sizes[-1])) for course in ending]
    apart = spread(places, _LABEL_GAP * (high - low), low, high)
    labels = [
        end_label(place, course.label, course.color) for course, place in zip(ending, apart, strict=True)
    ]
    exits = [(course, leaving[index]) for index, course in enumerate(courses) if leaving[index] is not None]
    at_top = {"y": high, "yanchor": "top", "xanchor": "left", "xshift": 5}
    labels += [
        _label(course) | at_top | {"x": x, "yshift": -18 * row} for row, (course, x) in enumerate(exits)
    ]
    return labels


def _label(course: Course) -> dict[str, Any]:
    return {"text": course.label, "font": {"color": course.color, "size": 13}, "showarrow": False}


def _leaves_at(course: Course, steps: Int[np.ndarray, " point"], high: float) -> float | None:
    """The step at which a course passes the top of the axis for good, if it does."""
    if not course.log10_sizes[-1] > high:
        return None
    below = np.flatnonzero(course.log10_sizes <= high)
    return float(steps[below[-1] + 1 if below.size else 0])
