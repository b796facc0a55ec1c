"""A place for one worker process, with a pool of its own: a killed worker breaks this pool and no other."""

import logging
import multiprocessing
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from app.errors import UnrolledError
from app.jobs.process import prepare
from app.jobs.worker import Setup, work
from app.store import Store

_REST_S = 1.0
_KILLED = (
    "Its worker process ended without a word: it was killed, or the memory ran out. Resume it to go on from its "
    "last checkpoint."
)
_log = logging.getLogger("unrolled")


class Slot:
    """Starts its worker process when there is first work for it, and another one when that was killed."""

    def __init__(self, store: Store, setup: Setup, when_free: Callable[[], None]) -> None:
        self.owner = ""
        self.is_busy = False
        self._store = store
        self._setup = setup
        self._when_free = when_free
        self._pool: ProcessPoolExecutor | None = None
        self._is_broken = False
        self._rests_until = 0.0

    @property
    def is_free(self) -> bool:
        """Whether it can begin; it rests after a worker that was killed, lest one be made on and on."""
        return not self.is_busy and time.monotonic() > self._rests_until

    def begin(self) -> None:
        """Let the worker take the run that has waited longest, under a new token."""
        if self._pool is None or self._is_broken:
            context = multiprocessing.get_context("spawn")
            self._pool, self._is_broken = ProcessPoolExecutor(1, context, initializer=prepare), False
        self.owner = secrets.token_hex(16)
        self.is_busy = True
        self._pool.submit(work, self._setup, self.owner).add_done_callback(self._end)

    def close(self) -> None:
        """End the worker process; it must not be busy."""
        if self._pool is not None:
            self._pool.shutdown()

    def _end(self, future: Future[None]) -> None:
        error = future.exception()
        if error is not None:
            self._rests_until = time.monotonic() + _REST_S
            self._is_broken = isinstance(error, BrokenProcessPool)
            self._give_up(_KILLED if self._is_broken else f"Its worker failed: {error}")
        self.is_busy = False
        self._when_free()

    def _give_up(self, reason: str) -> None:
        try:
            self._store.runs.give_up(self.owner, reason)
        except UnrolledError as error:  # some server's lease will see it
            _log.error("A run whose worker has ended could not be marked: %s", error.detail)
