"""Corpora that users brought, kept as the text that they sent."""

from dataclasses import asdict, fields
from typing import NoReturn

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from app.errors import NotFound
from app.store.records import CorpusRecord
from app.store.tables import CorpusRow

_COLUMNS = [getattr(CorpusRow, field.name) for field in fields(CorpusRecord)]


class Corpora:
    """Corpora by id; the same text has the same id."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, record: CorpusRecord, text: bytes) -> bool:
        """Keep a corpus; False when its id is known, and then nothing changes."""
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(CorpusRow).values(asdict(record) | {"text": text}))
        except IntegrityError:
            return False
        return True

    def corpus(self, corpus_id: str) -> CorpusRecord:
        with self._engine.connect() as connection:
            row = connection.execute(select(*_COLUMNS).where(CorpusRow.id == corpus_id)).one_or_none()
        return CorpusRecord(**row._mapping) if row else _no_corpus(corpus_id)

    def corpora(self) -> list[CorpusRecord]:
        """Every corpus, newest first."""
        newest_first = select(*_COLUMNS).order_by(CorpusRow.created_at.desc(), CorpusRow.id)
        with self._engine.connect() as connection:
            return [CorpusRecord(**row._mapping) for row in connection.execute(newest_first)]

    def text(self, corpus_id: str) -> bytes:
        """What add was given."""
        with self._engine.connect() as connection:
            text = connection.scalar(select(CorpusRow.text).where(CorpusRow.id == corpus_id))
        return _no_corpus(corpus_id) if text is None else text

    def delete(self, corpus_id: str) -> None:
        with self._engine.begin() as connection:
            if not connection.execute(delete(CorpusRow).where(CorpusRow.id == corpus_id)).rowcount:
                _no_corpus(corpus_id)


def _no_corpus(corpus_id: str) -> NoReturn:
    raise NotFound(f"There is no corpus `{corpus_id[:64]}`; GET /api/v1/corpora lists those that are kept.")
