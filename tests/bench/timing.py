"""Medians of two ways of doing the same work, taken in turns in the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Work = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One comparison: `at most` is a goal for ours / other, `at least` for other / ours."""

    name: str
    ours: Work
    other: Work
    goal: float
    sense: Literal["at most", "at least"]
    rounds: int = 30
    repeats: int = 1  # of ours in each round, where the other takes long
    beside: str = "plain torch"  # what the other is


@dataclass(frozen=True)
class Measured:
    """Medians in milliseconds; `ratio` and `goal` are on one scale, which the name says."""

    name: str
    ours_ms: float
    other_ms: float
    ratio: float
    goal: float

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.goal if "(at most)" in self.name else self.ratio >= self.goal


def measure(row: Row) -> Measured:
    """Both ways in turns, after a warm-up of each."""
    row.ours()
    row.other()
    ours_taken, other_taken = [], []
    for _ in range(row.rounds):
        ours_taken += [_duration_ms(row.ours) for _ in range(row.repeats)]
        other_taken.append(_duration_ms(row.other))
    ours, other = statistics.median(ours_taken), statistics.median(other_taken)
    at_most = row.sense == "at most"
    scale = f"times {row.beside}" if at_most else "times faster"
    return Measured(
        f"{row.name}, {scale} ({row.sense})", ours, other, ours / other if at_most else other / ours, row.goal
    )


def _duration_ms(work: Work) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
