"""A worker's work: takes the run that has waited longest, pulls its generator, writes what it tells.

Everything goes through the store, so that the web process can die, and the worker too, and nothing is lost.
"""

import logging
import time
from collections.abc import Generator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache

from app.errors import NotFound, Unavailable, UnrolledError
from app.jobs.loading import Experiments, load_experiments
from app.jobs.process import facts, warm_up
from app.jobs.pulse import LOST, Pulse
from app.jobs.resources import KeptCorpora
from app.jobs.teller import Teller
from app.store import RunRecord, Store
from app.store.owned import Lost, OwnedRun
from app.store.records import Status
from app.training.experiment import Moment

_LEFT: dict[str, tuple[Status, str | None]] = {
    "pause": ("paused", None),
    "stop": ("stopped", None),
    "interrupt": ("interrupted", "The server ended while it trained. Resume it to go on from its last step."),
}
_MAX_REASON = 2000  # characters
_log = logging.getLogger("unrolled")


@dataclass(frozen=True)
class Setup:
    """What a worker must know of the settings."""

    database: str
    experiments: str
    checkpoint_s: float  # seconds between two checkpoints
    max_checkpoints: int
    grace_s: float = 8.0  # to the end of a batch, when asked to leave; then by force


def work(setup: Setup, owner: str) -> None:
    """Train one run, if one waits, to its end or to where it is asked to leave it."""
    store = _store(setup.database)
    experiments = load_experiments(setup.experiments)
    warm_up()
    record = store.runs.claim(owner, facts())
    if record is None:
        return
    run = store.runs.owned(record.id, owner)
    teller = Teller(run, record.last_snapshot)
    try:
        with Pulse(run, teller, record.duration_s, setup.grace_s) as pulse:
            _Training(store, setup, record, run, pulse, teller).train(experiments)
    except Lost:
        _log.warning("The run %s was taken from its worker.", record.id)
    except Unavailable:
        raise
    except Exception as error:
        _log.exception("The run %s failed", record.id)
        with suppress(Lost):
            teller.flush()
            run.finish("failed", _reason(error))


@cache
def _store(database: str) -> Store:
    return Store(database)


def _reason(error: Exception) -> str:
    words = error.detail if isinstance(error, UnrolledError) else f"{type(error).__name__}: {error}"
    return words.encode("utf-8", "replace").decode()[:_MAX_REASON].replace("\0", "")


@dataclass
class _Training:
    """One start of a run, with all that it needs."""

    store: Store
    setup: Setup
    record: RunRecord
    run: OwnedRun
    pulse: Pulse
    teller: Teller
    saved_at: float = 0.0

    def train(self, experiments: Experiments) -> None:
        """Pull the generator to its end, or to where the run is to be left."""
        self.saved_at = time.monotonic()
        with closing(self._moments(experiments)) as moments:
            for moment in moments:
                self.pulse.step, self.pulse.steps = moment.step, moment.steps
                self.teller.tell(moment)
                if self.pulse.asked and self._leave(moment, self.pulse.asked):
                    return
                is_last = moment.snapshot is not None and moment.step == moment.steps
                if is_last or time.monotonic() - self.saved_at > self.setup.checkpoint_s:
                    self._save(moment)
        self._tell_progress()
        self.run.finish("done")

    def _moments(self, experiments: Experiments) -> Generator[Moment, None, None]:
        experiment = experiments.get(self.record.experiment)
        if experiment is None:
            raise NotFound(f"There is no experiment {self.record.experiment!r} any more.")
        params = experiment.params.model_validate(self.record.params)
        return experiment.train(
            params, self.store.checkpoints.resume(self.record.id), KeptCorpora(self.store)
        )

    def _leave(self, moment: Moment, asked: str) -> bool:
        """Give the run back at this moment; False where the wish was taken back."""
        if asked == LOST:
            raise Lost
        self._save(moment)
        self._tell_progress()
        return self.run.obey(asked, *_LEFT[asked])

    def _save(self, moment: Moment) -> None:
        """A checkpoint, once all is told that came before it: a run taken up there does not tell it again."""
        self.teller.flush()
        made = moment.checkpoint()
        self.run.add_checkpoint(made.step, made.weights, made.resume, self.setup.max_checkpoints)
        self.saved_at = time.monotonic()

    def _tell_progress(self) -> None:
        self.teller.flush()
        self.run.beat(self.pulse.step, self.pulse.steps, self.pulse.duration_s)
