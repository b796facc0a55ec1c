"""draw(result, params): the figures of a run at a step, and the words beside them."""

from typing import Any

from app.figures.view import Figure, View, payload
from app.live.binding import filled
from app.live.compute import Result
from app.live.generic import generic
from app.live.params import LiveParams
from app.live.tagger import tagger
from app.live.words import facts, verdict


def figures(result: Result) -> tuple[Figure, ...]:
    """The figures without numbers; none before the first snapshot."""
    return tagger(result) if result.is_tagger else generic(result)


def draw(result: Result, params: LiveParams) -> dict[str, Any]:
    """The view as plain data: figures with numbers at the chosen step, or bound ones without."""
    drawn = figures(result)
    view = payload(View(drawn, verdict(result), facts=tuple(facts(result)), status=result.record.status))
    if params.bound or not result.snapshots:
        return view
    step = result.snapshots[-1]["step"] if params.step is None else params.step
    plain = view["figures"].items()
    return view | {"figures": {slot: filled(figure, result.snapshots, step) for slot, figure in plain}}
