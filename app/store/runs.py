"""Runs: added to the queue, claimed by a worker, asked to pause, stop or go on, given up, deleted."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, Select, delete, func, insert, select, update

from app.store.owned import OwnedRun
from app.store.queue import check_queue, claim
from app.store.records import RunRecord, Status
from app.store.rows import new_row
from app.store.tables import CheckpointRow, EventRow, RunRow
from app.store.transitions import RUN_COLUMNS, append, change, find, locked, no_run
from app.store.watched import WATCHED
from app.store.wishes import Verb, ask

Order = Literal["newest", "oldest", "changed", "longest"]
_ORDERS = {
    "newest": RunRow.created_at.desc(),
    "oldest": RunRow.created_at,
    "changed": RunRow.changed_at.desc(),
    "longest": RunRow.duration_s.desc(),
}


@dataclass(frozen=True)
class RunFilter:
    """Which runs are listed, and in which order; nothing chosen is all of them."""

    statuses: tuple[Status, ...] = ()
    experiment: str | None = None
    order: Order = "newest"
    limit: int = 100
    offset: int = 0


class Runs:
    """The table of runs; it is the only channel between the web, the workers and other servers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, experiment: str, params: dict[str, Any], max_queued: int) -> RunRecord:
        """Put a run at the queue's end; TooMany where it is full."""
        row = new_row(experiment, params, "queued")
        with self._engine.begin() as connection:
            connection.execute(insert(RunRow).values(row))
            check_queue(connection, max_queued)
            told = {"status": "queued", "at": row["created_at"].isoformat()}
            append(connection, row["id"], "status", [told])
        return self.run(row["id"])

    def run(self, run_id: str) -> RunRecord:
        with self._engine.connect() as connection:
            return find(connection, run_id)

    def runs(self, wanted: RunFilter) -> list[RunRecord]:
        chosen = _chosen(select(*RUN_COLUMNS), wanted).order_by(_ORDERS[wanted.order], RunRow.id)
        with self._engine.connect() as connection:
            rows = connection.execute(chosen.limit(wanted.limit).offset(wanted.offset))
            return [RunRecord(**row._mapping) for row in rows]

    def count(self, wanted: RunFilter) -> int:
        """How many runs the filter lets through, on all its pages."""
        with self._engine.connect() as connection:
            return connection.scalar(_chosen(select(func.count()).select_from(RunRow), wanted)) or 0

    def like(self, experiment: str, params: dict[str, Any]) -> RunRecord | None:
        """The newest run of exactly these parameters; one that is done before all others."""
        columns = select(RunRow.id, RunRow.status, RunRow.params).where(RunRow.experiment == experiment)
        with self._engine.connect() as connection:
            rows = connection.execute(columns.order_by(RunRow.created_at.desc(), RunRow.id))
            same = [row for row in rows if row.params == params]
            if not same:
                return None
            return find(connection, next((row for row in same if row.status == "done"), same[0]).id)

    def ask(self, run_id: str, verb: Verb, max_queued: int) -> RunRecord:
        """Pause, stop or resume a run; as it stands then."""
        ask(self._engine, run_id, verb, max_queued)
        return self.run(run_id)

    def claim(self, owner: str, start: dict[str, Any]) -> RunRecord | None:
        """Give the run that has waited longest to the worker with this token; None where none waits."""
        return claim(self._engine, owner, start)

    def owned(self, run_id: str, owner: str) -> OwnedRun:
        """The run as the worker with this token writes it."""
        return OwnedRun(self._engine, run_id, owner)

    def beats(self) -> dict[tuple[str, str], int]:
        """Of each run at work here its id and owner, and the number that goes up while that worker lives."""
        columns = select(RunRow.id, RunRow.owner, RunRow.beat)
        running = columns.where(RunRow.experiment != WATCHED, RunRow.status == "running")
        with self._engine.connect() as connection:
            return {(row.id, str(row.owner)): row.beat for row in connection.execute(running)}

    def give_up(self, owner: str, reason: str, beat: int | None = None) -> bool:
        """Interrupt the run of a worker that is gone; with `beat`, only if it has not gone up since."""
        conditions = [RunRow.owner == owner, RunRow.status == "running"]
        if beat is not None:
            conditions.append(RunRow.beat == beat)
        with locked(self._engine, *conditions) as connection:
            if connection is None:
                return False
            run_id = connection.scalar(select(RunRow.id).where(RunRow.owner == owner))
            change(connection, str(run_id), "interrupted", reason)
        return True

    def interrupt(self, owner: str) -> None:
        """Ask a worker to write a checkpoint and leave its run; a wish to pause or stop does the same."""
        ask = update(RunRow).where(RunRow.owner == owner, RunRow.asked == "").values(asked="interrupt")
        with self._engine.begin() as connection:
            connection.execute(ask)

    def delete(self, run_id: str) -> None:
        """Forget a run and all of it; a worker that is at it finds it gone and stops."""
        with self._engine.begin() as connection:
            if not connection.execute(delete(RunRow).where(RunRow.id == run_id)).rowcount:
                no_run(run_id)
            connection.execute(delete(EventRow).where(EventRow.run_id == run_id))
            connection.execute(delete(CheckpointRow).where(CheckpointRow.run_id == run_id))


def _chosen(statement: Select[Any], wanted: RunFilter) -> Select[Any]:
    if wanted.statuses:
        statement = statement.where(RunRow.status.in_(wanted.statuses))
    if wanted.experiment is not None:
        statement = statement.where(RunRow.experiment == wanted.experiment)
    return statement
