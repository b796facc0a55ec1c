"""Worker processes that are really killed, stopped and started again."""

import os
import signal
import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy.engine import make_url

from app.jobs.runner import Runner
from app.jobs.worker import Setup
from app.store import Store
from app.store.runs import RunFilter
from tests.jobs.conftest import TOY
from tests.jobs.test_worker import snapshots
from tests.jobs.toy import told
from tests.jobs.waiting import until

pytestmark = pytest.mark.slow
LONG = {"epochs": 500, "batches": 2, "batch_ms": 20}


@pytest.fixture(scope="module")
def setup(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runner")
    return Setup(f"sqlite:///{folder / 'unrolled.sqlite'}", TOY, checkpoint_s=0.2, max_checkpoints=5)


@pytest.fixture(scope="module")
def store(setup):
    with closing(Store(setup.database)) as store:
        yield store


@contextmanager
def serving(setup):
    """A runner as a server has it, with a store of its own."""
    with closing(Store(setup.database)) as store:
        runner = Runner(store, setup, workers=1)
        runner.start()
        yield runner
        runner.close()


@pytest.fixture(scope="module")
def runner(setup):
    """One for all tests of this file: a worker process takes a while to come up."""
    with serving(setup) as runner:
        yield runner


@pytest.fixture(autouse=True)
def _no_run_is_left(store):
    yield
    for run in store.runs.runs(RunFilter()):
        store.runs.delete(run.id)


def start(store, runner, **params):
    """A run at work; its id and its worker's process."""
    run_id = store.runs.add("toy", LONG | params, 10).id
    runner.wake()
    until(lambda: store.runs.run(run_id).last_snapshot >= 2)
    return run_id, store.runs.run(run_id).starts[-1]["process"]


def resume(store, runner, run_id):
    store.runs.ask(run_id, "resume", 10)
    runner.wake()


def status(store, run_id):
    return store.runs.run(run_id).status


@contextmanager
def standing_still(process, database):
    """The process does nothing meanwhile, as under a debugger; it is stopped while it holds no lock."""
    with closing(sqlite3.connect(make_url(database).database or "", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def test_a_killed_worker_is_told_of_and_its_run_goes_on_as_if_nothing_had_been(store, runner):
    params = {"epochs": 60, "batches": 2, "batch_ms": 20, "seed": 4}
    run_id, process = start(store, runner, **params)
    until(lambda: len(store.checkpoints.steps([run_id])[run_id]) >= 2)

    os.kill(process, signal.SIGKILL)
    until(lambda: status(store, run_id) == "interrupted")
    killed = store.runs.run(run_id)
    resume(store, runner, run_id)
    until(lambda: status(store, run_id) == "done")

    assert "was killed" in killed.reason
    assert "Resume it" in killed.reason
    resumed = store.runs.run(run_id)
    assert resumed.starts[1]["process"] != process
    assert 0 < resumed.starts[1]["step"] <= killed.step
    assert snapshots(store, run_id) == told(**params | {"batch_ms": 0})
    ids = [event.id for event in store.events.after(run_id, 0, 1000)]
    assert ids == list(range(1, len(ids) + 1))


def test_a_worker_that_stood_still_finds_its_run_taken_and_writes_nothing(store, runner, setup):
    run_id, process = start(store, runner)

    with serving(setup) as second:
        with standing_still(process, setup.database):
            until(lambda: status(store, run_id) == "interrupted")
            assert "no sign of life" in store.runs.run(run_id).reason
            resume(store, second, run_id)
            until(lambda: len(store.runs.run(run_id).starts) == 2)
        awake_at = store.runs.run(run_id).step
        until(lambda: store.runs.run(run_id).step > awake_at + 20)

        assert status(store, run_id) == "running"
        events = store.events.after(run_id, 0, 1000)
        assert [event.id for event in events] == list(range(1, len(events) + 1))
        steps = [event.step for event in events if event.kind == "snapshot"]
        assert steps == sorted(set(steps))


def test_pause_resume_and_stop_are_obeyed_and_the_worker_is_given_back(store, runner):
    run_id, process = start(store, runner)
    other = store.runs.add("toy", {"epochs": 1}, 10).id

    store.runs.ask(run_id, "pause", 10)
    until(lambda: status(store, other) == "done")
    assert status(store, run_id) == "paused"
    resume(store, runner, run_id)
    until(lambda: status(store, run_id) == "running")
    store.runs.ask(run_id, "stop", 10)
    until(lambda: status(store, run_id) == "stopped")

    assert {one["process"] for one in store.runs.run(run_id).starts} == {process}


def test_two_servers_share_the_runs_that_wait(store, runner, setup):
    with serving(setup):
        ids = [store.runs.add("toy", LONG, 10).id for _ in range(2)]

        until(lambda: len(store.runs.beats()) == 2)

        assert len({store.runs.run(run_id).starts[0]["process"] for run_id in ids}) == 2


def test_closing_lets_a_run_write_a_checkpoint_and_ends_by_force_what_hears_nothing(tmp_path):
    setup = Setup(
        f"sqlite:///{tmp_path / 'a.sqlite'}", TOY, checkpoint_s=60.0, max_checkpoints=5, grace_s=3.0
    )
    with closing(Store(setup.database)) as store:
        runner = Runner(store, setup, workers=2)
        runner.start()
        run_id, process = start(store, runner)
        deaf, _ = start(store, runner, hangs_at=2)
        waiting = store.runs.add("toy", {}, 10).id

        runner.close()

        statuses = [status(store, one) for one in (run_id, deaf, waiting)]
        assert statuses == ["interrupted", "interrupted", "queued"]
        assert "server ended" in (store.runs.run(run_id).reason or "")
        assert store.checkpoints.steps([run_id])[run_id] == [store.runs.run(run_id).step]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
