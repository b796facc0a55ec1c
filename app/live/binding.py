"""Fills a figure's traces from a run's snapshots; static/js/lib/binding.js does the same in the browser.

A path is names with dots between, `cells.rnn.loss`. What a trace's `meta` says is done to it:

    over        x: steps of all snapshots that have the path; y: the values; a heatmap's z: the lists, one a snapshot;
                of more than MOST_POINTS snapshots so many, evenly chosen, the first and the last always there
    at          of the newest snapshot up to the chosen step that has the path:
                a number: one point at its step; a list: y; a list of lists: z; names with numbers: x and y
    at, plane   states: x, y = (state - center) @ axes, center and axes of the newest snapshot that has the plane;
                nothing where a state has no number, or another number of units

On a log axis an exact 0 is a gap. A shape with the name CHOSEN stands at the chosen step. An axis in
`layout.meta.steady` shows what its traces hold at any step, so that it stands still while another step is chosen.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from app.figures.bound import CHOSEN

Snapshot = Mapping[str, Any]
MOST_POINTS = 2000
"""Points of a line: more than a screen has columns."""
_AIR = 0.06


def value_at(snapshot: Snapshot, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    found: Any = snapshot
    for name in _names(path):
        found = found.get(name) if isinstance(found, dict) else None
    return found


@lru_cache(4096)
def _names(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def newest(snapshots: Sequence[Snapshot], path: str, step: int | float = math.inf) -> Snapshot | None:
    """The newest snapshot up to a step that has the path."""
    end = bisect_right(snapshots, step, key=lambda snapshot: snapshot["step"])
    has = (one for one in reversed(snapshots[:end]) if value_at(one, path) is not None)
    return next(has, None)


def filled(figure: Mapping[str, Any], snapshots: Sequence[Snapshot], step: int | float) -> dict[str, Any]:
    """The figure with the numbers of these snapshots, in the order of their steps, at the chosen step."""
    data = [
        {**trace, **_on_axis(trace, figure["layout"], _numbers(trace, snapshots, step))}
        for trace in figure["data"]
    ]
    layout = dict(figure["layout"])
    if "shapes" in layout:
        layout["shapes"] = [_placed(shape, step) for shape in layout["shapes"]]
    if steady := layout.get("meta", {}).get("steady", ()):
        told = [(trace, numbers) for trace in _apart(figure) for numbers in _at_any_step(trace, snapshots)]
        for axis in steady:
            if limits := _limits(axis, layout.get(axis, {}).get("type") == "log", told):
                layout[axis] = {**layout.get(axis, {}), "range": limits}
    return {"data": data, "layout": layout}


def _on_axis(trace: Mapping[str, Any], layout: Mapping[str, Any], numbers: dict[str, Any]) -> dict[str, Any]:
    axis = trace.get("yaxis", "y").replace("y", "yaxis", 1)
    if layout.get(axis, {}).get("type") != "log" or "y" not in numbers:
        return numbers
    return numbers | {"y": [None if number == 0 else number for number in numbers["y"]]}


def _numbers(trace: Mapping[str, Any], snapshots: Sequence[Snapshot], step: int | float) -> dict[str, Any]:
    meta = trace.get("meta") or {}
    is_map = trace["type"] == "heatmap"
    if "over" in meta:
        found = _thinned([one for one in snapshots if value_at(one, meta["over"]) is not None])
        values = [value_at(one, meta["over"]) for one in found]
        return {"x": [one["step"] for one in found], "z" if is_map else "y": values}
    if "at" not in meta:
        return {}
    chosen = newest(snapshots, meta["at"], step)
    if chosen is None:
        return {"z": []} if is_map else {"x": [], "y": []}
    return _told_by(chosen, trace, _plane(meta, snapshots))


def _plane(meta: Mapping[str, str], snapshots: Sequence[Snapshot]) -> Any:
    """The newest plane; None where the trace needs none, or there is none."""
    found = newest(snapshots, meta["plane"]) if "plane" in meta else None
    return None if found is None else value_at(found, meta["plane"])


def _told_by(snapshot: Snapshot, trace: Mapping[str, Any], plane: Any) -> dict[str, Any]:
    """What a trace holds where this snapshot is the one that is looked at."""
    value = value_at(snapshot, trace["meta"]["at"])
    if "plane" in trace["meta"]:
        return _on_plane(value, plane)
    return _spread_out(value, snapshot["step"], trace["type"] == "heatmap")


def _thinned(snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
    last = len(snapshots) - 1
    if last < MOST_POINTS:
        return snapshots
    return [snapshots[place * last // (MOST_POINTS - 1)] for place in range(MOST_POINTS)]


def thinning(snapshots: Sequence[Snapshot], figure: Mapping[str, Any]) -> str:
    """What is said of a figure whose lines leave snapshots out; empty where none does."""
    paths = {trace["meta"]["over"] for trace in figure["data"] if "over" in (trace.get("meta") or {})}
    counts = [sum(value_at(one, path) is not None for one in snapshots) for path in paths]
    most = max(counts, default=0)
    return (
        f"{MOST_POINTS:,} of {most:,} snapshots are drawn, evenly chosen, the last among them."
        if most > MOST_POINTS
        else ""
    )


def _spread_out(value: Any, step: int, is_map: bool) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"x": list(value), "y": list(value.values())}
    if not isinstance(value, list):
        return {"x": [step], "y": [value]}
    if is_map:
        return {"z": value if value and isinstance(value[0], list) else [value]}
    return {"y": value}


def _on_plane(states: Sequence[Sequence[Any]], plane: Any) -> dict[str, Any]:
    sizes = {len(state) for state in states}
    if plane is None or sizes != {len(plane["center"])} or any(None in state for state in states):
        return {"x": [], "y": []}
    places = np.subtract(states, plane["center"]) @ np.array(plane["axes"])
    return dict(zip("xy", places.T.tolist(), strict=True))


def _placed(shape: Mapping[str, Any], step: int | float) -> Mapping[str, Any]:
    return {**shape, "x0": step, "x1": step} if shape.get("name") == CHOSEN else shape


def _apart(figure: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The traces without the points that run along a line of the figure."""
    bound = [trace for trace in figure["data"] if trace.get("meta")]
    lines = {trace["meta"].get("over") for trace in bound}
    return [trace for trace in bound if trace["meta"].get("at") is None or trace["meta"]["at"] not in lines]


def _at_any_step(trace: Mapping[str, Any], snapshots: Sequence[Snapshot]) -> Iterator[dict[str, Any]]:
    """All that a trace shows while one step after the other is chosen."""
    meta = trace["meta"]
    if not snapshots:
        return
    if "at" not in meta:
        yield _numbers(trace, snapshots, snapshots[-1]["step"])
        return
    plane = _plane(meta, snapshots)
    for snapshot in snapshots:
        if value_at(snapshot, meta["at"]) is not None:
            yield _told_by(snapshot, trace, plane)


def _limits(
    axis: str, is_log: bool, told: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> list[int | float] | None:
    """The least and the largest number on an axis, with some air; None where there is none."""
    short = axis.replace("axis", "")
    numbers = [
        number
        for trace, shown in told
        if trace.get(f"{short[0]}axis", short[0]) == short
        for number in shown.get(short[0], ())
        if number is not None and (number > 0 or not is_log)
    ]
    if not numbers:
        return None
    low, high = (math.log10(end) if is_log else end for end in (min(numbers), max(numbers)))
    air = _AIR * (high - low) or 0.5
    return [low - air, high + air]
