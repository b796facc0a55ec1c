"""Runs that are trained elsewhere, in a program of a user's own, which tells of them (`app.client.watch`).

No worker of ours owns such a run: it is its own owner, and its beat goes up whenever something is heard of it. When
nothing is, it is interrupted; when its program speaks again, it goes on.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.errors import Conflict, TooMany
from app.store.records import FINISHED, RunRecord, Status
from app.store.rows import new_row
from app.store.tables import EventRow, RunRow
from app.store.transitions import append, change, find, locked, no_run

WATCHED = "watched"
"""What stands in the place of the experiment's name."""
MAX_EVENTS = 10_000
MAX_BYTES = 128 * 2**20
"""Of one run: what it tells beyond is not kept."""
MAX_RUNNING = 50


class WatchedRuns:
    """Writes of the programs that train such runs; anybody who knows a run's id may write it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, params: Mapping[str, Any], steps: int | None, start: Mapping[str, Any]) -> RunRecord:
        """A run that is at work from now on; TooMany where as many are as may be."""
        row = new_row(WATCHED, dict(params), "running")
        begun = {"at": row["created_at"].isoformat(), "step": 0, **start}
        running = select(func.count()).where(RunRow.experiment == WATCHED, RunRow.status == "running")
        with self._engine.begin() as connection:
            connection.execute(
                insert(RunRow).values(row | {"owner": row["id"], "steps": steps, "starts": [begun]})
            )
            if (connection.scalar(running) or 0) > MAX_RUNNING:
                raise TooMany(
                    f"{MAX_RUNNING} training loops are watched already, as many as may be. Try again when one has "
                    "ended, or stop one on its page."
                )
            append(connection, row["id"], "status", [{"status": "running", "at": begun["at"]}])
            return find(connection, row["id"])

    def beats(self) -> dict[tuple[str, str], int]:
        """Of each of them that is at work its id and owner, and the number that goes up when it is heard of."""
        columns = select(RunRow.id, RunRow.owner, RunRow.beat)
        running = columns.where(RunRow.experiment == WATCHED, RunRow.status == "running")
        with self._engine.connect() as connection:
            return {(row.id, str(row.owner)): row.beat for row in connection.execute(running)}

    def hear(
        self, run_id: str, snapshots: Sequence[Mapping[str, Any]], step: int, duration_s: float
    ) -> RunRecord:
        """Take what a program tells; snapshots of steps that are told already are passed over.

        Raises:
            NotFound: there is no such run.
            Conflict: it is no watched run, has come to its end or was stopped, or has told all that is kept.
        """
        with self._writing(run_id) as (connection, run):
            if run.status in (*FINISHED, "stopped"):
                raise Conflict(
                    f"The run {run_id} is {run.status}: it takes no more snapshots. Begin another."
                )
            fresh = [one for one in snapshots if one["step"] > run.last_snapshot]
            if run.last_event + len(fresh) > MAX_EVENTS:
                raise Conflict(
                    f"The run {run_id} has told {run.last_event:,} events; {MAX_EVENTS:,} are kept. Begin another, "
                    "with more updates from one snapshot to the next."
                )
            done = max(step, run.step, *(one["step"] for one in fresh[-1:]))
            values = {"beat": RunRow.beat + 1, "duration_s": duration_s, "step": done}
            if fresh:
                self._check_room(connection, run_id)
                values |= {"last_snapshot": fresh[-1]["step"]}
            connection.execute(update(RunRow).where(RunRow.id == run_id).values(values))
            if run.status != "running":
                change(connection, run_id, "running")
                connection.execute(update(RunRow).where(RunRow.id == run_id).values(owner=run_id))
            if fresh:
                append(connection, run_id, "snapshot", fresh)
            return find(connection, run_id)

    def _check_room(self, connection: Connection, run_id: str) -> None:
        told = select(func.sum(func.length(EventRow.data))).where(EventRow.run_id == run_id)
        if (connection.scalar(told) or 0) >= MAX_BYTES:
            raise Conflict(
                f"The run {run_id} has told {MAX_BYTES // 2**20} MB, as much as is kept. Begin another, with more "
                "updates from one snapshot to the next."
            )

    def finish(self, run_id: str, status: Status, reason: str | None) -> RunRecord:
        """The end of a run, as its program says it; said twice it is no error.

        Raises:
            NotFound: there is no such run.
            Conflict: it is no watched run, or has come to another end.
        """
        with self._writing(run_id) as (connection, run):
            if run.status == status:
                return run  # the answer to the first time was lost
            if run.status in FINISHED:
                raise Conflict(f"The run {run_id} is {run.status} already: it cannot be {status} now.")
            change(connection, run_id, status, reason)
            if status == "done" and run.steps is None:  # now it is known
                connection.execute(update(RunRow).where(RunRow.id == run_id).values(steps=run.step))
            if status in FINISHED:
                append(connection, run_id, status, [{"reason": reason} if reason else {}])
            return find(connection, run_id)

    @contextmanager
    def _writing(self, run_id: str) -> Iterator[tuple[Connection, RunRecord]]:
        """A transaction that alone may write the run, and the run as it stands."""
        with locked(self._engine, RunRow.id == run_id) as connection:
            if connection is None:
                no_run(run_id)
            run = find(connection, run_id)
            if run.experiment != WATCHED:
                raise Conflict(
                    f"The run {run_id} is trained by this server's workers: nobody else tells of it. "
                    "POST /api/v1/runs/watched begins one that is."
                )
            yield connection, run
