"""What each step's use of a matrix adds to its gradient: one bar a term."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.log_axis import short_number
from app.figures.log_lines import Line, log_lines
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_MOST_WITH_WORDS = 6
_CAPTION = (
    "Size of each term; above it, its share of the gradient: shares add up to 100 %, sizes do not. Click a bar to "
    "choose its term."
)
_LOG_CAPTION = (
    "Size of each term, exact and with the squash ignored, on a log axis: powers of W<sub>r</sub> leave out what the "
    "slopes of tanh take away. Click a point to choose its term."
)
_TITLE = {"text": "|term<sub>k</sub>|, Frobenius norm"}


@dataclass(frozen=True, eq=False)
class Terms:
    """Sizes of the terms 1 ... T, their shares where there are any, and the sizes of the simplified ones or None.

    `chosen` is the step of the chosen term, `field` the parameter that a click on a bar sets.
    """

    sizes: Float[np.ndarray, " time"]
    shares: Float[np.ndarray, " time"] | None
    simplified: Float[np.ndarray, " time"] | None
    chosen: int
    field: str


def term_sizes(terms: Terms) -> Figure:
    """Bars of |term_k| on the shared time axis; with simplified ones beside them points on a log axis."""
    last = len(terms.sizes)
    if terms.simplified is None:
        figure = strip([_bars(terms)], TimeAxis(0, last + 1), _y_axis(terms.sizes))
        figure.update_layout(bargap=0.35)
        caption, note = _CAPTION, ""
    else:
        figure, note = _points(terms, terms.simplified)
        caption = _LOG_CAPTION
    figure.update_layout(xaxis={"title": {"text": "time step k"}}, meta={"choose": terms.field})
    return Figure("terms", "Size of each term", caption, figure, note)


def _points(terms: Terms, simplified: Float[np.ndarray, " time"]) -> tuple[Drawing, str]:
    """Exact and simplified sizes on one log axis: they can be many decades apart."""
    steps = np.arange(1, len(terms.sizes) + 1)
    lines = [
        Line("exact", "exact", "|term|", LIGHT.accent, terms.sizes),
        Line("simplified", "squash ignored", "simplified |term|", LIGHT.warn, simplified),
    ]
    drawn = log_lines(lines, steps, "term k = %{x}", labels_at="start")
    look = {"mode": "markers", "customdata": steps}
    traces = [
        trace
        | look
        | {"marker": trace["marker"] | {"size": _sizes(trace, terms.chosen), "symbol": _symbol(trace)}}
        for trace in drawn.traces
    ]
    y_axis = drawn.axis_with_room() | {"title": _TITLE}
    figure = strip(traces, TimeAxis(0, len(steps) + 1), y_axis)
    figure.update_layout(annotations=drawn.annotations, shapes=drawn.shapes)
    return figure, drawn.note


def _sizes(trace: dict[str, Any], chosen: int) -> list[int]:
    usual = 7 if len(trace["x"]) <= 30 else 4
    return [2 * usual if step == chosen else usual for step in trace["x"].tolist()]


def _symbol(trace: dict[str, Any]) -> str:
    return "circle-open" if trace["name"].startswith("simplified") else "circle"


def _bars(terms: Terms) -> dict[str, Any]:
    words, steps = _share_words(terms), np.arange(1, len(terms.sizes) + 1)
    share = "<br>share of the gradient: %{hovertext}" if terms.shares is not None else ""
    bars = {
        "type": "bar",
        "name": "exact",
        "x": steps,
        "y": terms.sizes,
        "customdata": steps,
        "hovertext": words,
        "hovertemplate": f"term k = %{{x}}<br>|term| = %{{y:.4g}}{share}<extra></extra>",
        "marker": {
            "color": LIGHT.accent,
            "opacity": [1.0 if k == terms.chosen else 0.4 for k in steps.tolist()],
        },
    }
    if len(steps) > _MOST_WITH_WORDS:
        return bars
    return bars | {
        "text": words,
        "textposition": "outside",
        "constraintext": "none",
        "textangle": 0,
        "cliponaxis": False,
    }


def _share_words(terms: Terms) -> list[str]:
    """`66 %`, and what is exactly 0 by that name."""
    if terms.shares is None:
        return [""] * len(terms.sizes)
    pairs = zip(terms.sizes.tolist(), terms.shares.tolist(), strict=True)
    return ["exactly 0" if size == 0 else percent(share) for size, share in pairs]


def percent(share: float) -> str:
    """A share in percent to two digits or so, never rounded to 0."""
    sign = "−" if share < 0 else ""
    return "0 %" if share == 0 else f"{sign}{short_number(100 * abs(share))} %"


def _y_axis(sizes: Float[np.ndarray, " time"]) -> dict[str, Any]:
    """From 0, with room for the words above the largest bar."""
    return {"title": _TITLE, "range": [0, 1.18 * (float(sizes.max()) or 1.0)], "nticks": 5}
