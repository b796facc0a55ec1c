"""The small taggers that ship with the program, read from their weights; `app.training.builtin` trains them.

A file of weights is plain safetensors; one key of its metadata, `tagger`, holds the rest as JSON: the words
and tags in the order of their numbers, an example sentence, and how the network came about.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import safe_open
from safetensors.torch import load
from torch import Tensor, nn

from app.errors import NotFound
from app.models.taggers import TAGGERS, Tagger

BUILT_IN = tuple(f"{network}-tagger" for network in TAGGERS)
WEIGHTS_DIR = Path(__file__).parent / "pretrained_weights"


@dataclass(frozen=True, eq=False)
class Pretrained:
    """A trained tagger, not to be trained further, with all that is known of it."""

    slug: str
    title: str
    network: str  # the key prefix of the recurrent layer: rnn, gru or lstm
    model: Tagger
    words: tuple[str, ...]
    tags: tuple[str, ...]
    example: str
    provenance: Mapping[str, str | float | int]
    weights: bytes  # the safetensors file itself

    @property
    def recurrent(self) -> nn.RNNBase:
        """The nn.RNN, nn.GRU or nn.LSTM inside; time first, as on the slide."""
        return self.model.recurrent

    def embed(self, tokens: Sequence[str]) -> Float[Tensor, "time input"]:
        """The recurrent layer's input for these tokens: as written, else in lower case, else as unknown."""
        known = {word: index for index, word in enumerate(self.words)}
        indices = [known.get(token, known.get(token.lower(), 0)) for token in tokens]
        return self.model.word_embeddings(torch.tensor(indices, dtype=torch.long))

    def tag(self, hidden: Float[Tensor, "time hidden"]) -> list[str]:
        """The most probable tag at each step of the recurrent layer's output."""
        head = self.model.hidden_to_tag
        return [self.tags[i] for i in head(hidden.to(head.weight.dtype)).argmax(dim=1).tolist()]


@cache
def pretrained(slug: str) -> Pretrained:
    """The built-in network of this name, read once.

    Raises:
        NotFound: there is none of this name.
    """
    if slug not in BUILT_IN:
        raise NotFound(f"There is no built-in network {slug!r}. There are: {', '.join(BUILT_IN)}.")
    path = WEIGHTS_DIR / f"{slug}.safetensors"
    weights = path.read_bytes()
    network = slug.removesuffix("-tagger")
    facts = _facts(path)
    return Pretrained(
        slug=slug,
        title=facts["title"],
        network=network,
        model=_model(network, load(weights)),
        words=tuple(facts["words"]),
        tags=tuple(facts["tags"]),
        example=facts["example"],
        provenance=facts["provenance"],
        weights=weights,
    )


def _facts(path: Path) -> dict[str, Any]:
    with safe_open(path, framework="pt") as file:
        return json.loads(file.metadata()["tagger"])


def _model(network: str, parameters: Mapping[str, Tensor]) -> Tagger:
    vocab_size, embedding_dim = parameters["word_embeddings.weight"].shape
    tagset_size, hidden_dim = parameters["hidden_to_tag.weight"].shape
    model = TAGGERS[network](embedding_dim, hidden_dim, vocab_size, tagset_size)
    model.load_state_dict(parameters)
    return model.eval().requires_grad_(False)
