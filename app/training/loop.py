"""Training a tagger as the lecture does: one sentence a step, in an order drawn anew each epoch (lecture 12).

`train` is a generator: it does nothing until asked for its next snapshot, and stops when closed. Nothing here
writes, waits or starts a thread; all randomness comes from the generator passed in.

Rare words are trained as unknown: each time, a word that the corpus has n times is read as `<unk>` with
probability a / (a + n), a = 0.25 (Kiperwasser & Goldberg 2016), so `<unk>` learns what rare words are like.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.optim import Optimizer

from app.models.taggers import Tagger
from app.tasks.tagging import Sentence, Vocabulary
from app.training.snapshot import Snapshot

NO_TAG = -100  # the target that torch's nll_loss passes over
UNKNOWN_WEIGHT = 0.25


@dataclass(frozen=True, eq=False)
class Example:
    """A sentence in numbers: words, tags (NO_TAG where the corpus has none), P(word is read as unknown)."""

    words: Int[Tensor, " time"]
    tags: Int[Tensor, " time"]
    unknown: Float[Tensor, " time"]


def encode(sentences: Sequence[Sentence], vocabulary: Vocabulary, tags: Sequence[str]) -> tuple[Example, ...]:
    """Sentences in numbers; a tag that is not among `tags` gets a number that no prediction equals."""
    number: dict[str | None, int] = {None: NO_TAG, **{tag: i for i, tag in enumerate(tags)}}
    unknown = UNKNOWN_WEIGHT / (UNKNOWN_WEIGHT + torch.tensor(vocabulary.counts))
    examples = []
    for sentence in sentences:
        words = torch.tensor(vocabulary.indices(sentence.words))
        targets = torch.tensor([number.get(tag, len(tags)) for tag in sentence.tags])
        examples.append(Example(words, targets, unknown[words]))
    return tuple(examples)


def train(
    model: Tagger, examples: Sequence[Example], optimizer: Optimizer, generator: torch.Generator, epochs: int
) -> Generator[Snapshot, None, None]:
    """One snapshot an epoch, `model` being trained in place, one sentence an update.

    Args:
        model: starts from its parameters as they are (`Tagger.initialize` draws them).
        examples: at least one; all tags below the model's tagset size.
        optimizer: of the model's parameters.
        generator: draws the order of the sentences, and which words are read as unknown.
        epochs: passes over all examples.
    """
    for epoch in range(1, epochs + 1):
        losses, right, counted = 0.0, 0, 0
        for index in torch.randperm(len(examples), generator=generator).tolist():
            example = examples[index]
            hidden_words = torch.bernoulli(example.unknown, generator=generator).bool()
            log_probabilities = model(example.words.masked_fill(hidden_words, 0))
            loss = F.nll_loss(log_probabilities, example.tags, ignore_index=NO_TAG, reduction="sum")
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
            optimizer.step()
            losses += loss.item()
            right += _right(log_probabilities, example)
            counted += _counted(example)
        yield Snapshot(epoch * len(examples), epoch, losses / counted, right / counted)


@torch.no_grad()
def accuracy(model: Tagger, examples: Sequence[Example]) -> float:
    """Share of the tagged words whose most probable tag is the right one, no word hidden."""
    right = sum(_right(model(example.words), example) for example in examples)
    return right / sum(_counted(example) for example in examples)


def _right(log_probabilities: Float[Tensor, "time output"], example: Example) -> int:
    return int((log_probabilities.argmax(dim=1) == example.tags).sum())


def _counted(example: Example) -> int:
    return int((example.tags != NO_TAG).sum())
