"""Models and traces are kept, found again, and deleted, from any thread."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from app.errors import NotFound, Unavailable
from app.store import ModelRecord, Store, TraceRecord, content_id

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
LSTM = {"name": "encoder", "kind": "LSTM", "input_size": 3, "hidden_size": 4, "proj_size": 0}
MODEL = ModelRecord(id="a1", name="a.pt", created_at=NOON, size_bytes=10, networks=[LSTM])
TRACE = TraceRecord(
    id="t1",
    model_id="a1",
    network="encoder",
    nonlinearity="tanh",
    objective="last",
    labels=["der", "Hund"],
    text=None,
    noise={"seed": 1, "std": 0.5},
    created_at=NOON,
    kind="LSTM",
    seq_len=2,
    hidden_size=4,
    batched=False,
)


def test_a_model_comes_back_as_it_was_given(store):
    assert store.add_model(MODEL, b"weights")

    assert store.model("a1") == MODEL
    assert store.models() == [MODEL]
    assert store.weights("a1") == b"weights"


def test_a_trace_comes_back_as_it_was_given(store):
    plain = replace(TRACE, id="t2", labels=None, text="der Hund", noise=None, batched=True)

    store.add_trace(TRACE, b"input")
    store.add_trace(plain, b"other")

    assert store.trace("t1") == TRACE
    assert store.trace("t2") == plain
    assert store.input("t2") == b"other"


def test_times_are_kept_as_utc(store):
    in_berlin = replace(MODEL, created_at=NOON.astimezone(timezone(timedelta(hours=1))))

    store.add_model(in_berlin, b"")

    assert store.model("a1").created_at == NOON
    assert store.model("a1").created_at.tzinfo is UTC


def test_listings_have_the_newest_first(store):
    for age, number in enumerate("cab"):
        store.add_model(replace(MODEL, id=number, created_at=NOON - timedelta(seconds=age)), b"")
        store.add_trace(replace(TRACE, id=number, created_at=NOON - timedelta(seconds=age)), b"")

    assert [model.id for model in store.models()] == ["c", "a", "b"]
    assert [trace.id for trace in store.traces()] == ["c", "a", "b"]


def test_listings_do_not_load_the_large_columns(store):
    store.add_model(MODEL, b"weights")
    store.add_trace(TRACE, b"input")
    statements = []
    event.listen(store._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    store.models(), store.traces(), store.model("a1"), store.trace("t1")

    assert len(statements) == 4
    assert not [statement for statement in statements if "weights" in statement or "input" in statement]


def test_the_same_content_twice_is_one(store):
    assert store.add_model(MODEL, b"weights")
    assert not store.add_model(replace(MODEL, name="b.pt", created_at=NOON + timedelta(1)), b"weights")
    assert store.add_trace(TRACE, b"input")
    assert not store.add_trace(TRACE, b"input")

    assert store.models() == [MODEL]
    assert store.traces() == [TRACE]


def test_threads_that_add_the_same_model_at_once_make_one(store):
    barrier = Barrier(8)

    def add(number):
        barrier.wait()
        return store.add_model(replace(MODEL, name=f"{number}.pt"), bytes(100_000))

    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(add, range(8)))

    assert sorted(added) == [False] * 7 + [True]
    assert [model.name for model in store.models()] == [f"{added.index(True)}.pt"]


def test_threads_read_and_write_at_the_same_time(store):
    def work(number):
        store.add_model(replace(MODEL, id=f"m{number}"), bytes(50_000))
        store.add_trace(replace(TRACE, id=f"t{number}", model_id=f"m{number}"), bytes(50_000))
        seen = [model.id for model in store.models()]
        store.delete_model(f"m{number}")
        return f"m{number}" in seen

    with ThreadPoolExecutor(6) as threads:
        assert all(threads.map(work, range(24)))

    assert store.models() == []
    assert store.traces() == []


def test_stores_that_open_a_new_database_at_once_all_succeed(url):
    barrier = Barrier(4)

    def open_and_add(number):
        barrier.wait()
        store = Store(url)
        store.add_model(replace(MODEL, id=str(number)), b"")
        store.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(open_and_add, range(4)))
    store = Store(url)

    assert len(store.models()) == 4
    store.close()


def test_what_was_kept_is_found_after_a_restart(store, url):
    store.add_model(MODEL, b"weights")
    store.add_trace(TRACE, b"input")
    store.close()

    again = Store(url)

    assert again.models() == [MODEL]
    assert again.traces() == [TRACE]
    assert again.weights("a1") == b"weights"
    again.close()


def test_deleting_a_model_deletes_its_traces_and_no_others(store):
    store.add_model(MODEL, b"weights")
    store.add_trace(TRACE, b"input")
    of_built_in = replace(TRACE, id="t2", model_id="lstm-tagger")
    store.add_trace(of_built_in, b"input")

    store.delete_model("a1")

    assert store.models() == []
    assert store.traces() == [of_built_in]


def test_deleting_a_trace_leaves_its_model(store):
    store.add_model(MODEL, b"weights")
    store.add_trace(TRACE, b"input")

    store.delete_trace("t1")

    assert store.traces() == []
    assert store.models() == [MODEL]


@pytest.mark.parametrize("call", ["model", "weights", "delete_model", "trace", "input", "delete_trace"])
def test_an_unknown_id_is_not_found(store, call):
    with pytest.raises(NotFound, match=r"no (model|trace) `nothing`; GET /api/v1/(model|trace)s"):
        getattr(store, call)("nothing")


def test_deleting_an_unknown_model_deletes_no_trace(store):
    store.add_trace(TRACE, b"input")

    with pytest.raises(NotFound):
        store.delete_model("a1")

    assert store.traces() == [TRACE]


def test_the_id_is_of_the_content():
    assert content_id(b"abc") == "ba7816bf8f01cfea"  # FIPS 180-2, appendix B.1
    assert content_id(b"abd") != content_id(b"abc")


def test_a_locked_database_is_said_to_be_unavailable_and_can_still_be_read(store, url):
    store.add_trace(TRACE, b"input")
    path = make_url(url).database or ""
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        with store._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")  # of the pool's only connection

        assert store.trace("t1") == TRACE
        assert not store.add_trace(TRACE, b"input")
        with pytest.raises(Unavailable, match="locked"):
            store.add_model(MODEL, b"weights")
        other.execute("ROLLBACK")
    other.close()

    assert store.add_model(MODEL, b"weights")
