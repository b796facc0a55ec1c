"""A sentence with its blank, word by word: how far back the cue stands, and what each word counts for."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.log_axis import short_number
from app.figures.log_heatmap import log_heatmap
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.state_heatmap import diverging_trace
from app.figures.strip import TimeAxis, blank_figure, time_axis

_SPANS, _INFLUENCE, _GRADIENT = (0.77, 1.0), (0.4, 0.72), (0.0, 0.32)
"""Heights of the three parts, as shares of the figure."""
_KEY = {"thickness": 12, "lenmode": "fraction", "len": 0.32, "yanchor": "middle", "xpad": 6}
_MOST_LABELS = 26
_ANGLES = ((6, 0), (12, -45), (math.inf, -90))
"""How far the words of so many are turned."""
_CELL_PX, _CHARACTER_PX = 330, 8


@dataclass(frozen=True)
class Span:
    """Words from `start` up to the blank, with a name and the term that they light."""

    start: int
    name: str
    term: str
    color: str


@dataclass(frozen=True, eq=False)
class Shades:
    """By network: change of log p by each word, in nats, and the size of the gradient by it."""

    names: Sequence[str]
    influence: Float[np.ndarray, "network time"]
    gradient: Float[np.ndarray, "network time"]


def word_shades(words: Sequence[str], blank: str, spans: Sequence[Span], shades: Shades | None) -> Drawing:
    """Spans on top, then influence on a scale around 0, then the gradient on log10; time from left to right.

    Args:
        words: of the sentence.
        blank: what stands in the blank's place.
        spans: lines from a word to the blank, the first on top.
        shades: None where there are no networks yet; the spans then stand alone.
    """
    time = TimeAxis(0, len(words) + 1, (*words, blank), title="word")
    traces = [_span(span, row, len(words)) for row, span in enumerate(spans)]
    layout = {
        "xaxis": _word_axis(time) | {"anchor": "y" if shades is None else "y3"},
        "yaxis": _span_axis(len(spans), shades is None),
        "margin": {"l": 64, "r": 66, "t": 8, "b": 76},
    }
    if shades is not None:
        traces += [_influence(time.words[:-1], shades), *_gradient(shades)]
        layout |= {
            "yaxis2": _net_axis(shades.names, _INFLUENCE, "influence"),
            "yaxis3": _net_axis(shades.names, _GRADIENT, "gradient"),
        }
    return blank_figure(traces, layout)


def _word_axis(time: TimeAxis) -> dict[str, Any]:
    """Every word where there is room, slanted."""
    step = -(-time.stop // _MOST_LABELS)
    angle = next(angle for most, angle in _ANGLES if time.stop <= most)
    return time_axis(time) | {"dtick": step, "tickangle": angle}


def _span_axis(rows: int, is_alone: bool) -> dict[str, Any]:
    return {
        "title": {"text": "span"},
        "range": [rows - 0.3, -0.9],
        "domain": [0.3, 0.8] if is_alone else list(_SPANS),
        "showticklabels": False,
        "ticks": "",
        "showline": False,
        "fixedrange": True,
    }


def _span(span: Span, row: int, blank: int) -> dict[str, Any]:
    """A line from its first word to the blank, its name over the end."""
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "x": [max(span.start, 0), blank],
        "y": [row, row],
        "text": ["", span.name],
        "textposition": "top left",
        "textfont": {"color": span.color, "size": 13},
        "cliponaxis": False,
        "name": span.name,
        "line": {"color": span.color, "width": 2.5},
        "marker": {"color": span.color, "size": 7},
        "hovertemplate": f"{span.name}<extra></extra>",
        "meta": {"term": span.term},
    }


def _net_axis(names: Sequence[str], domain: tuple[float, float], title: str) -> dict[str, Any]:
    return {
        "title": {"text": title},
        "domain": list(domain),
        "range": [len(names) - 0.5, -0.5],
        "tickvals": list(range(len(names))),
        "ticktext": [NETWORK_LOOKS[name].label for name in names],
        "ticks": "",
        "fixedrange": True,
        "anchor": "x",
    }


def _influence(words: Sequence[str], shades: Shades) -> dict[str, Any]:
    limit = float(np.abs(shades.influence).max(initial=0.0)) or 1.0
    trace = diverging_trace(shades.influence, limit)
    ends = {
        "tickvals": [-limit, 0, limit],
        "ticktext": [f"−{short_number(limit)}", "0", f"{short_number(limit)} nats"],
    }
    has_room = len(words) * max(map(len, words)) * _CHARACTER_PX <= _CELL_PX
    inside = {"text": [list(words)] * len(shades.names), "texttemplate": "%{text}"} if has_room else {}
    return trace | {
        **inside,
        "x0": 0,
        "dx": 1,
        "yaxis": "y2",
        "name": "influence",
        "xgap": 2,
        "ygap": 2,
        "colorbar": ends | _KEY | {"y": sum(_INFLUENCE) / 2},
        "hovertemplate": "%{x}<br>log p with it − without it = %{z:.3g} nats<extra></extra>",
        "meta": {"term": "influence"},
    }


def _gradient(shades: Shades) -> list[dict[str, Any]]:
    traces = log_heatmap(shades.gradient, np.ones(shades.gradient.shape, dtype=bool), "%{x}<br>gradient ")
    traces[0]["colorbar"] |= _KEY | _fewer(traces[0]["colorbar"]) | {"y": sum(_GRADIENT) / 2}
    place = {"x0": 0, "dx": 1, "yaxis": "y3", "xgap": 2, "ygap": 2, "meta": {"term": "gradient"}}
    return [trace | place for trace in traces]


def _fewer(key: Mapping[str, Any]) -> dict[str, Any]:
    """Names of sizes without the one that would stand on "exactly 0": this key is short."""
    has_zero = len(key["ticktext"]) > 2 and key["ticktext"][0] == "exactly 0"
    return {name: [*key[name][:1], *key[name][2 if has_zero else 1 :]] for name in ("tickvals", "ticktext")}
