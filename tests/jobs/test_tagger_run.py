"""A real tagger through the store: left in the middle of an epoch, taken up again, the same to the last bit."""

import json
from dataclasses import replace

import pytest
from safetensors.torch import load

from app.jobs.worker import work
from app.settings import Settings
from tests.jobs.test_worker import snapshots

RUN = {"cell": ["rnn", "lstm"], "epochs": 2, "batch_size": 32, "hidden_dim": 8, "embedding_dim": 8, "seed": 3}


@pytest.fixture
def setup(setup):
    return replace(setup, experiments=Settings.model_fields["experiments"].default)


def told(store, run_id):
    """Snapshots and weights of a run; its end has the seconds that training took, and they are left out."""
    assert store.runs.run(run_id).status == "done"
    found = snapshots(store, run_id)
    for snapshot in found:
        snapshot.pop("end", None)
    return json.dumps(found), store.checkpoints.weights(run_id)


@pytest.mark.slow
def test_a_tagger_left_and_taken_up_again_is_the_same(store, setup, ask_at):
    whole = store.runs.add("tagger", RUN, 10).id
    work(setup, "first")
    run_id = store.runs.add("tagger", RUN, 10).id
    ask_at(run_id, 7, "pause")

    work(setup, "second")
    assert (store.runs.run(run_id).status, store.runs.run(run_id).step) == ("paused", 7)
    store.runs.ask(run_id, "resume", 10)
    work(setup, "third")

    assert told(store, run_id) == told(store, whole)
    weights = load(store.checkpoints.weights(run_id)[1])
    assert {name.partition(".")[0] for name in weights} == {"rnn", "lstm"}
