"""Snapshots wait for the thread that writes them: each is written once, in order, and none is lost."""

from itertools import pairwise
from threading import Thread

import pytest

from app.errors import Unavailable
from app.jobs.teller import MAX_WAITING, Teller
from app.store.owned import OwnedRun
from app.training.experiment import Checkpoint, Moment


class Written(OwnedRun):
    """Remembers what is written, instead of a store."""

    def __init__(self):
        self.writes: list[list[int]] = []
        self.is_there = True

    def add_snapshots(self, snapshots):
        if not self.is_there:
            raise Unavailable("The database does not answer.")
        self.writes.append([snapshot["step"] for snapshot in snapshots])


@pytest.fixture
def run():
    return Written()


def tell(teller, *steps, told=True):
    for step in steps:
        teller.tell(Moment(step, 9, {"loss": 1.0} if told else None, lambda: Checkpoint(0, b"", b"")))


def test_what_came_in_a_rush_is_one_write(run):
    teller = Teller(run, -1)
    tell(teller, 0, 1, 2)
    tell(teller, 3, told=False)

    teller.flush()
    teller.flush()

    assert run.writes == [[0, 1, 2]]


def test_what_was_told_before_a_restart_is_not_told_again(run):
    teller = Teller(run, 4)
    tell(teller, 3, 4, 5, 6)

    teller.flush()

    assert run.writes == [[5, 6]]


def test_what_could_not_be_written_waits_on(run):
    teller = Teller(run, -1)
    tell(teller, 0, 1)
    run.is_there = False

    with pytest.raises(Unavailable):
        teller.flush()
    run.is_there = True
    tell(teller, 2)
    teller.flush()

    assert run.writes == [[0, 1, 2]]


def test_a_store_that_does_not_keep_up_is_waited_for(run):
    teller = Teller(run, -1)

    tell(teller, *range(MAX_WAITING + 1))

    assert [len(write) for write in run.writes] == [MAX_WAITING]


def test_two_threads_that_write_neither_lose_nor_double_any(run):
    teller = Teller(run, -1)

    def write():
        for _ in range(300):
            teller.flush()

    writers = [Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()

    tell(teller, *range(2000))

    for writer in writers:
        writer.join()
    teller.flush()
    told = [step for write in run.writes for step in write]
    assert told == list(range(2000))
    assert all(before[-1] < after[0] for before, after in pairwise(run.writes))
