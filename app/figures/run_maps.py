"""Heat maps of a run: what each unit does for each tag, which tags are mistaken, and courses of many numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.figures.bound import Binding
from app.figures.palette import LIGHT
from app.figures.run_curves import RunText, chosen_line
from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

SHARES = [[index / 4, color] for index, color in enumerate(DIVERGING.light[4:])]
"""From nothing to all: the positive half of the diverging scale."""


def unit_tag_map(source: Binding, tags: Sequence[str], text: RunText) -> Figure:
    """Mean state of each unit by tag, tags downwards: a unit with one dark entry knows one tag."""
    trace = _map(source, "tag %{y}, unit %{x}<br>mean state %{z:.3f}") | {
        "y": list(tags),
        "colorscale": DIVERGING.stops(),
        "zmin": -1,
        "zmax": 1,
        "colorbar": {"tickvals": [-1, 0, 1], "ticktext": ["−1", "0", "1"]},
    }
    return Figure(text.slot, text.title, text.caption, _square(trace, "unit", "tag"))


def confusion_map(source: Binding, tags: Sequence[str], most: int, text: RunText) -> Figure:
    """Words by right tag (downwards) and given tag (to the right); colors end at `most` words."""
    trace = _map(source, "right %{y}, given %{x}<br>%{z} words") | {
        "x": list(tags),
        "y": list(tags),
        "colorscale": SHARES,
        "zmin": 0,
        "zmax": most,
        "colorbar": {"tickvals": [0, most], "ticktext": ["0", f"{most:g}+"]},
    }
    return Figure(text.slot, text.title, text.caption, _square(trace, "given tag", "right tag"))


def course_map(
    source: Binding, steps: int, text: RunText, limits: tuple[int | float, int | float] | None = None
) -> Figure:
    """Many numbers over updates, the first at the bottom; colors from `limits`, else from least to largest."""
    trace = _map(source, "update %{x:,}, entry %{y}<br>%{z:.4g}") | {
        "x": [],
        "transpose": True,
        "colorscale": SHARES,
    }
    if limits is not None:
        trace |= {"zmin": limits[0], "zmax": limits[1]}
    layout = {
        "xaxis": {"title": {"text": "update"}, "range": [0, max(1, steps)], "nticks": 6},
        "yaxis": {"title": {"text": text.axis}, "nticks": 6},
        "margin": {"l": 64, "r": 64, "t": 12, "b": 44},
        "shapes": [chosen_line() | {"layer": "above"}],
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([trace], layout))


def chosen_bars(source: Binding, text: RunText) -> Figure:
    """Numbers by name at the chosen step."""
    trace = {
        "type": "bar",
        "x": [],
        "y": [],
        "marker": {"color": LIGHT.accent},
        "hovertemplate": "%{x}: %{y:.4g}<extra></extra>",
        "meta": dict(source),
    }
    layout = {
        "xaxis": {"title": {"text": "name"}, "type": "category"},
        "yaxis": {"title": {"text": text.axis}, "nticks": 5},
        "margin": {"l": 64, "r": 16, "t": 12, "b": 64},
        "meta": {"steady": ["yaxis"]},
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([trace], layout))


def _map(source: Binding, hover: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": [],
        "hovertemplate": f"{hover}<extra></extra>",
        "meta": dict(source),
    }


def _square(trace: Mapping[str, Any], across: str, down: str) -> Any:
    layout = {
        "xaxis": {"title": {"text": across}, "tickangle": -45 if "x" in trace else 0},
        "yaxis": {"title": {"text": down}, "autorange": "reversed", "tickfont": {"size": 10}},
        "margin": {"l": 72, "r": 48, "t": 12, "b": 56},
    }
    return blank_figure([dict(trace)], layout)
