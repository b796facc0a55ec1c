"""How a tagger does on the sentences held out: accuracy, what it takes for what, and what its units do by tag."""

from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Bool, Float, Int

from app.models.taggers import Tagger
from app.training.examples import Batch, Examples

_WORDS_AT_ONCE = 2_000


@dataclass(eq=False)
class Assessment:
    """Built up batch by batch, so that whoever waits can be heard between two; complete when all were read."""

    examples: Examples
    tags: int
    predicted: Int[np.ndarray, " token"] = field(init=False)
    loss_sum: float = 0.0
    unit_sums: Float[np.ndarray, "tag unit"] | None = None

    def __post_init__(self) -> None:
        self.predicted = np.full(len(self.examples.words), -1)

    @torch.no_grad()
    def read(self, model: Tagger, batch: Batch) -> None:
        """Take in what the model makes of this batch, no word hidden."""
        states = model.states(batch.words, batch.lengths, batch.places)
        log_probabilities = model.log_probabilities(states)
        self.predicted[batch.tokens] = log_probabilities.argmax(1).cpu().numpy()
        self.loss_sum -= log_probabilities.gather(1, batch.tags[:, None]).sum(dtype=torch.float64).item()
        sums = states.new_zeros(self.tags, states.shape[1], dtype=torch.float64)
        here = sums.index_add_(0, batch.tags, states.double()).cpu().numpy()
        self.unit_sums = here if self.unit_sums is None else self.unit_sums + here

    @property
    def gold(self) -> Int[np.ndarray, " tagged"]:
        """The right tags of the tagged words, in the corpus's order."""
        return self.examples.tags[self.examples.is_tagged]

    @property
    def is_right(self) -> Bool[np.ndarray, " tagged"]:
        """Whether each tagged word's most probable tag is the right one."""
        return self.predicted[self.examples.is_tagged] == self.gold

    @property
    def loss(self) -> float:
        """Negative log-likelihood, nats a word."""
        return self.loss_sum / len(self.gold)

    @property
    def confusion(self) -> Int[np.ndarray, "tag tag"]:
        """Words by right tag (row) and most probable tag (column)."""
        pairs = self.gold * self.tags + self.predicted[self.examples.is_tagged]
        return np.bincount(pairs, minlength=self.tags**2).reshape(self.tags, self.tags)

    @property
    def unit_means(self) -> Float[np.ndarray, "tag unit"]:
        """Mean state of each unit over the words of each tag; nan for a tag that no word has."""
        assert self.unit_sums is not None
        counts = np.bincount(self.gold, minlength=self.tags)[:, None]
        return np.where(counts, self.unit_sums / np.maximum(counts, 1), np.nan)


def assess(model: Tagger, examples: Examples) -> Assessment:
    """The whole of it in one go."""
    found = Assessment(examples, model.hidden_to_tag.out_features)
    for batch in reading_batches(examples):
        found.read(model, batch)
    return found


def reading_batches(examples: Examples, device: str = "cpu") -> list[Batch]:
    """All sentences once, those of like length together, some thousand words at a time."""
    order = np.argsort(examples.lengths, kind="stable")
    pages = np.cumsum(examples.lengths[order]) // _WORDS_AT_ONCE
    cuts = np.flatnonzero(np.diff(pages)) + 1
    return [examples.batch(sentences, device=device) for sentences in np.split(order, cuts)]
