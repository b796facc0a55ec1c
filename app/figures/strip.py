"""Time from left to right: what every strip shares, so that the same step stands under the same place."""

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import plotly.io
from jaxtyping import Int

from app.figures.drawing import Drawing
from app.figures.reduce import MAX_LABELS
from app.figures.theme import STRIP_MARGIN

plotly.io.templates.default = None  # else each figure checks and copies Plotly's own, a third of its time

_LABEL_PX_PER_CHARACTER = 7
_USUAL_WIDTH_PX = 400
_MAX_CHARACTERS = 20
_ROUND_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True)
class TimeAxis:
    """The steps [start, stop) that a figure shows, counted from 0.

    `labels`, when given, has one a step; `is_backward` where the layer reads from the last step to the first.
    """

    start: int
    stop: int
    labels: tuple[str, ...] | None = None
    title: str = "time step"
    is_backward: bool = False

    @property
    def steps(self) -> Int[np.ndarray, " time"]:
        """The steps' numbers."""
        return np.arange(self.start, self.stop)

    def named(self, axis: Literal["x", "y"] = "x") -> str:
        """How a hover text names the step on an axis: by number, and by label where there is one."""
        return f"%{{{axis}}}" if self.has_labels else f"step %{{{axis}}}"

    @property
    def has_labels(self) -> bool:
        """Whether labels are given, and few enough to travel with a figure."""
        return 0 < len(self.labels or ()) <= MAX_LABELS

    @property
    def words(self) -> list[str]:
        """The labels, cut where they are long, and escaped: Plotly takes `<...>` for markup."""
        return (
            [html.escape(_cut(label), quote=False) for label in self.labels or ()] if self.has_labels else []
        )


def time_axis(time: TimeAxis, title: str | None = None) -> dict[str, Any]:
    """Layout of an axis that counts time steps, its ticks whole numbers or the steps' labels."""
    axis: dict[str, Any] = {
        "title": {"text": time.title if title is None else title},
        "range": [time.start - 0.5, time.stop - 0.5],
        "tickformat": ",d",
        "hoverformat": ",d",
    }
    if time.has_labels:
        needed = label_width(time) * (time.stop - time.start) / _USUAL_WIDTH_PX
        axis |= {"hoverformat": "+,d", "labelalias": _aliases(time)}
        axis |= {
            "tick0": time.start,
            "dtick": next(step for step in _ROUND_STEPS if step >= needed),
        }
    elif time.stop - time.start <= 10:
        axis |= {"tick0": time.start, "dtick": 1}
    return axis


def _cut(label: str) -> str:
    return label if len(label) <= _MAX_CHARACTERS else label[: _MAX_CHARACTERS - 1] + "…"


def _aliases(time: TimeAxis) -> dict[str, str]:
    """What stands for a step's number: on a tick its label, in a hover text (where a plus leads) both."""
    named = list(zip(time.steps.tolist(), time.words, strict=True))
    ticks = {f"{step:,}": word for step, word in named}
    return ticks | {f"+{step:,}": f"step {step:,}: {word}" for step, word in named}


def label_width(time: TimeAxis) -> int:
    """Room that a step needs so that neighboring labels stand apart, in px; 0 without labels."""
    if not time.has_labels:
        return 0
    lengths = [len(_cut(label)) for label in time.labels or ()]
    widest_pair = max((a + b for a, b in pairwise(lengths)), default=0)
    return math.ceil((widest_pair / 2 + 1) * _LABEL_PX_PER_CHARACTER)


def strip(
    traces: Sequence[Any],
    time: TimeAxis,
    y_axis: dict[str, Any],
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Drawing:
    """A figure on the shared time axis; `more` is further layout, dearer when it is put in afterwards.

    `layout.meta.strip` tells the page to keep its margins aligned with those of the other strips, and
    `layout.meta.label_px` how wide a tick's label is, so that it can thin the ticks (`xaxis.dtick`) on a phone.
    """
    layout = {
        "margin": STRIP_MARGIN,
        "xaxis": time_axis(time) | {"automargin": False, "tickangle": 0},
        "yaxis": {"automargin": False, "fixedrange": True} | y_axis,
        "meta": {
            "strip": True,
            "label_px": label_width(time),
        },
    }
    return blank_figure(traces, layout | dict(more))


def time_key(time: TimeAxis) -> dict[str, Any]:
    """Color bar of the TIME scale: first and last step."""
    ends = [time.start, max(time.stop - 1, time.start + 1)]
    return {
        "tickvals": ends,
        "ticktext": [f"step {ends[0]:,}", f"{ends[1]:,}"],
        "len": 0.6,
    }


def blank_figure(traces: Sequence[Any], layout: dict[str, Any]) -> Drawing:
    """A figure without a template: the browser has ours."""
    return Drawing(traces, layout)
