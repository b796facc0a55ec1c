"""Marks across a strip: the step that the page is at, and the step from which something is changed."""

from typing import Any

from app.figures.drawing import Drawing
from app.figures.palette import LIGHT


def mark_step(figure: Drawing, step: int, field: str) -> None:
    """Frame one step of a strip; a click on a column sets `field` to its step (static/js/pages/topic/form.js)."""
    frame = {"type": "rect", "x0": step - 0.5, "x1": step + 0.5, **_FROM_TOP_TO_BOTTOM}
    figure.add_to_layout("shapes", frame | {"line": {"color": LIGHT.ink, "width": 1}})
    figure.update_layout(meta={"choose_step": field})


def mark_change(figure: Drawing, first: int, words: str, height: float = 1.0) -> None:
    """A dashed line before the first step that is changed, with what the change is, if anything, at this height."""
    place = first - 0.5
    line = {"type": "line", "x0": place, "x1": place, **_FROM_TOP_TO_BOTTOM}
    figure.add_to_layout("shapes", line | {"line": {"color": LIGHT.accent, "width": 1.5, "dash": "dash"}})
    if words:
        figure.add_to_layout("annotations", _words(place, words, height))


_FROM_TOP_TO_BOTTOM = {"yref": "paper", "y0": 0, "y1": 1}


def _words(place: float, words: str, height: float) -> dict[str, Any]:
    return {
        "x": place,
        "yref": "paper",
        "y": height,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 2,
        "text": words,
        "font": {"color": LIGHT.accent, "size": 12},
        "showarrow": False,
    }
