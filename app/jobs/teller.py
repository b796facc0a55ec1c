"""Snapshots on their way to the store: the training puts them here and goes on, the pulse's thread writes them.

However fast they come, they cost the training no write of its own, and together one transaction.
"""

from collections import deque
from threading import Lock
from typing import Any

from app.store.owned import OwnedRun
from app.training.experiment import Moment

MAX_WAITING = 200
"""Where the store does not keep up, the training waits for it."""


class Teller:
    """What was told of a step before a restart is not told again: it is the same."""

    def __init__(self, run: OwnedRun, last_step: int) -> None:
        self._run = run
        self._last_step = last_step
        self._waiting: deque[dict[str, Any]] = deque()
        self._writing = Lock()

    def tell(self, moment: Moment) -> None:
        """Take the moment's snapshot, if it has one."""
        if moment.snapshot is None or moment.step <= self._last_step:
            return
        self._last_step = moment.step
        self._waiting.append({"step": moment.step, "steps": moment.steps, **moment.snapshot})
        if len(self._waiting) >= MAX_WAITING:
            self.flush()

    def flush(self) -> None:
        """Write what waits; what could not be written waits on."""
        with self._writing:
            if batch := list(self._waiting):
                self._run.add_snapshots(batch)
                for _ in batch:
                    self._waiting.popleft()
