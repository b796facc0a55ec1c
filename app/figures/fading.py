"""What is left of each entry, step by step, when one factor works on it again and again: straight lines on a log axis.

Sizes come as log10, since their powers leave the range of floats. The picture ends nine decades below its top: a line
that goes on is named where it leaves. An exact 0 stands on a floor of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.decade_lines import plain_axis, power_text
from app.figures.drawing import Drawing
from app.figures.labels import end_label
from app.figures.log_axis import spread
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, blank_figure, time_axis

_DECADES, _LEAST = 9.0, 1.0
_FLOOR_GAP, _LABEL_GAP = 0.12, 0.085
_FEW = 60
_LINE_PX = 17


@dataclass(frozen=True, eq=False)
class Fading:
    """One entry: its name, its term, and log10 of its size after n = 0, 1, ... times; -inf is exactly 0."""

    name: str
    term: str
    log10_sizes: Float[np.ndarray, " time"]


@dataclass(frozen=True)
class _Room:
    """Ends of the axis as log10, and the height of an exact 0, None where there is none."""

    low: float
    high: float
    floor: float | None

    @property
    def span(self) -> float:
        return self.high - self.low


def fading(lines: Sequence[Fading], time: TimeAxis, title: str) -> Drawing:
    """One line an entry over the steps, its name and what is left at its end.

    Args:
        lines: the entries, each with one number a step of `time`.
        time: the steps, from 0.
        title: of the axis of sizes.
    """
    room = _room(lines)
    bottom = room.low if room.floor is None else room.floor
    ends = [bottom - 0.05 * room.span, room.high + 0.05 * room.span]
    axis = plain_axis(room.low, room.high) | {"range": ends}
    layout = {
        "xaxis": time_axis(time),
        "yaxis": {"title": {"text": title}, "fixedrange": True, **axis},
        "annotations": [*_ends(lines, room), *_exits(lines, time, room)],
        "margin": {"l": 62, "r": 104, "t": 10, "b": 44},
    }
    return blank_figure([_trace(line, time, room) for line in lines], layout)


def _room(lines: Sequence[Fading]) -> _Room:
    sizes = np.concatenate([line.log10_sizes for line in lines])
    finite = sizes[np.isfinite(sizes)]
    high = float(finite.max(initial=-np.inf)) if finite.size else 0.0
    low = max(float(finite.min()), high - _DECADES) if finite.size else high
    low = min(low, high - _LEAST)
    has_zero = bool(finite.size < sizes.size)
    return _Room(low, high, low - _FLOOR_GAP * (high - low) if has_zero else None)


def _leaves(line: Fading, room: _Room) -> float | None:
    """Where, between two steps, a line passes the bottom of the picture; None where it does not."""
    sizes = line.log10_sizes
    below = np.flatnonzero((sizes < room.low) & np.isfinite(sizes))
    if not below.size or below[0] == 0:
        return None
    after = int(below[0])
    share = (sizes[after - 1] - room.low) / (sizes[after - 1] - sizes[after])
    return float(after - 1 + share)


def _trace(line: Fading, time: TimeAxis, room: _Room) -> dict[str, Any]:
    leaves = _leaves(line, room)
    stop = len(line.log10_sizes) if leaves is None else int(leaves) + 1
    sizes = line.log10_sizes[:stop]
    is_zero = np.isneginf(sizes)
    y = np.where(is_zero, np.nan if room.floor is None else room.floor, sizes)
    texts = ["0, exactly" if zero else power_text(size) for size, zero in zip(sizes, is_zero, strict=True)]
    x = time.steps[:stop].astype(np.float64)
    if leaves is not None:
        x, y, texts = np.append(x, time.start + leaves), np.append(y, room.low), [*texts, "the picture’s end"]
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(line.log10_sizes) <= _FEW else "lines",
        "x": x,
        "y": y,
        "customdata": texts,
        "name": line.name,
        "line": {"color": LIGHT.roles["cell"], "width": 2.5},
        "marker": {"color": LIGHT.roles["cell"], "size": 5},
        "hovertemplate": f"{time.named()}<br>left of {line.name}: %{{customdata}}<extra></extra>",
        "meta": {"term": line.term},
    }


def _said(line: Fading) -> str:
    last = float(line.log10_sizes[-1])
    return f"{line.name}: {'exactly 0' if np.isneginf(last) else power_text(last)}"


def _ends(lines: Sequence[Fading], room: _Room) -> list[dict[str, Any]]:
    """Names in the right margin of the lines that are there to the end."""
    staying = [line for line in lines if _leaves(line, room) is None]
    bottom = room.low if room.floor is None else room.floor
    ends = [max(bottom, float(line.log10_sizes[-1])) for line in staying]
    places = spread(ends, _LABEL_GAP * (room.high - bottom), bottom, room.high)
    return [
        end_label(place, _said(line), LIGHT.roles["cell"])
        for line, place in zip(staying, places, strict=True)
    ]


def _exits(lines: Sequence[Fading], time: TimeAxis, room: _Room) -> Iterator[dict[str, Any]]:
    """Names of the lines that leave, beside the place where they do."""
    leaving = [(line, at) for line in lines if (at := _leaves(line, room)) is not None]
    for row, (line, at) in enumerate(leaving):
        yield {
            "x": time.start + at,
            "xanchor": "left",
            "xshift": 6,
            "y": room.low,
            "yanchor": "bottom",
            "yshift": _LINE_PX * row,
            "text": f"{_said(line)} ↓",
            "font": {"color": LIGHT.roles["cell"], "size": 13},
            "showarrow": False,
        }
