"""What is kept, as plain data; the large arrays (weights, inputs) are asked for by themselves."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Status = Literal["queued", "running", "paused", "stopped", "interrupted", "done", "failed"]
FINISHED: tuple[Status, ...] = ("done", "failed")
"""From these no run goes on; its last event is of the same name."""


@dataclass(frozen=True)
class ModelRecord:
    """An uploaded checkpoint; `networks` describes each in it: name, kind, input_size, hidden_size, ..."""

    id: str
    name: str
    created_at: datetime
    size_bytes: int
    networks: list[dict[str, Any]]


@dataclass(frozen=True)
class TraceRecord:
    """One input to one network, and the choices from which its trace is computed again."""

    id: str
    model_id: str
    network: str
    nonlinearity: str
    objective: str
    labels: list[str] | None
    text: str | None
    noise: dict[str, Any] | None
    created_at: datetime
    kind: str
    seq_len: int
    hidden_size: int
    batched: bool


@dataclass(frozen=True)
class RunRecord:
    """A training run as it stands; `starts` says of each start where, when and from which step."""

    id: str
    experiment: str
    params: dict[str, Any]
    status: Status
    asked: str  # pause, stop or interrupt, until the worker has obeyed; else empty
    reason: str | None  # why it was interrupted, or failed
    step: int  # optimizer updates done
    steps: int | None  # of the whole run; not known before the first start
    created_at: datetime
    changed_at: datetime  # when its status last did
    duration_s: float  # spent running
    starts: list[dict[str, Any]]
    last_event: int
    last_snapshot: int  # step of the last snapshot among the events; -1 before the first


@dataclass(frozen=True)
class EventRecord:
    """What a viewer of a run is told: ids count up by one from 1, `data` is one line of JSON."""

    id: int
    kind: str  # status, snapshot, done or failed
    step: int
    at: datetime
    data: str


@dataclass(frozen=True)
class CorpusRecord:
    """An uploaded corpus of tagged sentences."""

    id: str
    name: str
    created_at: datetime
    size_bytes: int
    sentences: int
    words: int
    tags: list[str]


def content_id(data: bytes) -> str:
    """The first 16 hex digits of the content's SHA-256: the same content has the same id everywhere."""
    return hashlib.sha256(data).hexdigest()[:16]
