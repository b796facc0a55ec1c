"""The runs of a store, as their pages show them."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from app.live.binding import Snapshot
from app.live.comparison import compare, ends
from app.live.compute import Result, read
from app.live.draw import draw
from app.live.learned import Learned
from app.live.params import LiveParams
from app.store import EventRecord, Store

_REMEMBERED = 6
"""Runs whose snapshots are kept at hand: as many as are set side by side."""


class LiveRuns:
    """Reads what runs have told, and draws it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told = lru_cache(_REMEMBERED)(self._read)
        self._weights = lru_cache(_REMEMBERED)(
            lambda run_id, step: store.checkpoints.weights(run_id, step)[1]
        )

    def view(self, run_id: str, params: LiveParams) -> dict[str, Any]:
        """A run's figures and words; NotFound for an unknown id."""
        return draw(self._result(run_id), params)

    def comparison(self, run_ids: Sequence[str], step: int | None) -> dict[str, Any]:
        """Figures of several runs at a step, and a table of what they have come to."""
        results = [self._result(run_id) for run_id in run_ids]
        standing = [
            {"status": one.record.status, "step": one.record.step, "steps": one.record.steps}
            for one in results
        ]
        return compare(results, step) | {"ends": list(ends(results)), "runs": standing}

    def learned(self, run_id: str) -> Learned:
        """A run with its newest networks; NotFound for an unknown id."""
        steps = self._store.checkpoints.steps([run_id])[run_id]
        weights = self._weights(run_id, steps[-1]) if steps else None
        return Learned(self._result(run_id), weights)

    def _result(self, run_id: str) -> Result:
        record = self._store.runs.run(run_id)
        return Result(record, self._told(run_id, record.last_event))

    def _read(self, run_id: str, last_event: int) -> Sequence[Snapshot]:
        return read(self._events(run_id, last_event))

    def _events(self, run_id: str, last_event: int) -> Iterator[EventRecord]:
        last = 0
        while last < last_event and (page := self._store.events.after(run_id, last)):
            yield from (event for event in page if event.id <= last_event)
            last = page[-1].id
