"""What a run has told: its snapshots, read out of its events, and what they hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from app.live.binding import Snapshot
from app.store import EventRecord, RunRecord
from app.store.watched import WATCHED

NETWORKS: Mapping[str, str] = {"window": "window", "rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}
"""Names of networks in snapshots, in the order in which they are shown, and as people write them."""


@dataclass(frozen=True, eq=False)
class Result:
    """What a run has told so far: its record, and its snapshots in the order of their steps."""

    record: RunRecord
    snapshots: Sequence[Snapshot]

    @property
    def steps(self) -> int:
        """Updates of the whole run; where they are not known those of the last snapshot, and at least 1."""
        return self.record.steps or (self.snapshots[-1]["step"] if self.snapshots else 0) or 1

    @property
    def is_tagger(self) -> bool:
        """Whether its snapshots are those of app/training/snapshot.py; others may hold anything."""
        return self.record.experiment == "tagger" and len(self.snapshots) > 0

    @property
    def is_watched(self) -> bool:
        """Whether a program of the user's own trains it; its snapshots are those of app/web/watched_schemas.py."""
        return self.record.experiment == WATCHED

    @property
    def facts(self) -> Mapping[str, Any]:
        """What a tagger's run says of itself at its beginning."""
        return self.snapshots[0]["facts"]

    @cached_property
    def networks(self) -> tuple[str, ...]:
        """The networks that learn side by side, as snapshots name them."""
        inside = {name for snapshot in self.snapshots[:1] for name in _names(snapshot)}
        return tuple(name for name in NETWORKS if name in inside)


def read(events: Iterable[EventRecord]) -> Sequence[Snapshot]:
    """The snapshots among a run's events."""
    return [orjson.loads(event.data) for event in events if event.kind == "snapshot"]


def _names(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield name
            yield from _names(part)
