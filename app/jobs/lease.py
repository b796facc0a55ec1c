"""Which workers are gone: those whose beat has not gone up for a while, by this process's own clock.

No time is compared with another machine's, so clocks that differ or jump give up no run that is at work.
"""

from collections.abc import Mapping
from typing import TypeAlias

LEASE_S = 3.0
Work: TypeAlias = tuple[str, str]
"""A run's id and its owner."""


class Lease:
    """Remembers of every run at work since when its beat has stood still."""

    def __init__(self, lease_s: float = LEASE_S) -> None:
        self._lease_s = lease_s
        self._since: dict[tuple[Work, int], float] = {}

    def expired(self, beats: Mapping[Work, int], now_s: float) -> list[tuple[str, int]]:
        """Owner and beat of those that have stood still for longer than the lease."""
        self._since = {seen: self._since.get(seen, now_s) for seen in beats.items()}
        return [
            (owner, beat)
            for ((_, owner), beat), since in self._since.items()
            if now_s - since > self._lease_s
        ]
