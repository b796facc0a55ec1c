"""The runs of a store, as their pages show them."""

from collections.abc import Iterator
from typing import Any

from app.live.compute import compute
from app.live.draw import draw
from app.live.params import LiveParams
from app.store import EventRecord, Store


class LiveRuns:
    """Reads what runs have told, and draws it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def view(self, run_id: str, params: LiveParams) -> dict[str, Any]:
        """A run's figures and words; NotFound for an unknown id."""
        record = self._store.runs.run(run_id)
        return draw(compute(record, self._events(run_id)), params)

    def _events(self, run_id: str) -> Iterator[EventRecord]:
        last = 0
        while page := self._store.events.after(run_id, last):
            yield from page
            last = page[-1].id
