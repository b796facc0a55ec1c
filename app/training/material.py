"""What a tagger learns from and is measured on: a corpus in numbers, and the part that is held out (lecture 12)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from app.errors import InvalidInput
from app.tasks.tagging import (
    BUILT_IN_CORPUS,
    MostFrequentTag,
    Sentence,
    Vocabulary,
    built_in_corpus,
    read_conllu,
    split,
)
from app.training.examples import Examples, encode, tags_of
from app.training.experiment import Resources


@dataclass(frozen=True, eq=False)
class Material:
    """Both parts of the data; the last three are about the tagged words held out, in their order.

    `is_unknown` are those that a network reads as `<unk>`, `is_baseline_right` those that get their right tag as the
    word's most frequent one in training.
    """

    training: Examples
    held_out: Examples
    vocabulary: Vocabulary
    tags: tuple[str, ...]
    held_out_sentences: tuple[Sentence, ...]
    is_unknown: Bool[np.ndarray, " token"]
    is_baseline_right: Bool[np.ndarray, " token"]


def material(training: Sequence[Sentence], held_out: Sequence[Sentence]) -> Material:
    """Words are those of the training part, tags those of both.

    Raises:
        InvalidInput: a part without a tag, or with a sentence too long.
    """
    vocabulary, tags = Vocabulary.of(training), tags_of(training, held_out)
    examples = encode(held_out, vocabulary, tags)
    return Material(
        encode(training, vocabulary, tags),
        examples,
        vocabulary,
        tags,
        tuple(sentence for sentence in held_out if any(sentence.tags)),
        examples.words[examples.is_tagged] == 0,
        np.array(MostFrequentTag.of(training).is_right(held_out)),
    )


def corpus_parts(
    corpus: str, held_out: str, resources: Resources
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """(training, held out) by name; without a name for the second, each sixth sentence of the first.

    Raises:
        InvalidInput: a text that is no CoNLL-U, or too few sentences to hold any out.
        NotFound: no corpus of that name.
    """
    training = _sentences(corpus, resources)
    if held_out:
        return training, _sentences(held_out, resources)
    parts = split(training)
    if not parts[1]:
        raise InvalidInput(
            f"The corpus {corpus!r} has {len(training)} sentences; at least 6 are needed, for each sixth is held out"
            " and measured on. Add sentences, or name another corpus in `held_out`."
        )
    return parts


def _sentences(name: str, resources: Resources) -> tuple[Sentence, ...]:
    return built_in_corpus() if name == BUILT_IN_CORPUS else read_conllu(resources.corpus(name))
