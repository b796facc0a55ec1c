"""What is said of a run that a program of the user's own trains: its loss, and how far back that reaches."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.live.binding import Snapshot
from app.live.compute import Result

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def watched_verdicts(result: Result) -> list[tuple[int, str]]:
    """Each snapshot's step, with what is to be said from there on."""
    return [(one["step"], " ".join(_said(one, result.snapshots[0]))) for one in result.snapshots]


def _said(told: Snapshot, first: Snapshot) -> Iterator[str]:
    loss, before = told.get("loss"), first.get("loss")
    if loss is not None:
        since = "" if before is None or told is first else f", from {before:.4g} at update {first['step']:,}"
        yield f"At update {told['step']:,} your loss is {loss:.4g}{since}."
    for network in told.get("networks", {}).values():
        layers = [
            (name, one["gradient_norms"])
            for name, one in network["layers"].items()
            if one.get("gradient_norms")
        ]
        if layers:
            yield _reach(network["facts"], *layers[0], len(network["layers"]) > 1)


def _reach(facts: Mapping[str, Any], layer: str, norms: list[float | None], is_one_of_many: bool) -> str:
    """How much the first step's state counts beside the one that counts most."""
    known = [number or 0.0 for number in norms]
    most = max(known)
    _, number, direction = layer.split("_")
    name = f"In {facts['name']}, layer {number}, {direction}," if is_one_of_many else f"In {facts['name']},"
    first, where = facts["first"], facts["first"] + known.index(most) * facts["every"]
    if most == 0:
        return f"{name} no step’s state moves it."
    if where == first:
        return f"{name} step {first:,}’s state moves it most."
    if known[0] == 0:
        return f"{name} step {where:,}’s state moves it most, step {first:,}’s not at all."
    times = _times(known[0] / most)
    return f"{name} step {where:,}’s state moves it most, step {first:,}’s {times} times as much."


def _times(share: float) -> str:
    """Two digits, with a power of ten where the share is small."""
    if share >= 0.001:
        return f"{share:.2g}"
    digits, power = f"{share:.1e}".split("e")
    return f"{digits} · 10{str(int(power)).translate(_RAISED)}"
