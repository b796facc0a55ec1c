"""Two sentences whose words' tags hang on their neighbors, in numbers, and a small tagger to learn them."""

from typing import Unpack

import numpy as np
import torch

from app.models.taggers import TAGGERS, LayerOptions, Tagger
from app.tasks.tagging import Sentence, Vocabulary
from app.training.examples import Examples, encode
from app.training.loop import Learner
from app.training.optim import Clipping, optimizer_of

TAGS = ("DET", "NOUN", "VERB")
SENTENCES = (
    Sentence(("the", "fish", "swim"), ("DET", "NOUN", "VERB")),
    Sentence(("fish", "the", "pond"), ("VERB", "DET", "NOUN")),
)
FREQUENT = Vocabulary(Vocabulary.of(SENTENCES).words, (10**9,) * 5)
"""Words so frequent that none is ever read as unknown."""


def examples(*sentences: Sentence) -> Examples:
    return encode(sentences or SENTENCES, FREQUENT, TAGS)


def tagger(network: str = "rnn", seed: int = 0, **options: Unpack[LayerOptions]) -> Tagger:
    model = TAGGERS[network](3, 4, 5, len(TAGS), **options)
    return model.initialize(torch.Generator().manual_seed(seed))


def learner(model: Tagger, learning_rate: float = 0.1, clipping: Clipping | None = None) -> Learner:
    return Learner(model, optimizer_of("sgd", model, learning_rate), clipping or Clipping())


def random_sentences(rng: np.random.Generator, count: int, longest: int = 9) -> list[Sentence]:
    """Sentences of many lengths; a tenth of the words has no tag."""
    found = []
    for _ in range(count):
        size = int(rng.integers(1, longest + 1))
        words = tuple(rng.choice(list(FREQUENT.words[1:]), size).tolist())
        tags = tuple(tag if rng.random() < 0.9 else None for tag in rng.choice(list(TAGS), size).tolist())
        found.append(Sentence(words, (tags[0] or "DET", *tags[1:])))
    return found
