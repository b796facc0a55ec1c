"""The lecture's taggers (lecture 12): Embedding -> RNN, GRU or LSTM -> Linear -> log_softmax.

Names and structure are the slide's, one sentence a call, but for its `self.hidden`: torch begins each call
with a state of zeros, which is the slide's `init_hidden()` before every sentence. (A state kept from the
sentence before makes the second `backward()` fail, is not in `state_dict`, and changes the answer.)
`num_layers` and `bidirectional` are ours, torch's own words, and `score` reads many sentences at once.
"""

from abc import ABC, abstractmethod
from typing import TypedDict, Unpack

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class LayerOptions(TypedDict, total=False):
    """What the recurrent layer may have beyond the slide; torch's defaults hold where nothing is said."""

    num_layers: int
    bidirectional: bool


class Tagger(nn.Module, ABC):
    """What the three share; a subclass adds the recurrent layer under its slide's name."""

    def __init__(
        self,
        embedding_dim: int,
        hidden_dim: int,
        vocab_size: int,
        tagset_size: int,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__()
        self.hidden_dim = hidden_dim
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        directions = 2 if options.get("bidirectional") else 1
        self.hidden_to_tag = nn.Linear(directions * hidden_dim, tagset_size)

    @property
    @abstractmethod
    def recurrent(self) -> nn.RNNBase:
        """The recurrent layer, whatever its name."""

    def forward(self, sentence: Int[Tensor, " time"]) -> Float[Tensor, "time output"]:
        """Log-probability of each tag at each word of one sentence, given as word numbers."""
        embeds = self.word_embeddings(sentence)
        states, _ = self.recurrent(embeds.view(len(sentence), 1, -1))  # (time, 1, hidden)
        tag_space = self.hidden_to_tag(states.view(len(sentence), -1))
        return F.log_softmax(tag_space, dim=1)

    def score(
        self,
        sentences: Int[Tensor, "time batch"],
        lengths: Int[Tensor, " batch"],
        places: Int[Tensor, " token"],
    ) -> Float[Tensor, "token output"]:
        """The same for many sentences at once, padded to one length, at the words alone.

        Args:
            sentences: a column each; what stands behind a sentence's end changes nothing.
            lengths: words of each, on the CPU.
            places: where the words stand in `sentences` read row by row, in that order, each once.
        """
        return self.log_probabilities(self.states(sentences, lengths, places))

    def states(
        self,
        sentences: Int[Tensor, "time batch"],
        lengths: Int[Tensor, " batch"],
        places: Int[Tensor, " token"],
    ) -> Float[Tensor, "token unit"]:
        """The top layer's states at the words, both directions side by side; arguments as of `score`."""
        embeds = self.word_embeddings(sentences)
        if self.recurrent.bidirectional:  # backwards, padding would come first: it must not be read
            packed = pack_padded_sequence(embeds, lengths, enforce_sorted=False)
            states = pad_packed_sequence(self.recurrent(packed)[0])[0]
        else:  # padding comes after the words, which do not hear of it; torch is up to twice as fast than packed
            states = self.recurrent(embeds)[0]
        states = states.flatten(0, 1)  # (time * batch, unit)
        return states if len(places) == len(states) else states.index_select(0, places)

    def log_probabilities(self, states: Float[Tensor, "token unit"]) -> Float[Tensor, "token output"]:
        """Log-probability of each tag, given the top layer's states."""
        return F.log_softmax(self.hidden_to_tag(states), dim=1)

    @torch.no_grad()
    def initialize(self, generator: torch.Generator) -> "Tagger":
        """Draw all parameters anew from `generator`, by the distributions that torch's own modules use."""
        self.word_embeddings.weight.normal_(generator=generator)
        for parameter in self.recurrent.parameters():
            parameter.uniform_(-(self.hidden_dim**-0.5), self.hidden_dim**-0.5, generator=generator)
        bound = self.hidden_to_tag.in_features**-0.5
        for parameter in self.hidden_to_tag.parameters():
            parameter.uniform_(-bound, bound, generator=generator)
        return self


class RNNTagger(Tagger):
    """The slide's first tagger."""

    def __init__(
        self,
        embedding_dim: int,
        hidden_dim: int,
        vocab_size: int,
        tagset_size: int,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size, **options)
        self.rnn = nn.RNN(embedding_dim, hidden_dim, **options)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The plain tanh network."""
        return self.rnn


class GRUTagger(Tagger):
    """The same with a GRU, which the slides leave out."""

    def __init__(
        self,
        embedding_dim: int,
        hidden_dim: int,
        vocab_size: int,
        tagset_size: int,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size, **options)
        self.gru = nn.GRU(embedding_dim, hidden_dim, **options)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The GRU."""
        return self.gru


class LSTMTagger(Tagger):
    """The slide's second tagger."""

    def __init__(
        self,
        embedding_dim: int,
        hidden_dim: int,
        vocab_size: int,
        tagset_size: int,
        **options: Unpack[LayerOptions],
    ) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size, **options)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, **options)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The LSTM."""
        return self.lstm


TAGGERS: dict[str, type[Tagger]] = {"rnn": RNNTagger, "gru": GRUTagger, "lstm": LSTMTagger}
