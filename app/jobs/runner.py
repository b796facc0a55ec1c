"""Keeps this server's workers at work: free ones take runs that wait, runs of workers that are gone are given up.

Any number of servers may run one on the same database.
"""

import logging
import time
from contextlib import suppress
from threading import Event, Thread

from app.errors import UnrolledError
from app.jobs.lease import Lease
from app.jobs.slot import Slot
from app.jobs.worker import Setup
from app.store import Store
from app.store.runs import RunFilter

_LOOK_S = 0.25
_GONE = (
    "Its worker gave no sign of life any more: the server was killed, or the machine stood still. Resume it to go "
    "on from its last checkpoint."
)
_SILENT_S = 10.0
_SILENT = (
    "Nothing was heard of its training loop for ten seconds: the program ended without a word, or stands still. When "
    "it speaks again, the run goes on."
)
_log = logging.getLogger("unrolled")


class Runner:
    """A thread that looks at the queue four times a second, and at once when it is woken."""

    def __init__(self, store: Store, setup: Setup, workers: int) -> None:
        self._store = store
        self._slots = [Slot(store, setup, self.wake) for _ in range(workers)]
        self._lease, self._watched_lease = Lease(), Lease(_SILENT_S)
        self._awake = Event()
        self._closed = Event()
        self._thread = Thread(target=self._run, name="runner", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the queue now."""
        self._awake.set()

    def close(self) -> None:
        """Let every worker write a checkpoint and leave its run, then end them; returns when all have."""
        self._closed.set()
        self.wake()
        self._thread.join()
        while busy := [slot for slot in self._slots if slot.is_busy]:
            for slot in busy:  # again and again: a worker may take its run only now
                with suppress(UnrolledError):
                    self._store.runs.interrupt(slot.owner)
            time.sleep(0.05)
        for slot in self._slots:
            slot.close()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                self._look()
            except Exception:  # whatever it was, the next look may find things in order again
                _log.exception("The queue of runs could not be looked at")
            self._awake.wait(_LOOK_S)
            self._awake.clear()

    def _look(self) -> None:
        beats = self._store.runs.beats()
        for owner, beat in self._lease.expired(beats, time.monotonic()):
            self._store.runs.give_up(owner, _GONE, beat)
        watched = self._store.watched.beats()
        for owner, beat in self._watched_lease.expired(watched, time.monotonic()):
            self._store.runs.give_up(owner, _SILENT, beat)
        owners = {owner for _, owner in beats}
        coming = sum(slot.is_busy and slot.owner not in owners for slot in self._slots)
        waiting = self._store.runs.count(RunFilter(statuses=("queued",)))
        free = [slot for slot in self._slots if slot.is_free]
        for slot in free[: max(waiting - coming, 0)]:
            slot.begin()
