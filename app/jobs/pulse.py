"""A run at work gives signs of life, tells its snapshots and hears what is asked of it: a thread beside the training.

Training looks at `asked` between two batches. It costs it nothing: the database is read and written here.
"""

import logging
import os
import time
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType

from app.errors import Unavailable
from app.jobs.teller import Teller
from app.store.owned import Lost, OwnedRun

LISTEN_S = 0.1
BEAT_S = 0.5
LOST = "lost"
_log = logging.getLogger("unrolled")


class Pulse:
    """While it is entered: the run's beat goes up, and `asked` says what is asked (`LOST`: leave at once)."""

    def __init__(self, run: OwnedRun, teller: Teller, duration_s: float, grace_s: float) -> None:
        """`duration_s` were spent on it before; what is asked is done within `grace_s`, or ended by force."""
        self.asked = ""
        self.step: int | None = None
        self.steps: int | None = None
        self._run = run
        self._teller = teller
        self._grace_s = grace_s
        self._began_at = time.monotonic() - duration_s
        self._asked_at = 0.0
        self._over = Event()
        self._thread = Thread(target=self._live, name="pulse", daemon=True)

    @property
    def duration_s(self) -> float:
        """Seconds that the run has been at work, earlier starts included."""
        return time.monotonic() - self._began_at

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _live(self) -> None:
        beat_at = time.monotonic()
        while not self._over.wait(LISTEN_S):
            with suppress(Unavailable):  # the training's own write says so, if it lasts
                self._hear(self._ask_and_tell())
                if time.monotonic() - beat_at >= BEAT_S:
                    beat_at = time.monotonic()
                    self._beat()
            self._end_when_deaf()

    def _ask_and_tell(self) -> str:
        try:
            self._teller.flush()
            return self._run.asked()
        except Lost:
            return LOST

    def _hear(self, asked: str) -> None:
        if asked and not self.asked:
            self._asked_at = time.monotonic()
        self.asked = asked

    def _beat(self) -> None:
        with suppress(Lost):  # the next question is answered so
            self._run.beat(self.step, self.steps, self.duration_s)

    def _end_when_deaf(self) -> None:
        if self.asked and time.monotonic() - self._asked_at > self._grace_s:
            _log.error("A training did not come to the end of a batch for %s s: it is ended.", self._grace_s)
            os._exit(1)
