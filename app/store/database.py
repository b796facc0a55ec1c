"""A database made ready: its folder, its connections' settings, its tables and their version."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, inspect, select, update
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from app.errors import Conflict, Unavailable
from app.store.tables import SCHEMA_VERSION, Base, SchemaRow

BUSY_TIMEOUT_S = 30


def open_database(url: str) -> Engine:
    """An engine for any SQLAlchemy URL, its folder and tables made where they are missing.

    Raises:
        Conflict: the URL names no database that this installation can use, the database cannot be opened, or
            a later version of this program has written it.
    """
    try:
        engine = engine_of(url)
    except (ArgumentError, ImportError) as error:
        raise Conflict(
            f"UNROLLED_DATABASE_URL cannot be used: {error}. Write driver://user:password@host/name and install "
            "the driver, or leave it out: SQLite in the data folder needs neither."
        ) from None
    try:
        _make_tables(engine)
    except DBAPIError as error:
        engine.dispose()
        raise Conflict(
            f"The database {engine.url!r} cannot be opened: {error.orig}. "
            "Name another by UNROLLED_DATA_DIR or UNROLLED_DATABASE_URL."
        ) from None
    except Conflict:
        engine.dispose()
        raise
    event.listen(engine, "handle_error", _say_unavailable)
    return engine


def _say_unavailable(context: ExceptionContext) -> None:
    """A locked, full or unreachable database is no fault of the program: say so."""
    if isinstance(context.sqlalchemy_exception, OperationalError):
        raise Unavailable(
            f"The database does not answer: {context.original_exception}. Try again; if it stays so, look whether "
            "its disk is full or another program holds it."
        )


def engine_of(url: str) -> Engine:
    """An engine, not connected yet; of an SQLite file the folder is made."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if parsed.database in (None, "", ":memory:"):
        raise Conflict(
            "An SQLite database in memory keeps nothing; name a file: sqlite:///folder/name.sqlite"
        )
    folder = Path(parsed.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Conflict(f"The folder {folder} cannot be made: {error.strerror}. Name another.") from None
    # Threads are bounded, so connections need no bound that would refuse one of them while others wait for a lock.
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, max_overflow=-1)
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")  # readers and a writer at the same time
            break
        except sqlite3.OperationalError as error:  # the change to WAL does not wait for others by itself
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
    # With WAL this outlives any kill; a power cut may take the last moments, never the whole.
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


def _make_tables(engine: Engine) -> None:
    if inspect(engine).has_table(SchemaRow.__tablename__):
        _check_version(engine)
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:  # if_not_exists: another process may be at it, too
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in table.indexes:
                connection.execute(CreateIndex(index, if_not_exists=True))
    try:
        with Session(engine) as session, session.begin():
            session.add(SchemaRow(id=1, version=SCHEMA_VERSION))
    except IntegrityError:  # it is there, from before or from another process at this moment
        _check_version(engine)
        _note_upgrade(engine)


def _note_upgrade(engine: Engine) -> None:
    """Say of an older database that it now has this version's tables: each version so far only added some."""
    older = update(SchemaRow).where(SchemaRow.version < SCHEMA_VERSION)
    with engine.begin() as connection:
        connection.execute(older.values(version=SCHEMA_VERSION))


def _check_version(engine: Engine) -> None:
    with Session(engine) as session:
        version = session.scalar(select(SchemaRow.version))
    if version is not None and version > SCHEMA_VERSION:
        raise Conflict(
            f"The database {engine.url!r} has tables of version {version}; this program knows up to "
            f"{SCHEMA_VERSION}. Start a newer Unrolled, or name another folder by UNROLLED_DATA_DIR."
        )
