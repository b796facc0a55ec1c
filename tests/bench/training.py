"""Training a tagger beside a bare torch loop on the same batches; a watched run beside the same loop unwatched."""

from functools import cache, partial
from itertools import islice

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.models.taggers import TAGGERS, Tagger
from app.tasks.tagging import built_in_corpus, split
from app.training.epochs import Course
from app.training.examples import Batch
from app.training.loop import Learner
from app.training.material import Material, material
from app.training.optim import Clipping, optimizer_of
from app.training.tagger import TaggerRun
from app.training.tagger_params import TaggerParams
from app.training.trainee import Trainee
from tests.bench.timing import Row

_NO_TAG = -100


@cache
def _data() -> Material:
    torch.set_num_threads(1)  # as in a worker
    return material(*split(built_in_corpus()))


def _model(cell: str, params: TaggerParams) -> Tagger:
    sizes = params.embedding_dim, params.hidden_dim, len(_data().vocabulary.words), len(_data().tags)
    return TAGGERS[cell](*sizes).initialize(torch.Generator().manual_seed(0))


class _Bare:
    """Embedding, recurrent layer, linear layer, loss over padded words, clipping and Adam: nothing but torch."""

    def __init__(self, model: Tagger) -> None:
        self._embedding, self._recurrent, self._linear = (
            model.word_embeddings,
            model.recurrent,
            model.hidden_to_tag,
        )
        self._parameters = list(model.parameters())
        self._optimizer = torch.optim.Adam(self._parameters, lr=0.003, fused=True)

    def update(self, words: Tensor, tags: Tensor) -> None:
        states = self._recurrent(self._embedding(words))[0]
        scores = F.log_softmax(self._linear(states), dim=2)
        loss = F.nll_loss(scores.flatten(0, 1), tags, ignore_index=_NO_TAG)
        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._parameters, 5.0)
        self._optimizer.step()


def _padded_tags(batch: Batch) -> Tensor:
    tags = torch.full((batch.words.numel(),), _NO_TAG)
    tags[batch.places] = batch.tags
    return tags


def _throughput_row(cell: str, batch_size: int) -> Row:
    """An epoch of ours, batches drawn and laid out on the way, beside torch on batches that lie ready."""
    params = TaggerParams(embedding_dim=64, hidden_dim=64, batch_size=batch_size)
    course = Course(_data().training, batch_size, seed=0)
    model = _model(cell, params)
    learner = Learner(model, optimizer_of("adam", model, 0.003), Clipping("norm", 5.0))
    bare, ready = _Bare(_model(cell, params)), list(islice(course.batches(), course.batches_an_epoch))
    padded = [(batch.words, _padded_tags(batch)) for batch in ready]

    def ours() -> None:
        for batch in islice(course.batches(), course.batches_an_epoch):
            learner.learn(batch)

    def torchs() -> None:
        for words, tags in padded:
            bare.update(words, tags)

    name = f"an epoch of {cell} H=64, {batch_size} a batch"
    return Row(name, ours, torchs, 1 / 0.9, "at most", rounds=40 if batch_size > 1 else 4)


def _watched_row(batch_size: int, epochs: int) -> Row:
    """A whole run of rnn and lstm with all that it tells, beside the same loop with nothing told."""
    params = TaggerParams(batch_size=batch_size, epochs=epochs)
    course = Course(_data().training, batch_size, seed=0)
    sizes = len(_data().vocabulary.words), len(_data().tags)

    def watched() -> None:
        for _ in TaggerRun(params, _data()).moments():
            pass

    def unwatched() -> None:
        learners = [Trainee.begin(cell, params, *sizes).learner for cell in params.cell]
        for batch in islice(course.batches(), epochs * course.batches_an_epoch):
            for learner in learners:
                learner.learn(batch)

    name = f"rnn and lstm watched, {epochs} epochs, {batch_size} a batch"
    return Row(name, watched, unwatched, 1.1, "at most", rounds=3, beside="the same unwatched")


ROWS = (
    partial(_throughput_row, "rnn", 32),
    partial(_throughput_row, "lstm", 32),
    partial(_throughput_row, "lstm", 1),
    partial(_watched_row, 1, 1),
    partial(_watched_row, 32, 20),
)
