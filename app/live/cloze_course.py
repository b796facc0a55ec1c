"""What a run of blanks has told so far, as arrays (lecture 2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.live.learned import Learned
from app.tasks.open_sentence import OpenSentence, read_open_sentence


@dataclass(frozen=True, eq=False)
class Course:
    """Snapshots of a run, and which one is shown; `sentence` is the one whose blank was filled at each of them."""

    sentence: OpenSentence
    names: tuple[str, ...]
    steps: Int[np.ndarray, " snapshot"]
    gaps: Int[np.ndarray, " gap"]
    accuracy: Float[np.ndarray, "network snapshot gap"]
    probabilities: Float[np.ndarray, "network snapshot answer"]
    parameters: Int[np.ndarray, " network"]
    shown: int

    @property
    def shown_step(self) -> int:
        """Updates done at the snapshot that is shown."""
        return int(self.steps[self.shown])

    @property
    def is_newest(self) -> bool:
        """Whether the last snapshot is shown."""
        return self.shown == len(self.steps) - 1

    def fits(self, sentence: OpenSentence) -> bool:
        """Whether this very sentence, as the networks read it, was asked at each snapshot."""
        return self.sentence.numbers == sentence.numbers


def course_of(learned: Learned | None, step: int) -> Course | None:
    """The run's snapshots, the last one up to update `step` being shown; None before there is any."""
    if learned is None or not learned.told.snapshots:
        return None
    snapshots = learned.told.snapshots
    names = tuple(snapshots[0]["networks"])
    steps = np.array([snapshot["step"] for snapshot in snapshots])
    return Course(
        sentence=_read(learned.told.record.params["sentence"]),
        names=names,
        steps=steps,
        gaps=np.array(snapshots[0]["gaps"]),
        accuracy=np.array([_over(snapshots, name, "accuracy") for name in names], dtype=np.float64),
        probabilities=np.array(
            [[list(told.values()) for told in _over(snapshots, name, "candidates")] for name in names],
            dtype=np.float64,
        ),
        parameters=np.array([snapshots[0]["networks"][name]["parameters"] for name in names]),
        shown=max(0, int(np.searchsorted(steps, step, side="right")) - 1),
    )


def _over(snapshots: Sequence[Any], name: str, what: str) -> list[Any]:
    return [snapshot["networks"][name][what] for snapshot in snapshots]


_read = lru_cache(16)(read_open_sentence)
