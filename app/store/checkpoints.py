"""The networks of a run at several of its steps."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from sqlalchemy import Connection, Engine, select

from app.errors import NotFound
from app.store.tables import CheckpointRow


class Checkpoints:
    """Checkpoints by run and step; a run's worker writes them (`OwnedRun.add_checkpoint`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def steps(self, run_ids: Iterable[str]) -> dict[str, list[int]]:
        """The steps at which there is a checkpoint, in order, for each of these runs."""
        found: dict[str, list[int]] = {run_id: [] for run_id in run_ids}
        columns = select(CheckpointRow.run_id, CheckpointRow.step)
        with self._engine.connect() as connection:
            rows = columns.where(CheckpointRow.run_id.in_(list(found))).order_by(CheckpointRow.step)
            for run_id, step in connection.execute(rows):
                found[run_id].append(step)
        return found

    def weights(self, run_id: str, step: int | None = None) -> tuple[int, bytes]:
        """The step and the safetensors file of one checkpoint, by default of the newest."""
        chosen = select(CheckpointRow.step, CheckpointRow.weights).where(CheckpointRow.run_id == run_id)
        if step is not None:
            chosen = chosen.where(CheckpointRow.step == step)
        with self._engine.connect() as connection:
            row = connection.execute(chosen.order_by(CheckpointRow.step.desc()).limit(1)).one_or_none()
        return (row.step, row.weights) if row else self._no_checkpoint(run_id, step)

    def resume(self, run_id: str) -> bytes | None:
        """All that training needs to go on from the newest checkpoint; None where there is none."""
        newest = select(CheckpointRow.resume).where(CheckpointRow.run_id == run_id)
        with self._engine.connect() as connection:
            return connection.scalar(newest.order_by(CheckpointRow.step.desc()).limit(1))

    def _no_checkpoint(self, run_id: str, step: int | None) -> NoReturn:
        steps = ", ".join(map(str, self.steps([run_id])[run_id])) or "none yet"
        wanted = "" if step is None else f" of step {step}"
        raise NotFound(f"The run {run_id[:64]} has no checkpoint{wanted}; it has: {steps}.")


def newest_step(connection: Connection, run_id: str) -> int:
    """The step from which a run is taken up: that of its newest checkpoint, else 0."""
    steps = select(CheckpointRow.step).where(CheckpointRow.run_id == run_id)
    return connection.scalar(steps.order_by(CheckpointRow.step.desc()).limit(1)) or 0


def surplus(steps: Sequence[int], keep: int) -> list[int]:
    """Which of these steps go so that `keep` are left, at least two, first and last among them.

    Each time that step goes whose two neighbors are nearest to one another.
    """
    left = sorted(steps)
    while len(left) > max(keep, 2):
        inner = range(1, len(left) - 1)
        del left[min(inner, key=lambda i: left[i + 1] - left[i - 1])]
    return sorted(set(steps) - set(left))
