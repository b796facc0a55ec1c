"""What a page that rests on a run says as long as the run is not done: that it is to be trained, and how far it is."""

import json
from collections.abc import Mapping
from typing import Any

from app.live.learned import Learned


def to_be_trained(wanted: Mapping[str, Any]) -> str:
    """That these networks have not been trained yet, and the request that does it."""
    return f"To be trained: POST /api/v1/runs with {json.dumps(wanted)}; it is kept, and shown at once next time."


def training_status(wanted: Mapping[str, Any], learned: Learned | None) -> str:
    """Of a run that is done "ok"; of any other where it stands, and what to do."""
    if learned is None:
        return to_be_trained(wanted)
    record = learned.told.record
    place = f"update {record.step:,}" + (f" of {record.steps:,}" if record.steps else "")
    words = {
        "queued": "Waiting for a free worker; these are the networks before training.",
        "running": f"Training: {place}.",
        "paused": f"Paused at {place}; POST /api/v1/runs/{record.id}/resume goes on.",
        "stopped": f"Stopped at {place}; POST /api/v1/runs/{record.id}/resume goes on.",
        "interrupted": f"Interrupted at {place}; POST /api/v1/runs/{record.id}/resume goes on.",
        "failed": f"Failed at {place}: {record.reason}",
    }
    return words.get(record.status, "ok")
