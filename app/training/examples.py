"""Tagged sentences in numbers, one at a time or many at once, padded so that padding never counts (lecture 12).

A corpus is kept as flat arrays, word after word; a batch lays its sentences side by side as columns and says where
the tagged words stand. Nothing but those is scored, so neither padding nor an untagged word has a loss or a tag.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from app.errors import InvalidInput
from app.tasks.tagging import UPOS, Sentence, Vocabulary

MAX_SENTENCE = 200
UNKNOWN_WEIGHT = 0.25
_UNTAGGED = -1


@dataclass(frozen=True, eq=False)
class Batch:
    """Sentences as columns, padded with word 0; `tokens` are the tagged words' numbers in the corpus."""

    words: Int[Tensor, "time batch"]
    lengths: Int[Tensor, " batch"]
    places: Int[Tensor, " token"]
    tags: Int[Tensor, " token"]
    tokens: Int[np.ndarray, " token"]


@dataclass(frozen=True, eq=False)
class Examples:
    """A corpus in numbers: word and tag of each token, P(it is read as unknown), words of each sentence."""

    words: Int[np.ndarray, " token"]
    tags: Int[np.ndarray, " token"]
    hiding: Float[np.ndarray, " token"]
    lengths: Int[np.ndarray, " sentence"]
    starts: Int[np.ndarray, " sentence"]

    def batch(
        self,
        sentences: Int[np.ndarray, " batch"],
        words: Int[np.ndarray, " token"] | None = None,
        device: str = "cpu",
    ) -> Batch:
        """These sentences side by side; with `words` these are read in place of the corpus's own."""
        lengths, steps = self.lengths[sentences], self._steps
        is_word = steps[: lengths.max()] < lengths  # (time, batch)
        tokens = (self.starts[sentences] + steps[: lengths.max()])[is_word]
        padded = np.zeros(is_word.shape, np.int64)
        padded[is_word] = (self.words if words is None else words)[tokens]
        tags, places = self.tags[tokens], np.flatnonzero(is_word)
        if not self._has_every_tag:
            is_tagged = tags != _UNTAGGED
            tokens, tags, places = tokens[is_tagged], tags[is_tagged], places[is_tagged]
        return Batch(
            torch.from_numpy(padded).to(device),
            torch.from_numpy(lengths),
            torch.from_numpy(places).to(device),
            torch.from_numpy(tags).to(device),
            tokens,
        )

    @property
    def is_tagged(self) -> Bool[np.ndarray, " token"]:
        """Which tokens have a tag."""
        return self.tags != _UNTAGGED

    @cached_property
    def _has_every_tag(self) -> bool:
        return bool(self.is_tagged.all())

    @cached_property
    def _steps(self) -> Int[np.ndarray, "time 1"]:
        return np.arange(self.lengths.max())[:, None]


def encode(sentences: Sequence[Sentence], vocabulary: Vocabulary, tags: Sequence[str]) -> Examples:
    """Sentences in numbers; those without any tag are left out, for there is nothing to learn from them.

    Rare words are trained as unknown: each time, a word that the corpus has n times is read as `<unk>` with
    probability a / (a + n), a = 0.25 (Kiperwasser & Goldberg 2016), so `<unk>` learns what rare words are like.

    Args:
        sentences: at least one with a tag.
        vocabulary: gives the words' numbers.
        tags: in the order of their numbers; every tag of the sentences is among them.

    Raises:
        InvalidInput: no tag at all, or a sentence of more than MAX_SENTENCE words.
    """
    tagged = [sentence for sentence in sentences if any(sentence.tags)]
    if not tagged:
        raise InvalidInput(
            "No word of this corpus has a tag in its fourth column: there is nothing to learn."
        )
    for number, sentence in enumerate(sentences, start=1):
        if len(sentence.words) > MAX_SENTENCE:
            raise InvalidInput(
                f"Sentence {number} has {len(sentence.words):,} words; at most {MAX_SENTENCE} are taken. Split it."
            )
    number_of: dict[str | None, int] = {None: _UNTAGGED, **{tag: number for number, tag in enumerate(tags)}}
    words = np.array(vocabulary.indices(word for sentence in tagged for word in sentence.words))
    lengths = np.array([len(sentence.words) for sentence in tagged])
    return Examples(
        words,
        np.array([number_of[tag] for sentence in tagged for tag in sentence.tags]),
        UNKNOWN_WEIGHT / (UNKNOWN_WEIGHT + np.array(vocabulary.counts))[words],
        lengths,
        np.cumsum(lengths) - lengths,
    )


def tags_of(*corpora: Sequence[Sentence]) -> tuple[str, ...]:
    """The tags that occur, in the order of UPOS."""
    found = {tag for sentences in corpora for sentence in sentences for tag in sentence.tags}
    return tuple(tag for tag in UPOS if tag in found)
