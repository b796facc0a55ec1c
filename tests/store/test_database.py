"""A database is made where there is none, and a newer one is left alone."""

import sqlite3
import sys

import pytest
from sqlalchemy import text

from app.errors import Conflict
from app.store import Store
from app.store.database import engine_of
from app.store.tables import SCHEMA_VERSION


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "unrolled.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE schema (id INTEGER PRIMARY KEY, version INTEGER)")
        connection.execute("INSERT INTO schema VALUES (1, ?)", (SCHEMA_VERSION + 1,))
    connection.close()
    before = path.read_bytes()

    with pytest.raises(
        Conflict, match=rf"version {SCHEMA_VERSION + 1}; .* up to {SCHEMA_VERSION}.*UNROLLED_DATA_DIR"
    ):
        Store(f"sqlite:///{path}")

    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("schema",)]
    connection.close()
    assert before[100:] == path.read_bytes()[100:]  # but for the header, where WAL is noted


def test_sqlite_lets_readers_and_a_writer_work_at_once(tmp_path):
    engine = engine_of(f"sqlite:///{tmp_path / 'a.sqlite'}")

    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    engine.dispose()


_VERSION_1 = """
CREATE TABLE schema (id INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (id));
CREATE TABLE models (
    id VARCHAR(64) NOT NULL, name TEXT NOT NULL, created_at DATETIME NOT NULL, size_bytes INTEGER NOT NULL,
    networks JSON NOT NULL, weights BLOB NOT NULL, PRIMARY KEY (id)
);
INSERT INTO schema VALUES (1, 1);
INSERT INTO models VALUES ('a1', 'a.pt', '2026-01-31 12:00:00.000000', 7, '[]', x'616263');
"""


def test_a_database_of_version_1_keeps_what_it_has_and_takes_runs(tmp_path):
    path = tmp_path / "unrolled.sqlite"
    with sqlite3.connect(path) as connection:
        connection.executescript(_VERSION_1)
    connection.close()

    store = Store(f"sqlite:///{path}")
    store.runs.add("toy", {}, max_queued=1)

    assert store.weights("a1") == b"abc"
    assert [model.name for model in store.models()] == ["a.pt"]
    store.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version FROM schema").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(Conflict, match="keeps nothing; name a file"):
        Store(url)


@pytest.mark.parametrize("url", ["nonsense", "nodialect://host/name", "postgresql+nodriver://host/name"])
def test_a_url_that_names_no_usable_database_is_refused_with_its_form(url):
    with pytest.raises(Conflict, match=r"UNROLLED_DATABASE_URL cannot be used: .*driver://"):
        Store(url)


def test_a_driver_that_is_not_installed_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(Conflict, match=r"psycopg.* install the driver"):
        Store("postgresql+psycopg://host/name")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no database at all, but longer than its header would be " * 10)

    with pytest.raises(Conflict, match=r"notes\.txt.*cannot be opened"):
        Store(f"sqlite:///{path}")

    assert path.read_text().startswith("no database")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(Conflict, match=r"file.* cannot be made"):
        Store(f"sqlite:///{tmp_path}/file/unrolled.sqlite")
