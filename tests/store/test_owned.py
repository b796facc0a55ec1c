"""What a worker writes of its run, and that nobody else can: neither an orphan nor a worker that stood still."""

import json
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine

from app.store.owned import Lost

START = {"host": "here"}


@pytest.fixture
def run_id(store):
    return store.runs.add("toy", {}, 10).id


@pytest.fixture
def owned(store, run_id):
    store.runs.claim("first", START)
    return store.runs.owned(run_id, "first")


def test_event_ids_count_up_by_one_through_a_restart(store, run_id, owned):
    owned.add_snapshots([{"step": 0, "steps": 4, "loss": 1.5}])
    store.runs.give_up("first", "killed")
    store.runs.ask(run_id, "resume", 10)
    store.runs.claim("second", START)
    again = store.runs.owned(run_id, "second")
    again.add_snapshots([{"step": 2, "steps": 4, "loss": 0.5}])
    again.finish("done")

    events = store.events.after(run_id, 0)

    assert [event.id for event in events] == list(range(1, len(events) + 1))
    kinds = ["status", "status", "snapshot", "status", "status", "status", "snapshot", "status", "done"]
    assert [event.kind for event in events] == kinds
    assert json.loads(events[2].data) == {"step": 0, "steps": 4, "loss": 1.5}
    assert store.runs.run(run_id).last_event == len(events)


def test_snapshots_that_come_in_a_rush_are_an_event_each(store, run_id, owned):
    owned.add_snapshots([{"step": step, "steps": 9, "loss": step / 2} for step in (0, 2, 4)])

    events = store.events.after(run_id, 2)
    assert [(event.id, event.step) for event in events] == [(3, 0), (4, 2), (5, 4)]
    assert [json.loads(event.data)["loss"] for event in events] == [0, 1, 2]
    run = store.runs.run(run_id)
    assert (run.step, run.steps, run.last_snapshot, run.last_event) == (4, 9, 4, 5)


def test_data_of_an_event_is_one_line_without_nan(store, run_id, owned):
    owned.add_snapshots([{"step": 1, "steps": 4, "loss": float("nan"), "words": "two\nlines \u2028"}])

    line = store.events.after(run_id, 2)[0].data

    assert "\n" not in line
    assert json.loads(line) == {"step": 1, "steps": 4, "loss": None, "words": "two\nlines \u2028"}


WRITES = [
    lambda owned: owned.asked(),
    lambda owned: owned.beat(9, 10, 1.0),
    lambda owned: owned.add_snapshots([{"step": 9, "steps": 10}]),
    lambda owned: owned.add_checkpoint(9, b"w", b"r", 5),
    lambda owned: owned.obey("", "paused", None),
    lambda owned: owned.finish("done"),
]


@pytest.mark.parametrize("write", WRITES)
def test_a_worker_that_lost_its_run_writes_nothing_any_more(store, run_id, owned, write):
    store.runs.give_up("first", "stood still")
    store.runs.ask(run_id, "resume", 10)
    store.runs.claim("second", START)
    before = store.runs.run(run_id)

    with pytest.raises(Lost):
        write(owned)

    assert store.runs.run(run_id) == before
    assert store.checkpoints.steps([run_id]) == {run_id: []}
    assert store.runs.owned(run_id, "second").asked() == ""


@pytest.mark.parametrize("write", WRITES)
def test_a_run_given_up_is_nobodys(store, run_id, owned, write):
    store.runs.give_up("first", "stood still")

    with pytest.raises(Lost):
        write(owned)


def test_progress_is_told_between_snapshots(store, run_id, owned):
    owned.beat(3, 10, 1.25)

    run = store.runs.run(run_id)
    assert (run.step, run.steps, run.duration_s) == (3, 10, 1.25)
    assert run.last_event == 2


def test_a_run_is_taken_up_from_its_newest_checkpoint(store, run_id, owned):
    owned.add_checkpoint(4, b"weights 4", b"resume 4", 5)
    owned.add_checkpoint(8, b"weights 8", b"resume 8", 5)
    owned.beat(11, 20, 1.0)
    store.runs.give_up("first", "killed")
    store.runs.ask(run_id, "resume", 10)

    run = store.runs.claim("second", START)

    assert run.step == run.starts[1]["step"] == 8
    assert store.checkpoints.resume(run_id) == b"resume 8"


def test_the_end_is_told_as_a_status_and_as_the_last_event(store, run_id, owned):
    owned.finish("failed", "It broke.")

    status, end = store.events.after(run_id, 2)
    assert (status.kind, end.kind) == ("status", "failed")
    assert json.loads(status.data)["status"] == "failed"
    assert json.loads(end.data)["reason"] == "It broke."


def test_readers_of_two_servers_do_not_keep_a_worker_from_writing(store, run_id, owned, url):
    servers = [create_engine(url), create_engine(url)]
    with ExitStack() as reading:
        for server in servers:
            connection = reading.enter_context(server.connect())
            connection.exec_driver_sql("BEGIN")  # what they see stands still from here on
            assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 2
        with owned._engine.connect() as writing:
            writing.exec_driver_sql(
                "PRAGMA busy_timeout=0"
            )  # of the pool's only connection: it waits for nobody

        for step in range(50):
            owned.add_snapshots([{"step": step, "steps": 50}])
            owned.beat(step, 50, 1.0)

        assert store.runs.run(run_id).last_event == 52
        assert connection.exec_driver_sql("SELECT count(*) FROM events").scalar() == 2
    for server in servers:
        server.dispose()
