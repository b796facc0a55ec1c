"""Runs of a program of the user's own: at work at once, heard of, silent, speaking again, ended."""

import json

import pytest

from app.errors import Conflict, NotFound, TooMany
from app.store import watched

START = {"host": "there", "versions": {"torch": "2"}}


@pytest.fixture
def run_id(store):
    return store.watched.add({"name": "mine"}, 100, START).id


def snapshots(*steps):
    return [{"step": step, "loss": step / 2} for step in steps]


def kinds(store, run_id):
    return [event.kind for event in store.events.after(run_id, 0)]


def test_it_is_at_work_at_once(store, run_id):
    run = store.runs.run(run_id)

    assert (run.experiment, run.status, run.params, run.steps) == (
        "watched",
        "running",
        {"name": "mine"},
        100,
    )
    assert run.starts[0]["host"] == "there"
    assert kinds(store, run_id) == ["status"]


def test_no_worker_takes_it_and_its_beat_is_not_among_theirs(store, run_id):
    assert store.runs.claim("worker", {}) is None
    assert store.runs.beats() == {}
    assert store.watched.beats() == {(run_id, run_id): 0}


def test_what_it_tells_is_kept_in_order_each_step_once(store, run_id):
    store.watched.hear(run_id, snapshots(0, 50), 61, 1.5)
    run = store.watched.hear(run_id, snapshots(0, 50, 100), 100, 2.5)

    assert (run.step, run.last_snapshot, run.duration_s, run.last_event) == (100, 100, 2.5, 4)
    told = [json.loads(event.data) for event in store.events.after(run_id, 1)]
    assert told == [{"step": step, "steps": 100, "loss": step / 2} for step in (0, 50, 100)]


def test_a_sign_of_life_is_a_beat_and_no_event(store, run_id):
    run = store.watched.hear(run_id, [], 7, 0.5)

    assert (run.step, run.last_event) == (7, 1)
    assert store.watched.beats() == {(run_id, run_id): 1}


def test_one_that_was_silent_goes_on_when_it_speaks(store, run_id):
    assert store.runs.give_up(run_id, "Silent.", 0)
    assert store.watched.beats() == {}

    run = store.watched.hear(run_id, snapshots(0), 1, 1.0)

    assert (run.status, run.reason) == ("running", None)
    assert store.watched.beats() == {(run_id, run_id): 1}
    assert kinds(store, run_id) == ["status", "status", "status", "snapshot"]


@pytest.mark.parametrize("status", ["done", "failed", "stopped"])
def test_after_its_end_it_is_heard_no_more(store, run_id, status):
    store.watched.finish(run_id, status, "So it was.")
    assert store.watched.finish(run_id, status, None).reason == "So it was."

    with pytest.raises(Conflict, match=f"is {status}"):
        store.watched.hear(run_id, snapshots(0), 1, 1.0)
    last = kinds(store, run_id)[-1]
    assert last == ("status" if status == "stopped" else status)


def test_an_end_stays_what_it_is(store, run_id):
    store.watched.finish(run_id, "done", None)

    with pytest.raises(Conflict, match="is done already"):
        store.watched.finish(run_id, "failed", None)


def test_at_its_end_its_length_is_known(store):
    run_id = store.watched.add({"name": "mine"}, None, START).id
    store.watched.hear(run_id, snapshots(0), 30, 1.0)

    assert store.watched.finish(run_id, "done", None).steps == 30


def test_it_can_be_let_go_from_here_and_no_more(store, run_id):
    for verb in ("pause", "resume"):
        with pytest.raises(Conflict, match="a program of its own"):
            store.runs.ask(run_id, verb, 10)

    assert store.runs.ask(run_id, "stop", 10).status == "stopped"
    assert store.runs.ask(run_id, "stop", 10).status == "stopped"


def test_a_run_of_a_worker_is_not_told_of_by_others(store):
    run_id = store.runs.add("toy", {}, 10).id

    with pytest.raises(Conflict, match="this server's workers"):
        store.watched.hear(run_id, [], 0, 0.0)
    with pytest.raises(NotFound):
        store.watched.finish("none", "done", None)


def test_what_it_tells_is_bounded(store, run_id, monkeypatch):
    monkeypatch.setattr(watched, "MAX_EVENTS", 4)
    store.watched.hear(run_id, snapshots(0, 1), 1, 1.0)

    with pytest.raises(Conflict, match="4 are kept"):
        store.watched.hear(run_id, snapshots(2, 3), 3, 1.0)

    assert store.runs.run(run_id).last_event == 3


def test_its_bytes_are_bounded(store, run_id, monkeypatch):
    monkeypatch.setattr(watched, "MAX_BYTES", 2**20)
    store.watched.hear(run_id, [{"step": 0, "words": "w" * 2**20}], 0, 1.0)

    with pytest.raises(Conflict, match="1 MB, as much as is kept"):
        store.watched.hear(run_id, snapshots(1), 1, 1.0)

    store.watched.hear(run_id, [], 2, 2.0)
    assert store.runs.run(run_id).last_snapshot == 0


def test_it_has_come_at_least_as_far_as_its_newest_snapshot(store):
    run_id = store.watched.add({"name": "mine"}, None, START).id
    store.watched.hear(run_id, snapshots(0, 50), 0, 1.0)
    store.watched.finish(run_id, "done", None)

    run = store.runs.run(run_id)
    assert (run.step, run.steps) == (50, 50)


def test_the_loops_that_are_watched_at_once_are_bounded(store, run_id, monkeypatch):
    monkeypatch.setattr(watched, "MAX_RUNNING", 1)

    with pytest.raises(TooMany, match="1 training loops"):
        store.watched.add({"name": "another"}, None, START)
    store.watched.finish(run_id, "done", None)

    assert store.watched.add({"name": "another"}, None, START).status == "running"
