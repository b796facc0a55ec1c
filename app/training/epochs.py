"""In which order training reads its sentences, which of them together, and which words it hides (lecture 12).

All of an epoch is drawn from the seed and the epoch's number, so a run can be taken up in the middle of one and
reads on as if it had never stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Int

from app.training.examples import Batch, Examples


@dataclass(frozen=True, eq=False)
class Course:
    """What a run reads: `batch_size` sentences a step, of like length, one as on the lecture's slide."""

    examples: Examples
    batch_size: int
    seed: int
    device: str = "cpu"

    @cached_property
    def batches_an_epoch(self) -> int:
        """Steps until every sentence was read once."""
        return -(-len(self.examples.lengths) // self.batch_size)

    def batches(self, step: int = 0) -> Iterator[Batch]:
        """What is read from this step on, without an end."""
        epoch, place = divmod(step, self.batches_an_epoch)
        while True:
            rng = np.random.default_rng((self.seed, epoch))
            buckets = _buckets(self.examples.lengths, self.batch_size, rng)
            is_hidden = rng.random(len(self.examples.words)) < self.examples.hiding
            words = np.where(is_hidden, 0, self.examples.words)
            for sentences in buckets[place:]:
                yield self.examples.batch(sentences, words, self.device)
            epoch, place = epoch + 1, 0


def _buckets(
    lengths: Int[np.ndarray, " sentence"], batch_size: int, rng: np.random.Generator
) -> list[Int[np.ndarray, " batch"]]:
    """All sentences in batches of like length, both the batches and the sentences of one length in random order."""
    order = rng.permutation(len(lengths))
    if batch_size > 1:
        order = order[np.argsort(lengths[order], kind="stable")]
    batches = np.split(order, range(batch_size, len(order), batch_size))
    return [batches[i] for i in rng.permutation(len(batches))]
