"""The cell state above the hidden state over time, unit by unit, and beside a held gate the free course."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float

from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_DOMAINS = {"c": (0.55, 1.0), "h": (0.0, 0.45)}
_AXES = {"c": "y", "h": "y2"}
_COLORS = {"c": LIGHT.roles["cell"], "h": LIGHT.roles["hidden"]}
_LETTERS = {"c": "C", "h": "h"}
_MAX_THIN_POINTS = 8_000
_CAPTION = (
    "Above what the cell keeps, below what it shows. The dots are the step before and the step that is open."
)
_HELD_CAPTION = (
    "Strong: with the gate held. Dotted: the same network left free. What lies between is the gate’s work."
)


@dataclass(frozen=True, eq=False)
class Courses:
    """Both states from step 0 on, in every unit; `unit` is the one to follow, `step` the one that is open."""

    cell: Float[np.ndarray, "steps hidden"]
    hidden: Float[np.ndarray, "steps hidden"]
    free_cell: Float[np.ndarray, "steps hidden"] | None
    free_hidden: Float[np.ndarray, "steps hidden"] | None
    unit: int
    step: int


def cell_courses(courses: Courses) -> Figure:
    """C and h of one unit as strong lines, of the others as thin ones, from step 0 on."""
    time = TimeAxis(0, len(courses.cell))
    pairs = {"c": (courses.cell, courses.free_cell), "h": (courses.hidden, courses.free_hidden)}
    traces: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    ranges = {}
    for letter, (own, free) in pairs.items():
        ranges[letter] = _range([own, *([] if free is None else [free])])
        traces += _lines(letter, own, free, courses, time)
        labels += _labels(letter, own, free, courses.unit, ranges[letter])
    figure = strip(traces, time, _axis("c", ranges["c"]), {"yaxis2": _axis("h", ranges["h"])})
    figure.update_layout(xaxis={"anchor": "y2"}, annotations=labels)
    is_held = courses.free_cell is not None
    title = "Cell and hidden state, held and free" if is_held else "Cell and hidden state"
    return Figure("states", title, _HELD_CAPTION if is_held else _CAPTION, figure)


def _lines(
    letter: str,
    own: Float[np.ndarray, "steps hidden"],
    free: Float[np.ndarray, "steps hidden"] | None,
    courses: Courses,
    time: TimeAxis,
) -> list[dict[str, Any]]:
    others = [unit for unit in range(own.shape[1]) if unit != courses.unit][: _MAX_THIN_POINTS // len(own)]
    traces = [_thin(letter, own[:, others], time)] if others else []
    if free is not None:
        traces.append(_line(letter, free[:, courses.unit], time, "dot"))
    traces.append(_line(letter, own[:, courses.unit], time, "solid"))
    steps = range(max(0, courses.step - 1), courses.step + 1)
    terms = [f"{letter}-before", letter]
    return traces + [
        _dot(letter, term, step, float(own[step, courses.unit]))
        for term, step in zip(terms, steps, strict=True)
    ]


def _line(
    letter: str, values: Float[np.ndarray, " steps"], time: TimeAxis, dash: Literal["solid", "dot"]
) -> dict[str, Any]:
    name = _LETTERS[letter] if dash == "solid" else f"{_LETTERS[letter]}, free"
    return _scatter(letter, name) | {
        "mode": "lines",
        "x": time.steps,
        "y": values,
        "line": {"color": _COLORS[letter], "width": 2 if dash == "solid" else 1.5, "dash": dash},
        "hovertemplate": f"step %{{x}}<br>{name} = %{{y:.5g}}<extra></extra>",
    }


def _thin(letter: str, values: Float[np.ndarray, "steps unit"], time: TimeAxis) -> dict[str, Any]:
    """The other units as one trace, with gaps between them."""
    gap = np.full((1, values.shape[1]), np.nan)
    return _scatter(letter, f"{_LETTERS[letter]}, other units") | {
        "mode": "lines",
        "x": np.tile(np.append(time.steps, time.stop).astype(np.int32), values.shape[1]),
        "y": compact(np.concatenate([values, gap]).T.ravel()),
        "line": {"color": _COLORS[letter], "width": 1},
        "opacity": 0.3,
        "hoverinfo": "skip",
    }


def _dot(letter: str, term: str, step: int, value: float) -> dict[str, Any]:
    is_now = term == letter
    return _scatter(letter, f"{_LETTERS[letter]} {'now' if is_now else 'before'}") | {
        "mode": "markers",
        "x": [step],
        "y": [value],
        "marker": {
            "size": 9 if is_now else 7,
            "color": _COLORS[letter] if is_now else LIGHT.background,
            "line": {"color": _COLORS[letter], "width": 2},
        },
        "meta": {"term": term},
        "cliponaxis": False,
        "hovertemplate": f"step %{{x}}<br>{_LETTERS[letter]} = %{{y:.5g}}<extra></extra>",
    }


def _scatter(letter: str, name: str) -> dict[str, Any]:
    return {"type": "scatter", "name": name, "yaxis": _AXES[letter], "meta": {"term": letter}}


def _range(arrays: Sequence[Float[np.ndarray, "steps hidden"]]) -> tuple[float, float]:
    """From the lowest to the highest value, 0 among them, with air at both ends."""
    low = min(0.0, *(float(array.min()) for array in arrays))
    high = max(0.0, *(float(array.max()) for array in arrays))
    air = 0.1 * (high - low) or 1.0
    return low - air, high + air


def _axis(letter: str, shown: tuple[float, float]) -> dict[str, Any]:
    return {
        "title": {"text": _LETTERS[letter], "font": {"color": _COLORS[letter], "size": 15}},
        "range": list(shown),
        "domain": list(_DOMAINS[letter]),
        "nticks": 4,
        "automargin": False,
        "fixedrange": True,
    }


def _labels(
    letter: str,
    own: Float[np.ndarray, "steps hidden"],
    free: Float[np.ndarray, "steps hidden"] | None,
    unit: int,
    shown: tuple[float, float],
) -> list[dict[str, Any]]:
    """Names at the lines' ends, apart from each other."""
    low, high = shown
    ends = {_LETTERS[letter]: own} if free is None else {f"{_LETTERS[letter]} held": own, "free": free}
    places = spread([float(array[-1, unit]) for array in ends.values()], 0.2 * (high - low), low, high)
    return [
        end_label(place, name, _COLORS[letter]) | {"yref": _AXES[letter]}
        for name, place in zip(ends, places, strict=True)
    ]
