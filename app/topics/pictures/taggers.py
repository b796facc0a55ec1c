"""The page of the taggers in pictures: the run's own panels, filled at a step, and what becomes of each tag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.figures.drawing import Drawing
from app.figures.palette import LIGHT
from app.figures.tag_shares import tag_shares
from app.figures.view import Figure
from app.live.binding import filled, thinning
from app.live.compute import NETWORKS
from app.live.tagger import accuracy_curves, tagger
from app.topics.words import taggers as words

if TYPE_CHECKING:
    from app.live.compute import Result as Told
    from app.topics.taggers import Result

COMMON = ("accuracy", "loss", "gradient_norm", "probe", "spectral_radius")
OF_NETWORK = ("own", "influence", "trajectory", "mean", "spread", "units", "confusion")


def figures(result: Result) -> tuple[Figure, ...]:
    """Those that can be drawn: before training the baseline alone."""
    if result.told is None:
        return _alone(result), _tags(result)
    return (*_panels(result.told, result.params.step), _tags(result))


def absent(result: Result) -> dict[str, str]:
    """Why the others are not there."""
    if result.told is not None:
        return {}
    slots = (*COMMON[1:], *(f"{kind}-{name}" for name in result.names for kind in OF_NETWORK))
    return dict.fromkeys(slots, "Shown from the first snapshot of the run on.")


def _alone(result: Result) -> Figure:
    """The baseline with its interval, over the updates that are to come."""
    steps = words.steps_of(result)
    drawn = accuracy_curves([], result.baseline_accuracy, steps)
    plain = drawn.figure.to_plotly_json()
    low, high = result.baseline_interval.tolist()
    band = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, steps, steps, 0],
        "y": [low, low, high, high],
        "fill": "toself",
        "fillcolor": LIGHT.hair,
        "line": {"width": 0},
        "name": "95 % interval",
        "hoverinfo": "skip",
    }
    layout = plain["layout"] | {"shapes": []}
    layout["yaxis"] = layout["yaxis"] | {"range": [0, 1]}
    caption = f"{drawn.caption} The band is its 95 % interval."
    return replace(drawn, caption=caption, figure=Drawing([band, *plain["data"]], layout))


def _panels(told: Told, step: int) -> tuple[Figure, ...]:
    snapshots = told.snapshots
    at = min(step, snapshots[-1]["step"])
    drawn = []
    for figure in tagger(told):
        plain = figure.figure.to_plotly_json()
        full = filled(plain, snapshots, at)
        note = thinning(snapshots, plain)
        drawn.append(
            Figure(figure.slot, figure.title, figure.caption, Drawing(full["data"], full["layout"]), note)
        )
    return tuple(drawn)


def _tags(result: Result) -> Figure:
    shares = result.accuracy_by_tag
    networks = (
        {}
        if shares is None
        else {NETWORKS[name]: row for name, row in zip(result.names, shares, strict=True)}
    )
    corpus = result.corpus
    return tag_shares(
        corpus.tags, corpus.tag_counts, corpus.baseline_by_tag, networks, words.tags_caption(result)
    )
