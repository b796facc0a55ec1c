"""What viewers of a run are told, in order."""

from collections.abc import Iterable

from sqlalchemy import Engine, select

from app.store.records import EventRecord
from app.store.tables import EventRow, RunRow


class Events:
    """Events by run; ids count up by one from 1, through pauses and restarts."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def after(self, run_id: str, event_id: int, limit: int = 50) -> list[EventRecord]:
        """The next events after this id, few at a time: a snapshot may be large."""
        columns = select(EventRow.id, EventRow.kind, EventRow.step, EventRow.at, EventRow.data)
        wanted = columns.where(EventRow.run_id == run_id, EventRow.id > event_id)
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.order_by(EventRow.id).limit(limit))
            return [EventRecord(**row._mapping) for row in rows]

    def last_ids(self, run_ids: Iterable[str]) -> dict[str, int]:
        """The id of the last event of each of these runs that is kept."""
        columns = select(RunRow.id, RunRow.last_event).where(RunRow.id.in_(list(run_ids)))
        with self._engine.connect() as connection:
            return {row.id: row.last_event for row in connection.execute(columns)}
