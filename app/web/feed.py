"""New events of the runs that are watched: read by one task, whatever the number of viewers.

The event table is the only channel between the workers and this server, so a run that trains elsewhere is
watched in the same way.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator

import anyio.to_thread

from app.store import EventRecord
from app.store.events import Events
from app.store.records import FINISHED

LOOK_S = 0.1
_REST_S = 1.0
_REMEMBERED = 32
"""Events of a run that are kept at hand; viewers who are further behind read theirs from the store."""
_log = logging.getLogger("unrolled")


class _Watched:
    """The newest events of one run, and a bell that rings when there are more."""

    def __init__(self) -> None:
        self.viewers = 0
        self.is_over = False
        self.last_id: int | None = None
        self.bell = asyncio.Event()
        self._recent: deque[EventRecord] = deque(maxlen=_REMEMBERED)

    def add(self, events: list[EventRecord], last_id: int) -> None:
        self._recent.extend(events)
        self.last_id = last_id
        self.ring()

    def end(self) -> None:
        self.is_over = True
        self.ring()

    def ring(self) -> None:
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    def since(self, event_id: int) -> list[EventRecord] | None:
        """The events after this one; None where some of them are not at hand, nothing before the first look."""
        if self.last_id is None or event_id >= self.last_id:
            return []
        if self._recent and self._recent[0].id <= event_id + 1:
            return [event for event in self._recent if event.id > event_id]
        return None


class Feed:
    """Follows runs for their viewers; the task that looks for news lives while there are any."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._watched: dict[str, _Watched] = {}
        self._looking: asyncio.Task[None] | None = None

    async def follow(self, run_id: str, after: int) -> AsyncGenerator[EventRecord, None]:
        """The run's events after this id, and those to come; ends after the run's last, or when it is deleted."""
        watched = self._watched.setdefault(run_id, _Watched())
        watched.viewers += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            while not watched.is_over:
                bell = watched.bell
                page = watched.since(after)
                if page is None:
                    page = await anyio.to_thread.run_sync(self._events.after, run_id, after)
                for event in page:
                    yield event
                    after = event.id
                    if event.kind in FINISHED:
                        return
                if not page:
                    await bell.wait()
        finally:
            watched.viewers -= 1
            if not watched.viewers:
                del self._watched[run_id]

    def close(self) -> None:
        """End every stream; their viewers ask again, perhaps of the next server."""
        for watched in self._watched.values():
            watched.end()

    async def _look(self) -> None:
        while self._watched:
            try:
                await self._fetch()
                await asyncio.sleep(LOOK_S)
            except Exception:  # whatever it was, the next look may find things in order again
                _log.exception("The events of runs could not be read")
                await asyncio.sleep(_REST_S)

    async def _fetch(self) -> None:
        last_ids = await anyio.to_thread.run_sync(self._events.last_ids, list(self._watched))
        for run_id, watched in list(self._watched.items()):
            last_id = last_ids.get(run_id)
            if last_id is None:
                watched.end()
            elif last_id != watched.last_id:
                known = watched.last_id if watched.last_id is not None else max(last_id - _REMEMBERED, 0)
                fresh = await anyio.to_thread.run_sync(self._events.after, run_id, known)
                watched.add(fresh, fresh[-1].id if fresh else last_id)
