"""A run's status changes, and the event that tells each: one transaction, so that no viewer sees half of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NoReturn

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from app.errors import NotFound
from app.store.records import Status
from app.store.tables import EventRow, RunRow


@contextmanager
def locked(engine: Engine, *conditions: ColumnElement[bool]) -> Iterator[Connection | None]:
    """A transaction that alone may write the run which meets the conditions; None where there is no such run.

    A write that changes nothing takes the lock: SQLite knows no SELECT ... FOR UPDATE.
    """
    with engine.begin() as connection:
        found = connection.execute(update(RunRow).where(*conditions).values(asked=RunRow.asked)).rowcount
        yield connection if found else None


def change(connection: Connection, run_id: str, status: Status, reason: str | None = None) -> None:
    """Give a locked run another status, and tell its viewers."""
    now = datetime.now(UTC)
    values = {"status": status, "reason": reason, "asked": "", "changed_at": now}
    if status != "running":
        values["owner"] = None
    if status == "queued":
        values["queued_at"] = now
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(values))
    told = {"status": status, "reason": reason, "at": now.isoformat()}
    append(connection, run_id, "status", told)


def append(connection: Connection, run_id: str, kind: str, data: Mapping[str, object]) -> None:
    """The next event of a locked run; its step and the steps of the whole run are told with every event."""
    columns = select(RunRow.last_event, RunRow.step, RunRow.steps).where(RunRow.id == run_id)
    last, step, steps = connection.execute(columns).one()
    line = orjson.dumps({"step": step, "steps": steps, **data}).decode()
    event = {
        "run_id": run_id,
        "id": last + 1,
        "kind": kind,
        "step": step,
        "at": datetime.now(UTC),
        "data": line,
    }
    connection.execute(insert(EventRow).values(event))
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(last_event=last + 1))


def no_run(run_id: str) -> NoReturn:
    raise NotFound(f"There is no run `{run_id[:64]}`; GET /api/v1/runs lists those that are kept.")
