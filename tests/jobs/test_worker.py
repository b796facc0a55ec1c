"""One run pulled to its end, in this process: what is told, kept, obeyed, and taken up again."""

import json
from dataclasses import replace
from threading import Timer

import pytest
from safetensors.numpy import load

from app.errors import NotFound
from app.jobs.resources import KeptCorpora
from app.jobs.worker import work
from app.store.owned import OwnedRun
from tests.jobs.waiting import until


def add(store, **params):
    return store.runs.add("toy", params, 10).id


def snapshots(store, run_id):
    return [
        json.loads(event.data) for event in store.events.after(run_id, 0, 1000) if event.kind == "snapshot"
    ]


def test_a_run_tells_its_snapshots_and_its_end(store, setup):
    run_id = add(store, epochs=3, batches=4)

    work(setup, "me")

    run = store.runs.run(run_id)
    assert (run.status, run.step, run.steps, run.reason) == ("done", 12, 12, None)
    assert run.duration_s > 0
    assert run.starts[0]["versions"].keys() == {"torch", "numpy", "python", "unrolled"}
    assert [snapshot["step"] for snapshot in snapshots(store, run_id)] == [0, 4, 8, 12]
    kinds = [event.kind for event in store.events.after(run_id, 0)]
    assert kinds == ["status", "status", *["snapshot"] * 4, "status", "done"]


def test_the_last_step_has_a_checkpoint_that_opens_without_us(store, setup):
    run_id = add(store, epochs=2, batches=2, seed=5)

    work(setup, "me")

    step, weights = store.checkpoints.weights(run_id)
    assert step == 4
    value = load(weights)["net.value"][0]
    assert snapshots(store, run_id)[-1]["loss"] == value / 2**31


def test_without_a_waiting_run_nothing_happens(store, setup):
    work(setup, "me")

    assert store.runs.beats() == {}


@pytest.mark.parametrize(("verb", "status"), [("pause", "paused"), ("stop", "stopped")])
def test_a_run_left_and_taken_up_again_tells_the_same_as_one_without_a_break(
    store, setup, ask_at, verb, status
):
    whole = add(store, epochs=12, batches=3, seed=3)
    work(setup, "a")
    run_id = add(store, epochs=12, batches=3, seed=3)
    ask_at(run_id, 7, verb)

    work(setup, "b")
    left = store.runs.run(run_id)
    assert (left.status, left.step) == (status, 7)
    assert store.checkpoints.steps([run_id])[run_id][-1] == left.step
    store.runs.ask(run_id, "resume", 10)
    work(setup, "c")

    assert store.runs.run(run_id).status == "done"
    assert store.runs.run(run_id).starts[1]["step"] == left.step
    assert snapshots(store, run_id) == snapshots(store, whole)
    assert store.checkpoints.weights(run_id) == store.checkpoints.weights(whole)


def test_snapshots_told_before_a_crash_are_not_told_again(store, setup):
    whole = add(store, epochs=5, batches=2)
    work(setup, "a")
    run_id = add(store, epochs=5, batches=2)
    store.runs.claim("crashed", {})
    crashed = store.runs.owned(run_id, "crashed")
    crashed.add_snapshots(snapshots(store, whole)[:4])
    store.runs.give_up("crashed", "killed")
    store.runs.ask(run_id, "resume", 10)

    work(setup, "b")

    assert snapshots(store, run_id) == snapshots(store, whole)
    ids = [event.id for event in store.events.after(run_id, 0, 1000)]
    assert ids == list(range(1, len(ids) + 1))


def test_a_checkpoint_is_kept_once_all_before_it_is_told(store, setup, monkeypatch):
    add(store, epochs=40, batches=1, batch_ms=1)
    told = {}
    add_checkpoint = OwnedRun.add_checkpoint

    def look(self, step, *rest):
        told[step] = store.runs.run(self._run_id).last_snapshot
        add_checkpoint(self, step, *rest)

    monkeypatch.setattr(OwnedRun, "add_checkpoint", look)

    work(replace(setup, checkpoint_s=0.0), "me")

    assert told == {step: step for step in range(41)}


def test_a_failure_is_told_in_words_and_is_the_end(store, setup):
    run_id = add(store, fails_at=3)

    work(setup, "me")

    run = store.runs.run(run_id)
    assert (run.status, run.reason) == ("failed", "The toy broke at step 3, as it was told.")
    assert store.events.after(run_id, 0)[-1].kind == "failed"


def test_parameters_that_are_not_taken_any_more_fail_the_run(store, setup):
    run_id = add(store, epochs=0)

    work(setup, "me")

    assert store.runs.run(run_id).status == "failed"
    assert "epochs" in store.runs.run(run_id).reason


def test_an_experiment_that_is_no_more_fails_the_run(store, setup):
    run_id = store.runs.add("gone", {}, 10).id

    work(setup, "me")

    assert "no experiment 'gone'" in store.runs.run(run_id).reason


def test_a_deleted_run_ends_without_a_word(store, setup):
    run_id = add(store, epochs=1000, batch_ms=10)

    def delete():
        until(lambda: store.runs.beats())
        store.runs.delete(run_id)

    deleting = Timer(0, delete)
    deleting.start()

    work(setup, "me")

    deleting.join()
    assert store.events.after(run_id, 0) == []


def test_a_wish_taken_back_lets_the_run_go_on(store, setup, ask_at, monkeypatch):
    """It is taken back after the worker has heard it and before it can obey."""
    run_id = add(store, epochs=10, batches=2, batch_ms=20)
    ask_at(run_id, 4, "pause")
    refused = []
    obey = OwnedRun.obey

    def obey_late(self, *asked):
        store.runs.ask(run_id, "resume", 10)
        refused.append(obey(self, *asked))
        return refused[-1]

    monkeypatch.setattr(OwnedRun, "obey", obey_late)

    work(setup, "me")

    assert refused
    assert not any(refused)
    assert store.runs.run(run_id).status == "done"
    assert len(store.runs.run(run_id).starts) == 1


def test_the_toy_learns_from_a_kept_corpus(store, setup):
    run_id = add(store, corpus="nothing")

    work(setup, "me")

    assert "no corpus `nothing`" in store.runs.run(run_id).reason


def test_the_built_in_corpus_is_lent_by_its_name(store):
    assert "# text" in KeptCorpora(store).corpus("everyday")
    with pytest.raises(NotFound):
        KeptCorpora(store).corpus("other")
