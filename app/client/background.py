"""The thread that looks and tells, beside the user's loop: the loop hands over what it heard and goes on.

Nothing here grows: of looks that wait few are kept, of snapshots that wait for the server the newest.
"""

import os
import time
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread, current_thread
from typing import Any

from app.client.listener import Heard
from app.client.remote import THREAD_NAME, Away, Over, Refused, Remote

MAX_HEARD = 8
"""Looks that wait; each has a copy of the weights."""
MAX_WAITING = 20
"""Snapshots that wait for the server."""
BEAT_S, RETRY_S, CLOSE_S = 1.0, 2.0, 2.0
_LONGEST_PAUSE_S = 10.0
Describe = Callable[["Taken"], Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Taken:
    """What the loop handed over at a step: numbers, and what was heard of each network by its key."""

    step: int
    loss: float | None
    gradient_norm: float | None
    numbers: Mapping[str, float | None]
    heard: Mapping[str, Heard] = field(default_factory=dict)


class Troubles:
    """Words that the loop's thread is to warn with, one of each kind."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self.unsaid: deque[str] = deque()

    def add(self, kind: str, words: str) -> None:
        """Remember words of a kind that had none yet."""
        if kind not in self._said:
            self._said.add(kind)
            self.unsaid.append(words)

    def warn(self) -> None:
        """Warn with what is unsaid, in the name of the line that called what calls this."""
        while self.unsaid:
            with suppress(UserWarning):  # where warnings are errors they must not end the loop either
                warnings.warn(f"unrolled: {self.unsaid.popleft()}", UserWarning, stacklevel=3)


class Background:
    """Describes what it is given and tells the server; only `close` waits, and no longer than CLOSE_S."""

    def __init__(self, remote: Remote, describe: Describe, troubles: Troubles) -> None:
        self.step = 0
        self.is_over = False
        self._remote, self._describe, self._troubles = remote, describe, troubles
        self._heard: deque[Taken] = deque()
        self._waiting: deque[Mapping[str, Any]] = deque(maxlen=MAX_WAITING)
        self._end: tuple[str, str | None] | None = None
        self._awake = Condition()
        self._began_at = time.monotonic()
        self._retry_at, self._pause_s = 0.0, RETRY_S
        self._process = os.getpid()
        self._thread = Thread(target=self._work, name=THREAD_NAME, daemon=True)
        self._thread.start()

    @property
    def is_here(self) -> bool:
        """Whether the thread is of this process: a fork has none, and its lock may be held for ever."""
        return os.getpid() == self._process

    def take(self, taken: Taken) -> None:
        """Hand over what was heard at a step."""
        with self._awake:
            if len(self._heard) < MAX_HEARD:
                self._heard.append(taken)
                self._awake.notify()
                return
        self._troubles.add(
            "slow",
            "A look takes longer than the updates from one to the next: some are left out. Give a larger `every`.",
        )

    def close(self, status: str, reason: str | None) -> None:
        """Tell what waits, and how the training ended, if that is done soon."""
        if self.is_here and self._end is None:
            with self._awake:
                self._end = status, reason
                self._awake.notify()
            if current_thread() is not self._thread:  # the collector may run there
                self._thread.join(CLOSE_S)

    def _work(self) -> None:
        while not self.is_over:
            with self._awake:
                self._awake.wait_for(lambda: self._heard or self._end, BEAT_S)
                taken = self._heard.popleft() if self._heard else None
                is_last = self._end is not None and not self._heard
            try:
                if taken is not None:
                    self._waiting.append(self._describe(taken))
                if is_last or time.monotonic() >= self._retry_at:
                    self._tell()
            except Exception as error:  # whatever it is, it ends neither this thread nor the user's training
                self._troubles.add("look", f"{type(error).__name__}: {error}")
            if is_last:
                break
        self._leave()

    def _tell(self) -> None:
        waiting = list(self._waiting)
        try:
            self._remote.tell(waiting, self.step, time.monotonic() - self._began_at)
            self._pause_s = RETRY_S
        except Away as error:
            self._retry_at = time.monotonic() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            self._troubles.add(
                "away",
                f"The server does not take this run ({error}). Training goes on; the newest {MAX_WAITING} snapshots "
                "are kept and sent when it does.",
            )
            return
        except Refused as error:
            self._troubles.add("refused", f"The server refused a snapshot ({error}).")
        except Over as error:
            self.is_over = True
            self._troubles.add("over", f"The run is not watched any more ({error}). Training goes on.")
        for _ in waiting:
            self._waiting.popleft()

    def _leave(self) -> None:
        with suppress(Away, Over, Refused):
            if self._end is not None and not self.is_over:
                self._remote.finish(*self._end)
        self._remote.close()
