"""What each step's use of a matrix adds to its gradient: one bar a term."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.log_axis import short_number
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_MOST_WITH_WORDS = 6
_CAPTION = (
    "Size of each term; above it, its share of the gradient: shares add up to 100 %, sizes do not. Click a bar to "
    "choose its term."
)


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
    """Bars of |term_k| on the shared time axis, the chosen one in full color; hollow ones are the simplified."""
    steps = np.arange(1, len(terms.sizes) + 1)
    bars = [_exact(terms, steps)]
    if terms.simplified is not None:
        bars.append(_simplified(terms.simplified, steps))
    figure = strip(bars, TimeAxis(0, len(steps) + 1), _y_axis(terms))
    figure.layout.xaxis.title.text = "time step k"
    figure.update_layout(barmode="group", bargap=0.35, bargroupgap=0.1)
    figure.layout.meta = figure.layout.meta | {"choose": terms.field}
    caption = _CAPTION
    if terms.simplified is not None:
        caption = f"{_CAPTION} Filled: exact; hollow: with W<sub>r</sub> for every step back."
    return Figure("terms", "Size of each term", caption, figure)


def _exact(terms: Terms, steps: np.ndarray) -> dict[str, Any]:
    words = _share_words(terms)
    bar = _bar("exact", terms.sizes, steps)
    bar["marker"] = {
        "color": LIGHT.accent,
        "opacity": [1.0 if k == terms.chosen else 0.4 for k in steps.tolist()],
    }
    if len(steps) <= _MOST_WITH_WORDS:
        bar |= {
            "text": words,
            "textposition": "outside",
            "constraintext": "none",
            "textangle": 0,
            "cliponaxis": False,
        }
    share = "<br>share of the gradient: %{hovertext}" if terms.shares is not None else ""
    bar["hovertemplate"] = f"term k = %{{x}}<br>|term| = %{{y:.4g}}{share}<extra></extra>"
    return bar | {"hovertext": words}


def _simplified(sizes: Float[np.ndarray, " time"], steps: np.ndarray) -> dict[str, Any]:
    bar = _bar("simplified", sizes, steps)
    bar["marker"] = {"color": LIGHT.background, "line": {"color": LIGHT.warn, "width": 1.5}}
    return bar | {"hovertemplate": "term k = %{x}, simplified<br>|term| = %{y:.4g}<extra></extra>"}


def _bar(name: str, sizes: Float[np.ndarray, " time"], steps: np.ndarray) -> dict[str, Any]:
    return {"type": "bar", "name": name, "x": steps, "y": sizes, "customdata": steps}


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


def _y_axis(terms: Terms) -> dict[str, Any]:
    """From 0, with room for the words above the largest bar."""
    arrays = [terms.sizes] if terms.simplified is None else [terms.sizes, terms.simplified]
    top = max(float(array.max()) for array in arrays) or 1.0
    return {"title": {"text": "|term<sub>k</sub>|, Frobenius norm"}, "range": [0, 1.18 * top], "nticks": 5}
