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
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.figures.bound import CHOSEN

Snapshot = Mapping[str, Any]
MOST_POINTS = 2000
"""Points of a line: more than a screen has columns."""
_AIR = 0.06


def value_at(snapshot: Snapshot, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    found: Any = snapshot
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


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
    for axis in layout.get("meta", {}).get("steady", ()):
        if limits := _limits(figure, axis, snapshots):
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
    value = value_at(chosen, meta["at"])
    if "plane" in meta:
        return _on_plane(value, newest(snapshots, meta["plane"]), meta["plane"])
    return _spread_out(value, chosen["step"], is_map)


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
        return {"z": value if isinstance(value[0], list) else [value]}
    return {"y": value}


def _on_plane(states: Sequence[Sequence[Any]], snapshot: Snapshot | None, path: str) -> dict[str, Any]:
    plane = value_at(snapshot or {}, path)
    if plane is None or not all(len(state) == len(plane["center"]) and None not in state for state in states):
        return {"x": [], "y": []}
    moved = [
        [value - middle for value, middle in zip(state, plane["center"], strict=True)] for state in states
    ]
    return {
        name: [
            math.fsum(value * row[axis] for value, row in zip(state, plane["axes"], strict=True))
            for state in moved
        ]
        for axis, name in enumerate("xy")
    }


def _placed(shape: Mapping[str, Any], step: int | float) -> Mapping[str, Any]:
    return {**shape, "x0": step, "x1": step} if shape.get("name") == CHOSEN else shape


def _telling(meta: Mapping[str, str], snapshots: Sequence[Snapshot]) -> Sequence[Snapshot]:
    """The snapshots between which a trace differs."""
    if "at" not in meta:
        return snapshots[-1:]
    return [one for one in snapshots if value_at(one, meta["at"]) is not None]


def _limits(figure: Mapping[str, Any], axis: str, snapshots: Sequence[Snapshot]) -> list[int | float] | None:
    """The least and the largest number on an axis in all snapshots, with some air; None where there is none."""
    short = axis.replace("axis", "")
    is_log = figure["layout"].get(axis, {}).get("type") == "log"
    ours = [
        trace
        for trace in figure["data"]
        if trace.get(f"{short[0]}axis", short[0]) == short and "meta" in trace
    ]
    numbers: Iterable[Any] = (
        number
        for trace in ours
        for snapshot in _telling(trace["meta"], snapshots)
        for number in _numbers(trace, snapshots, snapshot["step"]).get(short[0], [])
    )
    real = [number for number in numbers if number is not None and (number > 0 or not is_log)]
    if not real:
        return None
    low, high = (math.log10(end) if is_log else end for end in (min(real), max(real)))
    air = _AIR * (high - low) or 0.5
    return [low - air, high + air]
