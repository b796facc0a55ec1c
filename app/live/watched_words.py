"""What is said of a run that a program of the user's own trains: its loss, and how far back that reaches."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.live.binding import Snapshot
from app.live.compute import Result


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
    name = facts["name"] + (f", {layer.replace('_', ' ', 1).replace('_', ', ')}," if is_one_of_many else "")
    if most == 0:
        return f"No step of {name} has a part in it."
    where = facts["first"] + known.index(most) * facts["every"]
    share = known[0] / most
    if where == facts["first"]:
        return f"In {name} the first step’s state moves it most."
    by = "not at all" if share == 0 else f"{share:.2g} times as much"
    return (
        f"In {name} step {facts['first']:,}’s state moves it {by} as step {where:,}’s, which moves it most."
    )
