"""A run's status changes, and the event that tells each: one transaction, so that no viewer sees half of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, NoReturn

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, insert, select, update

from app.errors import NotFound
from app.store.records import RunRecord, Status
from app.store.tables import EventRow, RunRow

RUN_COLUMNS = [getattr(RunRow, field.name) for field in fields(RunRecord)]


@contextmanager
def locked(
    engine: Engine, *conditions: ColumnElement[bool], values: Mapping[str, Any] | None = None
) -> Iterator[Connection | None]:
    """A transaction that alone may write the run which meets the conditions; None where there is no such run.

    Its first write takes the lock, whether it changes anything or not: SQLite knows no SELECT ... FOR UPDATE.
    """
    with engine.begin() as connection:
        write = update(RunRow).where(*conditions).values(values or {"asked": RunRow.asked})
        yield connection if connection.execute(write).rowcount else None


def change(connection: Connection, run_id: str, status: Status, reason: str | None = None) -> None:
    """Give a locked run another status, and tell its viewers."""
    now = datetime.now(UTC)
    values = {"status": status, "reason": reason, "asked": "", "changed_at": now}
    if status != "running":
        values["owner"] = None
    if status == "queued":
        values["queued_at"] = now
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(values))
    append(connection, run_id, "status", [{"status": status, "reason": reason, "at": now.isoformat()}])


def append(connection: Connection, run_id: str, kind: str, told: Sequence[Mapping[str, Any]]) -> None:
    """The next events of a locked run; each tells its step, else the run's, and the steps of the whole run."""
    columns = select(RunRow.last_event, RunRow.step, RunRow.steps).where(RunRow.id == run_id)
    last, step, steps = connection.execute(columns).one()
    events = [{"step": step, "steps": steps, **data} for data in told]
    common = {"run_id": run_id, "kind": kind, "at": datetime.now(UTC)}
    rows = [
        common | {"id": number, "step": event["step"], "data": orjson.dumps(event).decode()}
        for number, event in enumerate(events, start=last + 1)
    ]
    connection.execute(insert(EventRow), rows)
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(last_event=last + len(rows)))


def find(connection: Connection, run_id: str) -> RunRecord:
    """A run as it stands; NotFound where it is not kept."""
    row = connection.execute(select(*RUN_COLUMNS).where(RunRow.id == run_id)).one_or_none()
    return RunRecord(**row._mapping) if row else no_run(run_id)


def no_run(run_id: str) -> NoReturn:
    raise NotFound(f"There is no run `{run_id[:64]}`; GET /api/v1/runs lists those that are kept.")
