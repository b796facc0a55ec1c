"""Which tags are given right: a row a tag, a mark for each that tags."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.figures.palette import LIGHT
from app.figures.strip import blank_figure
from app.figures.view import Figure

_BASELINE = {"symbol": "line-ns-open", "size": 13, "color": LIGHT.muted, "line": {"width": 2}}
_MARKS: Mapping[str, Mapping[str, Any]] = {
    "RNN": {"symbol": "circle-open", "size": 9, "color": LIGHT.ink, "line": {"width": 1.5}},
    "GRU": {"symbol": "diamond-open", "size": 9, "color": LIGHT.ink, "line": {"width": 1.5}},
    "LSTM": {"symbol": "circle", "size": 8, "color": LIGHT.accent},
}


def tag_shares(
    tags: Sequence[str],
    counts: Int[np.ndarray, " tag"],
    baseline: Float[np.ndarray, " tag"],
    networks: Mapping[str, Float[np.ndarray, " tag"]],
    caption: str,
) -> Figure:
    """Share of the words with each tag that get it, by the baseline and by each network; the most frequent tag on top.

    Args:
        tags: their names.
        counts: words with each tag.
        baseline: of these the share that the baseline gets right.
        networks: the same by name, RNN, GRU or LSTM; none before training.
        caption: how to read it.
    """
    order = np.argsort(counts, kind="stable")  # upwards: the last row is on top
    marks = {"baseline": (baseline, _BASELINE)} | {
        name: (shares, _MARKS[name]) for name, shares in networks.items()
    }
    traces = [
        _trace(name, shares[order], mark, [f"{tags[place]}, {counts[place]:,} words" for place in order])
        for name, (shares, mark) in marks.items()
    ]
    layout = {
        "xaxis": {
            "title": {"text": "words with this tag that get it"},
            "range": [-0.03, 1.03],
            "tickformat": ".0%",
        },
        "yaxis": {
            "title": {"text": "tag"},
            "tickvals": list(range(len(tags))),
            "ticktext": [tags[place] for place in order],
            "tickfont": {"size": 11},
            "range": [-0.7, len(tags) - 0.3],
        },
        "margin": {"l": 72, "r": 16, "t": 28, "b": 44},
        "showlegend": True,
    }
    return Figure("tags", "Right by tag", caption, blank_figure(traces, layout))


def _trace(
    name: str, shares: Float[np.ndarray, " tag"], mark: Mapping[str, Any], words: Sequence[str]
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": shares,
        "y": np.arange(len(shares)),
        "name": name,
        "text": list(words),
        "marker": dict(mark),
        "hovertemplate": f"%{{text}}<br>{name} %{{x:.1%}}<extra></extra>",
        "meta": {"term": "level" if name == "baseline" else f"accuracy-{name.lower()}"},
    }
