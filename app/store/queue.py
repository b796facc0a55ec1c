"""The runs that wait for a worker: their number is bounded, and each is given to one worker alone."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from app.errors import TooMany
from app.store.checkpoints import newest_step
from app.store.records import RunRecord
from app.store.tables import RunRow
from app.store.transitions import change, find, locked


def check_queue(connection: Connection, max_queued: int) -> None:
    """Raise TooMany, which takes the transaction back, where more runs wait than may."""
    waiting = select(func.count()).select_from(RunRow).where(RunRow.status == "queued")
    if (connection.scalar(waiting) or 0) > max_queued:
        raise TooMany(
            f"{max_queued} runs wait already, as many as may (UNROLLED_MAX_QUEUED). Try again when one has "
            "begun, or delete one that waits."
        )


def claim(engine: Engine, owner: str, start: dict[str, Any]) -> RunRecord | None:
    """Give the run that has waited longest to this worker; None where none waits.

    Any number of workers may ask at once, of any number of servers: each run becomes one worker's.
    """
    waiting = select(RunRow.id).where(RunRow.status == "queued").order_by(RunRow.queued_at, RunRow.id)
    while True:
        with engine.connect() as connection:
            run_id = connection.scalar(waiting.limit(1))
        if run_id is None:
            return None
        with locked(engine, RunRow.id == run_id, RunRow.status == "queued") as transaction:
            if transaction is not None:  # else another was quicker
                _take(transaction, run_id, owner, start)
                return find(transaction, run_id)


def _take(connection: Connection, run_id: str, owner: str, start: dict[str, Any]) -> None:
    step = newest_step(connection, run_id)
    starts = connection.scalar(select(RunRow.starts).where(RunRow.id == run_id)) or []
    begun = {"at": datetime.now(UTC).isoformat(), "step": step} | start
    values = {"owner": owner, "beat": RunRow.beat + 1, "step": step, "starts": [*starts, begun]}
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(values))
    change(connection, run_id, "running")
