"""A store with a runner beside it, whose workers know the toy experiment."""

import pytest

from app.jobs.runner import Runner
from app.jobs.worker import Setup
from app.store import Store

TOY = "tests.jobs.toy:EXPERIMENTS"


@pytest.fixture
def setup(tmp_path) -> Setup:
    return Setup(f"sqlite:///{tmp_path / 'unrolled.sqlite'}", TOY, checkpoint_s=0.2, max_checkpoints=5)


@pytest.fixture
def store(setup):
    store = Store(setup.database)
    yield store
    store.close()


@pytest.fixture
def runner(store, setup):
    runner = Runner(store, setup, workers=1)
    runner.start()
    yield runner
    runner.close()
