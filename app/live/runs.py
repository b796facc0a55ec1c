"""The runs of a store, as their pages show them."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.live.comparison import compare, ends
from app.live.compute import Result, compute
from app.live.draw import draw
from app.live.params import LiveParams
from app.store import EventRecord, Store


class LiveRuns:
    """Reads what runs have told, and draws it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def view(self, run_id: str, params: LiveParams) -> dict[str, Any]:
        """A run's figures and words; NotFound for an unknown id."""
        return draw(self._result(run_id), params)

    def comparison(self, run_ids: Sequence[str], step: int | None) -> dict[str, Any]:
        """Figures of several runs at a step, and a table of what they have come to."""
        results = [self._result(run_id) for run_id in run_ids]
        return compare(results, step) | {"ends": list(ends(results))}

    def _result(self, run_id: str) -> Result:
        return compute(self._store.runs.run(run_id), self._events(run_id))

    def _events(self, run_id: str) -> Iterator[EventRecord]:
        last = 0
        while page := self._store.events.after(run_id, last):
            yield from page
            last = page[-1].id
