"""The experiment `cloze`: a window network, RNN, GRU and LSTM learn to fill the same blanks (lecture 2).

A snapshot is plain data: `gaps`, those asked about, and by network

    loss            nats a blank, mean over the updates since the snapshot before; each batch before its own update
    clipped_share   of those updates
    accuracy        by gap
    candidates      for the blank of the user's sentence: each answer's probability
    has_stopped     its gradient was no number any more, and it learns no further
    parameters      how many numbers it learns

What is not a number is None. All of it comes out the same again, on a CPU with one thread.
"""

import math
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from app.models.cloze import ClozeNet, ClozeSizes, RecurrentNet, cloze_net
from app.models.initialization import set_keeping_bias
from app.tasks.cloze import ANSWERS, WORDS
from app.tasks.cloze_sentences import Sentences, draw_sentences
from app.tasks.open_sentence import read_open_sentence
from app.tracing.cloze import candidates
from app.training.cloze_exam import Exam
from app.training.cloze_params import ClozeParams, NetName
from app.training.experiment import Experiment, Moment, Resources
from app.training.loop import Learning, Tally
from app.training.optim import Clipping, optimizer_of
from app.training.plain import plain
from app.training.run import Run

_GATED = ("gru", "lstm")


def train(params: ClozeParams, resume: bytes | None, _resources: Resources) -> Generator[Moment, None, None]:
    """Moments of a run from its beginning, or from a checkpoint, whose own moment then comes once more.

    Raises:
        InvalidInput: a checkpoint of another run. `steps` may be another: a run can be made longer.
    """
    run = ClozeRun(params)
    if resume is not None:
        run.restore(resume)
    yield from run.moments()


CLOZE = Experiment("cloze", "Clouds: window, RNN and LSTM fill the blank", ClozeParams, train)


class ClozeLearning(Learning):
    """A network that learns to fill blanks."""

    model: ClozeNet

    @classmethod
    def begin(cls, name: NetName, params: ClozeParams) -> "ClozeLearning":
        """A network as the parameters say; its weights hang on the seed alone, not on the networks beside it."""
        size = params.gated_hidden_size if name in _GATED else params.hidden_size
        sizes = ClozeSizes(len(WORDS), len(ANSWERS), size, window_size=params.window_size)
        net = cloze_net(name, sizes).initialize(torch.Generator().manual_seed(params.seed))
        if isinstance(net, RecurrentNet):
            set_keeping_bias(net.recurrent, params.forget_bias)
        return cls(net, optimizer_of("adam", net, params.learning_rate), Clipping("norm", params.max_norm))

    def learn(self, sentences: Sentences) -> None:
        """Update the weights once, from these sentences."""
        words = torch.from_numpy(sentences.words)
        self.update(lambda: F.log_softmax(self.model(words), dim=1), torch.from_numpy(sentences.answers))


class ClozeRun(Run):
    """The networks of a run at a step of it; what is read at a step is drawn from the seed and the step's number."""

    def __init__(self, params: ClozeParams) -> None:
        self._learners: dict[str, ClozeLearning] = {
            name: ClozeLearning.begin(name, params) for name in params.networks
        }
        super().__init__(params.steps, self._learners)
        self._params = params
        self._stretch = math.ceil(params.asked_gap / params.longest_gap)
        self._exam = Exam.draw(params.asked_gap, np.random.default_rng((params.seed, 0)))
        self._sentence = torch.tensor(read_open_sentence(params.sentence).numbers)

    def identity(self) -> Any:
        """Parameters and words; how long the run is counts for nothing."""
        return [self._params.model_dump(mode="json", exclude={"steps"}), list(WORDS)]

    def legend(self) -> Mapping[str, Any]:
        """Words and answers in the order of their numbers."""
        return {"words": WORDS, "answers": ANSWERS}

    def moments(self) -> Generator[Moment, None, None]:
        """Learn and tell in turn, to the end."""
        while True:
            is_told = self.step in (0, self.steps) or self.step % interval(self.step, self._stretch) == 0
            yield self.moment(self._snapshot() if is_told else None)
            if self.step >= self.steps:
                return
            self._learn(is_told)

    def _learn(self, is_told: bool) -> None:
        """One update of each network; what was told is counted anew from here."""
        self.step += 1
        params, rng = self._params, np.random.default_rng((self._params.seed, self.step))
        sentences = draw_sentences(params.batch_size, (params.shortest_gap, params.longest_gap), rng)
        for learner in self._learners.values():
            if is_told:
                learner.tally = Tally()
            learner.learn(sentences)

    def _snapshot(self) -> dict[str, Any]:
        networks = {name: self._entry(learner) for name, learner in self._learners.items()}
        return {"gaps": list(self._exam.gaps), "networks": networks}

    def _entry(self, learner: ClozeLearning) -> dict[str, Any]:
        tally, net = learner.tally, learner.model
        probabilities = plain(candidates(net, self._sentence))
        return {
            "loss": plain(tally.loss / tally.words) if tally.words else None,
            "clipped_share": tally.clipped / tally.updates if tally.updates else None,
            "accuracy": plain(self._exam.accuracy(net)),
            "candidates": dict(zip(ANSWERS, probabilities, strict=True)),
            "has_stopped": learner.stopped,
            "parameters": sum(parameter.numel() for parameter in net.parameters()),
        }


def interval(step: int, stretch: int) -> int:
    """Updates from a snapshot to the next: 50 to step 2,000, and twice as many whenever the step doubles.

    So asking costs less than a tenth of learning; `stretch` is how many times as long as those read are the sentences
    asked.
    """
    return 50 * stretch << max(0, (step // 1000).bit_length() - 1)
