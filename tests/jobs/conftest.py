"""A store with a runner beside it, whose workers know the toy experiment."""

from threading import Event

import pytest

from app.jobs.pulse import Pulse
from app.jobs.runner import Runner
from app.jobs.teller import Teller
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


@pytest.fixture
def ask_at(store, monkeypatch):
    """Asks something of a run when it is at a step, which the training then does not leave before it has heard."""

    def prepare(run_id, step, verb):
        heard = Event()
        hear, tell = Pulse._hear, Teller.tell

        def hear_and_say(pulse, asked):
            hear(pulse, asked)
            if asked:
                heard.set()

        def tell_and_ask(teller, moment):
            tell(teller, moment)
            if moment.step == step and not heard.is_set():
                store.runs.ask(run_id, verb, 10)
                assert heard.wait(60)

        monkeypatch.setattr(Pulse, "_hear", hear_and_say)
        monkeypatch.setattr(Teller, "tell", tell_and_ask)

    return prepare
