"""A run as the one worker that owns it writes it.

Every write is fenced: in the same transaction the run must still be running under the worker's own token. A
worker that was given up (its server died, it stood still for too long) finds it is not, and ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select, update

from app.store.checkpoints import surplus
from app.store.records import Status
from app.store.tables import CheckpointRow, RunRow
from app.store.transitions import append, change, locked


class Lost(Exception):
    """The run is no longer this worker's: it was deleted, or given up and perhaps taken up by another."""


class OwnedRun:
    """Writes of the worker with this token; each raises Lost once the run is another's."""

    def __init__(self, engine: Engine, run_id: str, owner: str) -> None:
        self._engine = engine
        self._run_id = run_id
        self._owner = owner

    def asked(self) -> str:
        """What the worker is asked to do: pause, stop, interrupt, or nothing."""
        with self._engine.connect() as connection:
            found = connection.scalar(select(RunRow.asked).where(*self._is_mine()))
        if found is None:
            raise Lost
        return str(found)

    def beat(self, step: int | None, steps: int | None, duration_s: float) -> None:
        """Say that the worker lives, and how far it has come; None before its first step is known."""
        progress = {} if step is None else {"step": step, "steps": steps}
        with self._write(beat=RunRow.beat + 1, duration_s=duration_s, **progress):
            pass

    def add_snapshots(self, snapshots: Sequence[Mapping[str, Any]]) -> None:
        """Tell the viewers what training is like, snapshot by snapshot; each has its `step` and `steps`."""
        last = snapshots[-1]
        with self._write(step=last["step"], steps=last["steps"], last_snapshot=last["step"]) as connection:
            append(connection, self._run_id, "snapshot", snapshots)

    def add_checkpoint(self, step: int, weights: bytes, resume: bytes, keep: int) -> None:
        """Keep a checkpoint; of more than `keep` those go that leave the others most evenly spread."""
        with self._write(step=step) as connection:
            mine = CheckpointRow.run_id == self._run_id
            connection.execute(delete(CheckpointRow).where(mine, CheckpointRow.step == step))
            steps = connection.scalars(select(CheckpointRow.step).where(mine)).all()
            gone = surplus([*steps, step], keep)
            connection.execute(delete(CheckpointRow).where(mine, CheckpointRow.step.in_(gone)))
            connection.execute(update(CheckpointRow).where(mine).values(resume=None))
            row = {"run_id": self._run_id, "step": step, "weights": weights, "resume": resume}
            connection.execute(insert(CheckpointRow).values(row))

    def obey(self, asked: str, status: Status, reason: str | None) -> bool:
        """Give the run back as it was asked; False where the wish was taken back in the meantime."""
        with self._write() as connection:
            if connection.scalar(select(RunRow.asked).where(RunRow.id == self._run_id)) != asked:
                return False
            change(connection, self._run_id, status, reason)
        return True

    def finish(self, status: Status, reason: str | None = None) -> None:
        """The run's end: its status, then the last event that it will ever have."""
        with self._write() as connection:
            change(connection, self._run_id, status, reason)
            append(connection, self._run_id, status, [{"reason": reason} if reason else {}])

    def _is_mine(self) -> tuple[ColumnElement[bool], ...]:
        return RunRow.id == self._run_id, RunRow.owner == self._owner, RunRow.status == "running"

    @contextmanager
    def _write(self, **values: Any) -> Iterator[Connection]:
        with locked(self._engine, *self._is_mine(), values=values) as connection:
            if connection is None:
                raise Lost
            yield connection
