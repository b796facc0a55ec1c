"""Checkpoints: found by step, bounded in number, spread over the run."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound
from app.store.checkpoints import surplus


@pytest.fixture
def run_id(store):
    run_id = store.runs.add("toy", {}, 10).id
    store.runs.claim("worker", {})
    return run_id


def keep(store, run_id, *steps, most=10):
    for step in steps:
        store.runs.owned(run_id, "worker").add_checkpoint(step, b"w%d" % step, b"r%d" % step, most)


def test_a_checkpoint_is_found_by_its_step_and_the_newest_without_one(store, run_id):
    keep(store, run_id, 0, 10, 20)

    assert store.checkpoints.weights(run_id, 10) == (10, b"w10")
    assert store.checkpoints.weights(run_id) == (20, b"w20")
    assert store.checkpoints.resume(run_id) == b"r20"


def test_the_same_step_twice_is_one_checkpoint(store, run_id):
    keep(store, run_id, 10, 10)

    assert store.checkpoints.steps([run_id]) == {run_id: [10]}
    assert store.checkpoints.resume(run_id) == b"r10"


def test_a_step_without_a_checkpoint_is_not_found_and_the_others_are_named(store, run_id):
    with pytest.raises(NotFound, match="no checkpoint; it has: none yet"):
        store.checkpoints.weights(run_id)
    keep(store, run_id, 10, 20)

    with pytest.raises(NotFound, match="no checkpoint of step 15; it has: 10, 20"):
        store.checkpoints.weights(run_id, 15)


def test_the_number_is_bounded_and_the_newest_can_always_be_resumed(store, run_id):
    keep(store, run_id, *range(0, 100, 10), most=4)

    steps = store.checkpoints.steps([run_id])[run_id]
    assert len(steps) == 4
    assert (steps[0], steps[-1]) == (0, 90)
    assert store.checkpoints.resume(run_id) == b"r90"


def test_those_go_that_are_nearest_to_their_neighbors():
    assert surplus([0, 10, 11, 20, 30], 4) == [11]  # 10 and 20 are nearer than 0 and 11
    assert surplus([0, 10, 20], 3) == []


@given(st.sets(st.integers(0, 10_000), min_size=2, max_size=40), st.integers(1, 12))
def test_first_and_last_stay_and_so_many_are_left(steps, keep):
    left = steps - set(surplus(sorted(steps), keep))

    assert {min(steps), max(steps)} <= left
    assert len(left) == min(len(steps), max(keep, 2))


def test_checkpoints_taken_one_by_one_stay_spread():
    left: list[int] = []
    for step in range(1000):
        left = sorted({*left, step} - set(surplus([*left, step], 10)))

    gaps = [after - before for before, after in pairwise(left)]
    assert max(gaps) <= 4 * 1000 / 9
