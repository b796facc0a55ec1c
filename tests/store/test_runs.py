"""Runs wait, are each given to one worker, are asked to pause, stop and go on, and are deleted with all of theirs."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import Conflict, NotFound, TooMany
from app.store.owned import Lost
from app.store.runs import RunFilter

START = {"host": "here"}


def add(store, seed=0, max_queued=10):
    return store.runs.add("toy", {"seed": seed}, max_queued).id


def in_status(store, status):
    """A run brought to this status by those who may do it."""
    run_id = add(store)
    if status == "queued":
        return run_id
    store.runs.claim("worker", START)
    if status == "interrupted":
        store.runs.give_up("worker", "killed")
    elif status in ("paused", "stopped"):
        verb = {"paused": "pause", "stopped": "stop"}[status]
        store.runs.ask(run_id, verb, 10)
        store.runs.owned(run_id, "worker").obey(verb, status, None)
    elif status in ("done", "failed"):
        store.runs.owned(run_id, "worker").finish(status, "broke" if status == "failed" else None)
    assert store.runs.run(run_id).status == status
    return run_id


def statuses(store, run_id):
    """The statuses that viewers were told, in order."""
    return [event.data.split('"status":"')[1].split('"')[0] for event in store.events.after(run_id, 0)]


def test_a_new_run_waits_and_says_so(store):
    run_id = add(store, seed=7)

    run = store.runs.run(run_id)

    assert (run.status, run.params, run.step, run.last_event) == ("queued", {"seed": 7}, 0, 1)
    assert statuses(store, run_id) == ["queued"]


def test_the_queue_is_bounded_and_one_that_was_refused_is_not_kept(store):
    add(store, max_queued=2), add(store, max_queued=2)

    with pytest.raises(TooMany, match=r"2 runs wait already.*UNROLLED_MAX_QUEUED.*Try again"):
        add(store, max_queued=2)

    assert store.runs.count(RunFilter()) == 2


def test_runs_are_taken_in_the_order_in_which_they_came(store):
    first, second = add(store), add(store)

    taken = [store.runs.claim(owner, START) for owner in "abc"]

    assert [run and run.id for run in taken] == [first, second, None]
    assert taken[0].status == "running"
    assert taken[0].starts[0]["host"] == "here"
    assert taken[0].starts[0]["step"] == 0


def test_many_workers_that_ask_at_once_get_a_run_each(store):
    ids = {add(store) for _ in range(8)}

    with ThreadPoolExecutor(12) as workers:
        taken = list(workers.map(lambda owner: store.runs.claim(str(owner), START), range(12)))

    assert {run.id for run in taken if run} == ids
    assert taken.count(None) == 4


@pytest.mark.parametrize(
    ("verb", "at_once"),
    [
        ("pause", {"queued": "paused", "paused": "paused"}),
        ("stop", dict.fromkeys(("queued", "paused", "stopped", "interrupted"), "stopped")),
        ("resume", dict.fromkeys(("queued", "paused", "stopped", "interrupted"), "queued")),
    ],
)
@pytest.mark.parametrize("status", ["queued", "paused", "stopped", "interrupted", "done", "failed"])
def test_a_run_without_a_worker_does_at_once_what_it_can(store, verb, at_once, status):
    run_id = in_status(store, status)

    if status in at_once:
        assert store.runs.ask(run_id, verb, 10).status == at_once[status]
    else:
        with pytest.raises(Conflict, match=rf"is {status}: it cannot {verb}\. .* can be"):
            store.runs.ask(run_id, verb, 10)


@pytest.mark.parametrize(
    ("verbs", "asked"),
    [
        (["pause"], "pause"),
        (["stop", "pause"], "stop"),
        (["pause", "stop"], "stop"),
        (["pause", "resume"], ""),
        (["stop", "resume"], ""),
        (["resume"], ""),
    ],
)
def test_a_worker_reads_what_is_asked(store, verbs, asked):
    run_id = in_status(store, "running")

    for verb in verbs:
        assert store.runs.ask(run_id, verb, 10).status == "running"

    assert store.runs.owned(run_id, "worker").asked() == asked


def test_to_go_on_does_not_take_back_the_end_of_the_server(store):
    run_id = in_status(store, "running")

    store.runs.interrupt("worker")
    store.runs.ask(run_id, "resume", 10)

    assert store.runs.owned(run_id, "worker").asked() == "interrupt"


def test_a_wish_taken_back_is_not_obeyed(store):
    run_id = in_status(store, "running")
    store.runs.ask(run_id, "pause", 10)
    store.runs.ask(run_id, "resume", 10)

    assert not store.runs.owned(run_id, "worker").obey("pause", "paused", None)

    assert store.runs.run(run_id).status == "running"


def test_a_full_queue_lets_no_run_be_resumed(store):
    paused = in_status(store, "paused")
    add(store, max_queued=1)

    with pytest.raises(TooMany):
        store.runs.ask(paused, "resume", 1)

    assert store.runs.run(paused).status == "paused"


def test_a_resumed_run_waits_behind_those_that_wait_already(store):
    paused = in_status(store, "paused")
    waiting = add(store)

    store.runs.ask(paused, "resume", 10)

    assert store.runs.claim("a", START).id == waiting
    assert store.runs.claim("b", START).id == paused
    assert statuses(store, paused) == ["queued", "running", "paused", "queued", "running"]


def test_a_worker_without_a_sign_of_life_is_given_up_but_not_one_that_beat_since(store):
    run_id = in_status(store, "running")
    beat = store.runs.beats()[run_id, "worker"]
    store.runs.owned(run_id, "worker").beat(1, 10, 0.5)

    assert not store.runs.give_up("worker", "silent", beat)
    assert store.runs.give_up("worker", "silent", beat + 1)

    assert store.runs.run(run_id).status == "interrupted"
    assert store.runs.run(run_id).reason == "silent"
    assert store.runs.beats() == {}


def test_listings_are_filtered_and_ordered(store):
    ids = [add(store, seed) for seed in range(4)]
    store.runs.claim("worker", START)
    store.runs.owned(ids[0], "worker").beat(1, 2, 60.0)

    def listed(**wanted):
        return [run.id for run in store.runs.runs(RunFilter(**wanted))]

    assert listed() == ids[::-1]
    assert listed(order="oldest", limit=2, offset=1) == ids[1:3]
    assert listed(order="longest")[0] == ids[0]
    assert listed(order="changed")[0] == ids[0]
    assert listed(statuses=("running",)) == ids[:1]
    assert listed(experiment="other") == []
    assert store.runs.count(RunFilter(statuses=("queued", "paused"), limit=1)) == 3


def test_a_deleted_run_takes_its_events_and_checkpoints_along_and_its_worker_is_told(store):
    run_id, other = add(store), add(store)
    store.runs.claim("worker", START)
    owned = store.runs.owned(run_id, "worker")
    owned.add_checkpoint(3, b"w", b"r", 5)

    store.runs.delete(run_id)

    with pytest.raises(Lost):
        owned.asked()
    assert store.events.after(run_id, 0) == []
    assert store.checkpoints.steps([run_id]) == {run_id: []}
    assert [run.id for run in store.runs.runs(RunFilter())] == [other]


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.runs.run("nothing"),
        lambda store: store.runs.delete("nothing"),
        lambda store: store.runs.ask("nothing", "pause", 10),
    ],
)
def test_an_unknown_run_is_not_found(store, call):
    with pytest.raises(NotFound, match=r"no run `nothing`; GET /api/v1/runs"):
        call(store)


def test_the_newest_run_of_the_same_parameters_is_found_and_one_that_is_done_before_it(store):
    done = add(store, seed=3)
    store.runs.claim("worker", START)
    store.runs.owned(done, "worker").finish("done")
    older, newer, _ = add(store, seed=4), add(store, seed=4), add(store, seed=3)

    assert store.runs.like("toy", {"seed": 3}).id == done
    assert store.runs.like("toy", {"seed": 4}).id in (older, newer)
    assert store.runs.like("toy", {"seed": 5}) is None
    assert store.runs.like("other", {"seed": 3}) is None
