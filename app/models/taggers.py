"""The lecture's taggers (lecture 12): Embedding -> RNN, GRU or LSTM -> Linear -> log_softmax.

Names and structure are the slide's, one sentence a call, but for its `self.hidden`: torch begins each call
with a state of zeros, which is the slide's `init_hidden()` before every sentence. (A state kept from the
sentence before makes the second `backward()` fail, is not in `state_dict`, and changes the answer.)
"""

from abc import ABC, abstractmethod

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn


class Tagger(nn.Module, ABC):
    """What the three share; a subclass adds the recurrent layer under its slide's name."""

    def __init__(self, embedding_dim: int, hidden_dim: int, vocab_size: int, tagset_size: int) -> None:
        super().__init__()
        self.hidden_dim = hidden_dim
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.hidden_to_tag = nn.Linear(hidden_dim, tagset_size)

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

    @torch.no_grad()
    def initialize(self, generator: torch.Generator) -> "Tagger":
        """Draw all parameters anew from `generator`, by the distributions that torch's own modules use."""
        self.word_embeddings.weight.normal_(generator=generator)
        bound = self.hidden_dim**-0.5
        for parameter in (*self.recurrent.parameters(), *self.hidden_to_tag.parameters()):
            parameter.uniform_(-bound, bound, generator=generator)
        return self


class RNNTagger(Tagger):
    """The slide's first tagger."""

    def __init__(self, embedding_dim: int, hidden_dim: int, vocab_size: int, tagset_size: int) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size)
        self.rnn = nn.RNN(embedding_dim, hidden_dim)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The plain tanh network."""
        return self.rnn


class GRUTagger(Tagger):
    """The same with a GRU, which the slides leave out."""

    def __init__(self, embedding_dim: int, hidden_dim: int, vocab_size: int, tagset_size: int) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size)
        self.gru = nn.GRU(embedding_dim, hidden_dim)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The GRU."""
        return self.gru


class LSTMTagger(Tagger):
    """The slide's second tagger."""

    def __init__(self, embedding_dim: int, hidden_dim: int, vocab_size: int, tagset_size: int) -> None:
        super().__init__(embedding_dim, hidden_dim, vocab_size, tagset_size)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim)

    @property
    def recurrent(self) -> nn.RNNBase:
        """The LSTM."""
        return self.lstm


TAGGERS: dict[str, type[Tagger]] = {"rnn": RNNTagger, "gru": GRUTagger, "lstm": LSTMTagger}
