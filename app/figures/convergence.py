"""How fast a direction settles: its angle to where it goes, or, where it never settles, its turn a step."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.log_lines import Line, log_lines
from app.figures.palette import LIGHT
from app.figures.reduce import envelope
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_FLOOR_DEGREES = 1e-14
"""Below this, an angle between float64 vectors is rounding; the predicted line ends there."""


def convergence(
    measured: Float[np.ndarray, " time"], predicted: Float[np.ndarray, " time"] | None, name: str
) -> Figure:
    """Angle to a direction, in degrees on a log axis over the steps, with its predicted course.

    A straight slope is exponential: each step multiplies the angle by the same factor.
    """
    time = TimeAxis(0, len(measured))
    lines = [Line("measured", "h", "angle", LIGHT.roles["hidden"], measured)]
    if predicted is not None:
        shown = np.where(predicted < _FLOOR_DEGREES, np.nan, predicted)
        lines.append(Line("predicted", "law", "predicted", LIGHT.accent, shown))
    drawn = log_lines(lines, time.steps, time.named())
    traces = [
        _law(trace) if trace["name"].startswith("predicted") else _measured(trace) for trace in drawn.traces
    ]
    figure = strip(traces, time, {"title": {"text": "angle, degrees"}} | drawn.axis.layout())
    figure.update_layout(annotations=drawn.annotations, shapes=drawn.shapes)
    caption = f"Angle between h and {name} after each step: a straight slope is a constant factor a step."
    return Figure("angle", f"Angle to {name}", caption, figure)


def _measured(trace: dict[str, Any]) -> dict[str, Any]:
    return trace | {"meta": {"term": "h"}}


def _law(trace: dict[str, Any]) -> dict[str, Any]:
    return trace | {"meta": {"term": "ratio"}, "mode": "lines", "line": trace["line"] | {"dash": "dash"}}


def turning(turns: Float[np.ndarray, " time"], average: float | None) -> Figure:
    """Angle between each state and the one before it, in degrees, with the average that the eigenvalues give.

    Args:
        turns: the turn of step 1, 2, ..., in degrees.
        average: |arg lambda| in degrees, None where no pair leads.
    """
    time = TimeAxis(1, len(turns) + 1)
    top = max(10.0, float(np.nanmax(turns, initial=0.0)))
    trace = _series(time.steps, turns, "h", LIGHT.roles["hidden"], "turn")
    figure = strip([trace], time, {"title": {"text": "turn, degrees"}, "range": [0, 1.1 * top]})
    if average is not None:
        level = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": average, "y1": average}
        figure.update_layout(
            shapes=[level | {"line": {"color": LIGHT.accent, "dash": "dash", "width": 1.5}}],
            annotations=[end_label(average, "arg λ", LIGHT.accent)],
        )
    caption = "How far each step turns h. The dashed line is the average turn, the angle of the eigenvalue."
    return Figure("angle", "Turn of each step", caption if average else caption.split(".")[0] + ".", figure)


def direction_fan(angles: Float[np.ndarray, "time start"], name: str, own: int) -> Figure:
    """Angle to a direction over the steps, a line a start; `own` is the column of the page's own start."""
    time = TimeAxis(0, len(angles))
    kept, note = envelope(angles[:, own])
    others = np.delete(angles[kept], own, axis=1)
    gap = np.full((1, others.shape[1]), np.nan)
    fan = {
        "type": "scatter",
        "mode": "lines",
        "x": np.tile(np.append(kept, kept[-1]), others.shape[1]),
        "y": np.concatenate([others, gap]).T.ravel(),
        "name": "other starts",
        "line": {"color": LIGHT.muted, "width": 1},
        "opacity": 0.55,
        "hoverinfo": "skip",
    }
    mine = _series(kept, angles[kept, own], "h", LIGHT.roles["hidden"], "angle")
    y_axis = {"title": {"text": "angle, degrees"}, "range": [-3, 93], "tickvals": [0, 30, 60, 90]}
    figure = strip([fan, mine], time, y_axis)
    caption = f"One line a start: where all of them come down to 0, every start ends on the line of {name}."
    return Figure("fan", f"{angles.shape[1] - 1} other starts: angle to {name}", caption, figure, note)


def log_sizes(courses: Sequence[tuple[str, str, str, Float[np.ndarray, " time"]]]) -> Figure:
    """log10 of sizes over the steps; logarithms, since the sizes themselves may overflow.

    Args:
        courses: label, term, color and values of each line, the measured one first.
    """
    time = TimeAxis(0, len(courses[0][3]))
    traces = []
    for label, term, color, values in courses:
        kept, _ = envelope(np.where(np.isfinite(values), values, np.nan))
        shown = np.where(np.isfinite(values[kept]), values[kept], np.nan)
        traces.append(_series(kept, shown, term, color, f"log<sub>10</sub> {label}"))
    figure = strip(traces, time, {"title": {"text": "log<sub>10</sub> of size"}})
    figure.update_layout(annotations=_apart(courses))
    caption = "How large h would be without scaling: ρ sets the slope in the end, σ bounds every single step."
    return Figure("size", "Size of h", caption, figure)


def _apart(courses: Sequence[tuple[str, str, str, Float[np.ndarray, " time"]]]) -> list[dict[str, Any]]:
    """Labels at the lines' ends, moved apart where they would lie on one another."""
    finite = [(label, color, values[np.isfinite(values)]) for label, _, color, values in courses]
    shown = [(label, color, float(values[-1])) for label, color, values in finite if len(values)]
    low, high = (
        bound([float(bound(values)) for *_, values in finite if len(values)], default=0.0)
        for bound in (min, max)
    )
    places = spread([end for *_, end in shown], 0.14 * (high - low), low, high)
    return [end_label(place, label, color) for (label, color, _), place in zip(shown, places, strict=True)]


def _series(x: np.ndarray, y: np.ndarray, term: str, color: str, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(x) <= 80 else "lines",
        "x": x,
        "y": y,
        "name": name,
        "meta": {"term": term},
        "line": {"color": color, "width": 2},
        "marker": {"color": color, "size": 5},
        "hovertemplate": f"step %{{x}}<br>{name} = %{{y:.4g}}<extra></extra>",
    }
