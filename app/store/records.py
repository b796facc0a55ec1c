"""What is kept, as plain data; the large arrays (weights, inputs) are asked for by themselves."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any


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


def content_id(data: bytes) -> str:
    """The first 16 hex digits of the content's SHA-256: the same content has the same id everywhere."""
    return hashlib.sha256(data).hexdigest()[:16]
