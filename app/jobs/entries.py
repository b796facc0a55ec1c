"""A run as the API tells it."""

from typing import Any

from app.store import RunRecord


def run_entry(record: RunRecord, checkpoints: list[int]) -> dict[str, Any]:
    """All that is known of a run; `rate` is of updates a second, over the time that it was at work."""
    rate = record.step / record.duration_s if record.duration_s > 0 else None
    return {
        "id": record.id,
        "experiment": record.experiment,
        "status": record.status,
        "asked": record.asked or None,
        "reason": record.reason,
        "params": record.params,
        "step": record.step,
        "steps": record.steps,
        "created_at": record.created_at.isoformat(),
        "changed_at": record.changed_at.isoformat(),
        "duration_s": record.duration_s,
        "rate": rate,
        "remaining_s": _remaining_s(record, rate),
        "checkpoints": checkpoints,
        "last_event": record.last_event,
        "manifest": {
            "seed": record.params.get("seed"),
            "device": record.params.get("device", "cpu"),
            "starts": record.starts,
        },
        "url": f"/runs/{record.id}",
    }


def _remaining_s(record: RunRecord, rate: float | None) -> float | None:
    if record.steps is None or not rate or record.status in ("done", "failed"):
        return None
    return (record.steps - record.step) / rate
