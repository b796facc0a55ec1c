"""The experiment `tagger`: RNN, GRU and LSTM taggers learn side by side from the same batches (lecture 12)."""

import hashlib
from collections.abc import Generator, Mapping
from functools import cached_property
from typing import Any

from app.training.epochs import Course
from app.training.examples import Batch
from app.training.experiment import Experiment, Moment, Resources
from app.training.loop import Tally
from app.training.material import Material, corpus_parts, material
from app.training.run import Run
from app.training.tagger_params import TaggerParams
from app.training.trainee import Trainee
from app.training.watch import Told, Watch


def train(params: TaggerParams, resume: bytes | None, resources: Resources) -> Generator[Moment, None, None]:
    """Moments of a run from its beginning, or from a checkpoint, whose own moment then comes once more.

    Raises:
        InvalidInput: a corpus that cannot be learned from, no such probe, or a checkpoint of another run.
        NotFound: no corpus of that name.
    """
    run = TaggerRun(params, material(*corpus_parts(params.corpus, params.held_out, resources)))
    if resume is not None:
        run.restore(resume)
    yield from run.moments()


TAGGER = Experiment("tagger", "Taggers: RNN, GRU and LSTM side by side", TaggerParams, train)


class TaggerRun(Run):
    """The networks of a run, what they read, and what is watched of them."""

    def __init__(self, params: TaggerParams, data: Material) -> None:
        sizes = len(data.vocabulary.words), len(data.tags)
        self._trainees = {str(cell): Trainee.begin(cell, params, *sizes) for cell in params.cell}
        self._params, self._data = params, data
        self._course = Course(data.training, params.batch_size, params.seed, params.device)
        self._watch = Watch(params, data, self._trainees, self._course)
        super().__init__(self._watch.spacing.steps, self._trainees)

    def moments(self) -> Generator[Moment, None, None]:
        """Learn and watch in turn, to the end."""
        batches = self._course.batches(self.step)
        while True:
            told = yield from self._told()
            yield self.moment(told.snapshot if told else None)
            if self.step == self.steps:
                return
            self._learn(next(batches), told)

    def identity(self) -> list[Any]:
        """The parameters, and a digest of the data as the networks read them."""
        return [self._params.model_dump(mode="json"), self._digest]

    def legend(self) -> Mapping[str, Any]:
        """Words and tags in the order of their numbers."""
        return {"words": self._data.vocabulary.words, "tags": self._data.tags}

    def _told(self) -> Generator[Moment, None, Told | None]:
        """What there is to tell at this step, with moments between its parts."""
        watching = self._watch.at(self.step)
        while True:
            try:
                next(watching)
            except StopIteration as done:
                return done.value
            yield self.moment()

    def _learn(self, batch: Batch, told: Told | None) -> None:
        """One update of each network; what was told is counted anew from here."""
        for cell, trainee in self._trainees.items():
            if told is not None:
                trainee.learner.tally = Tally()
                trainee.plane = told.planes.get(cell, trainee.plane)
            trainee.learner.learn(batch)
        self.step += 1

    @cached_property
    def _digest(self) -> str:
        digest = hashlib.sha256("\n".join((*self._data.vocabulary.words, *self._data.tags)).encode())
        for examples in (self._data.training, self._data.held_out):
            for array in (examples.words, examples.tags, examples.lengths):
                digest.update(array.tobytes())
        return digest.hexdigest()
