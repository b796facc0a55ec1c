"""draw(result, params): the figures of a run at a step, and the words beside them."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.figures.view import Figure, View, payload
from app.live.binding import Snapshot, filled, thinning
from app.live.compute import Result
from app.live.generic import generic
from app.live.params import LiveParams
from app.live.tagger import tagger
from app.live.watched import watched
from app.live.words import facts, verdict, verdicts


def figures(result: Result) -> tuple[Figure, ...]:
    """The figures without numbers; none before the first snapshot."""
    if result.is_watched:
        return watched(result)
    return tagger(result) if result.is_tagger else generic(result)


def draw(result: Result, params: LiveParams) -> dict[str, Any]:
    """The view as plain data: figures with numbers at the chosen step, or bound ones without."""
    step = math.inf if params.step is None else params.step
    drawn, told = figures(result), tuple(facts(result))
    view = payload(View(drawn, verdict(result, step), facts=told, status=result.record.status))
    view["verdicts"] = verdicts(result)
    return view if params.bound else at_step(view, result.snapshots, step)


def at_step(view: Mapping[str, Any], snapshots: Sequence[Snapshot], step: int | float) -> dict[str, Any]:
    """A view of bound figures with the numbers of these snapshots at a step; what is left out is said."""
    if not snapshots:
        return dict(view)
    plain = view["figures"].items()
    step = min(step, snapshots[-1]["step"])
    notes = {slot: thinning(snapshots, figure) for slot, figure in plain}
    return dict(view) | {
        "figures": {slot: filled(figure, snapshots, step) for slot, figure in plain},
        "captions": {slot: f"{words} {notes[slot]}".strip() for slot, words in view["captions"].items()},
        "reduced": [*view["reduced"], *(slot for slot, note in notes.items() if note)],
    }
