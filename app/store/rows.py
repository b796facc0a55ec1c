"""A run's row as it is at its beginning."""

import secrets
from datetime import UTC, datetime
from typing import Any

from app.store.records import Status


def new_row(experiment: str, params: dict[str, Any], status: Status) -> dict[str, Any]:
    """The columns that must not be empty, by name."""
    now = datetime.now(UTC)
    return {
        "id": secrets.token_hex(8),
        "experiment": experiment,
        "params": params,
        "status": status,
        "asked": "",
        "step": 0,
        "created_at": now,
        "queued_at": now,
        "changed_at": now,
        "duration_s": 0.0,
        "starts": [],
        "last_event": 0,
        "last_snapshot": -1,
        "beat": 0,
    }
