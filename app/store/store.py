"""What is kept in a database: one session a call, so that any thread may ask at any time.

Models and traces are asked of the store itself; runs, their events and checkpoints, and corpora of its parts.
"""

from dataclasses import asdict, fields
from typing import NoReturn

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import sessionmaker

from app.errors import NotFound
from app.store.checkpoints import Checkpoints
from app.store.corpora import Corpora
from app.store.database import open_database
from app.store.events import Events
from app.store.records import ModelRecord, TraceRecord
from app.store.runs import Runs
from app.store.tables import ModelRow, TraceRow
from app.store.watched import WatchedRuns


class Store:
    """The records of one database; the tables are made when there are none."""

    def __init__(self, url: str) -> None:
        """Open or make the database; Conflict where it cannot be opened or is of a later version."""
        self._engine = open_database(url)
        self._sessions = sessionmaker(self._engine)
        self.runs = Runs(self._engine)
        self.watched = WatchedRuns(self._engine)
        self.events = Events(self._engine)
        self.checkpoints = Checkpoints(self._engine)
        self.corpora = Corpora(self._engine)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def add_model(self, record: ModelRecord, weights: bytes) -> bool:
        """Keep a model and its weights; False when its id is known, and then nothing changes."""
        return self._add(ModelRow(**asdict(record), weights=weights))

    def model(self, model_id: str) -> ModelRecord:
        with self._sessions() as session:
            row = session.get(ModelRow, model_id)
            return _model_record(row) if row else _no_model(model_id)

    def models(self) -> list[ModelRecord]:
        """Every model, newest first."""
        newest_first = select(ModelRow).order_by(ModelRow.created_at.desc(), ModelRow.id)
        with self._sessions() as session:
            return [_model_record(row) for row in session.scalars(newest_first)]

    def weights(self, model_id: str) -> bytes:
        """What add_model was given."""
        with self._sessions() as session:
            weights = session.scalar(select(ModelRow.weights).where(ModelRow.id == model_id))
            return _no_model(model_id) if weights is None else weights

    def delete_model(self, model_id: str) -> None:
        """Forget a model and all its traces, in one transaction."""
        with self._engine.begin() as connection:
            connection.execute(delete(TraceRow).where(TraceRow.model_id == model_id))
            if not connection.execute(delete(ModelRow).where(ModelRow.id == model_id)).rowcount:
                _no_model(model_id)

    def add_trace(self, record: TraceRecord, values: bytes) -> bool:
        """Keep a trace and its input; False when its id is known, and then nothing changes."""
        return self._add(TraceRow(**asdict(record), input=values))

    def trace(self, trace_id: str) -> TraceRecord:
        with self._sessions() as session:
            row = session.get(TraceRow, trace_id)
            return _trace_record(row) if row else _no_trace(trace_id)

    def traces(self) -> list[TraceRecord]:
        """Every trace, newest first."""
        newest_first = select(TraceRow).order_by(TraceRow.created_at.desc(), TraceRow.id)
        with self._sessions() as session:
            return [_trace_record(row) for row in session.scalars(newest_first)]

    def input(self, trace_id: str) -> bytes:
        """What add_trace was given."""
        with self._sessions() as session:
            values = session.scalar(select(TraceRow.input).where(TraceRow.id == trace_id))
            return _no_trace(trace_id) if values is None else values

    def delete_trace(self, trace_id: str) -> None:
        with self._engine.begin() as connection:
            if not connection.execute(delete(TraceRow).where(TraceRow.id == trace_id)).rowcount:
                _no_trace(trace_id)

    def _add(self, row: ModelRow | TraceRow) -> bool:
        with self._sessions() as session:  # a reader waits for nobody
            if session.get(type(row), row.id) is not None:
                return False
        try:
            with self._sessions() as session, session.begin():
                session.add(row)
        except IntegrityError:  # the same id, from before or from another thread at this moment
            return False
        return True


def _model_record(row: ModelRow) -> ModelRecord:
    return ModelRecord(**{field.name: getattr(row, field.name) for field in fields(ModelRecord)})


def _trace_record(row: TraceRow) -> TraceRecord:
    return TraceRecord(**{field.name: getattr(row, field.name) for field in fields(TraceRecord)})


def _no_model(model_id: str) -> NoReturn:
    raise NotFound(f"There is no model `{model_id[:64]}`; GET /api/v1/models lists those that are kept.")


def _no_trace(trace_id: str) -> NoReturn:
    raise NotFound(f"There is no trace `{trace_id[:64]}`; GET /api/v1/traces lists those that are kept.")
