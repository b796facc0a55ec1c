"""The tables. Large columns are deferred: a listing never loads them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 2  # 2 adds runs, events, checkpoints and corpora; nothing of 1 is changed


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC without an offset, since SQLite keeps none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own name and type)
        datetime: UtcDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON(none_as_null=True),
        list[dict[str, Any]]: JSON,
    }


class SchemaRow(Base):
    """One row: which version of this program's tables the database has."""

    __tablename__ = "schema"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class ModelRow(Base):
    __tablename__ = "models"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    size_bytes: Mapped[int]
    networks: Mapped[list[dict[str, Any]]]
    weights: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class TraceRow(Base):
    """`model_id` is no foreign key: it may name a built-in network, which has no row."""

    __tablename__ = "traces"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(64), index=True)
    network: Mapped[str] = mapped_column(Text)
    nonlinearity: Mapped[str] = mapped_column(String(16))
    objective: Mapped[str] = mapped_column(String(64))
    labels: Mapped[list[str] | None]
    text: Mapped[str | None] = mapped_column(Text)
    noise: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(16))
    seq_len: Mapped[int]
    hidden_size: Mapped[int]
    batched: Mapped[bool]
    input: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class RunRow(Base):
    """`owner` is the token of the one worker that may write; `beat` goes up while that worker lives."""

    __tablename__ = "runs"
    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    experiment: Mapped[str] = mapped_column(String(64), index=True)
    params: Mapped[dict[str, Any]]
    status: Mapped[str] = mapped_column(String(16), index=True)
    asked: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)
    step: Mapped[int]
    steps: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    queued_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    duration_s: Mapped[float]
    starts: Mapped[list[dict[str, Any]]]
    last_event: Mapped[int]
    last_snapshot: Mapped[int]
    owner: Mapped[str | None] = mapped_column(String(64), index=True)
    beat: Mapped[int]


class EventRow(Base):
    """What a viewer of a run is told, in order; `data` is one line of JSON."""

    __tablename__ = "events"
    run_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    step: Mapped[int]
    at: Mapped[datetime]
    data: Mapped[str] = mapped_column(Text)


class CheckpointRow(Base):
    """`resume` is kept of the newest alone: a run is taken up nowhere else."""

    __tablename__ = "checkpoints"
    run_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    weights: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    resume: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class CorpusRow(Base):
    __tablename__ = "corpora"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
    size_bytes: Mapped[int]
    sentences: Mapped[int]
    words: Mapped[int]
    tags: Mapped[list[str]]
    text: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
