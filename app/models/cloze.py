"""Networks that fill a blank at a sentence's end (lecture 2): one sees a window of words, the others read them all.

Words are numbers, 0 is padding. Sentences are padded on the left, where the window may reach beyond the first word:
padding is a vector of zeros to it, and a recurrent network never hears of it.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from safetensors.torch import load
from torch import Tensor, nn

PADDING = 0
_LAYERS: Mapping[str, Callable[..., nn.RNNBase]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


@dataclass(frozen=True)
class ClozeSizes:
    """How large a network is; `window_size`, in words, counts for the window alone."""

    vocab_size: int
    answer_size: int
    hidden_size: int
    embedding_size: int = 16
    window_size: int = 5


class ClozeNet(nn.Module, ABC):
    """Embedding -> what a subclass makes of the words -> Linear -> a score for each answer."""

    def __init__(self, sizes: ClozeSizes) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(sizes.vocab_size, sizes.embedding_size, padding_idx=PADDING)
        self.hidden_to_answer = nn.Linear(sizes.hidden_size, sizes.answer_size)

    def forward(self, words: Int[Tensor, "batch time"]) -> Float[Tensor, "batch answer"]:
        """Scores of the answers, whose softmax are probabilities; each sentence has a word."""
        return self.score(self.word_embeddings(words), (words != PADDING).sum(dim=1))

    def score(
        self, embeds: Float[Tensor, "batch time input"], lengths: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch answer"]:
        """The same, given the words' vectors and how many of the last columns are words."""
        return self.hidden_to_answer(self.last_hidden(embeds, lengths))

    @abstractmethod
    def last_hidden(
        self, embeds: Float[Tensor, "batch time input"], lengths: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch hidden"]:
        """The units from which the answer is read."""

    @torch.no_grad()
    def initialize(self, generator: torch.Generator) -> "ClozeNet":
        """Draw all parameters anew from `generator`, by the distributions that torch's own modules use."""
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                module.weight.normal_(generator=generator)[PADDING] = 0
            elif isinstance(module, nn.Linear | nn.RNNBase):
                size = module.in_features if isinstance(module, nn.Linear) else module.hidden_size
                for parameter in module.parameters():
                    parameter.uniform_(-(size**-0.5), size**-0.5, generator=generator)
        return self


class WindowNet(ClozeNet):
    """A feed-forward network that sees the last `window_size` words, side by side, and none before."""

    def __init__(self, sizes: ClozeSizes) -> None:
        super().__init__(sizes)
        self.window_to_hidden = nn.Linear(sizes.window_size * sizes.embedding_size, sizes.hidden_size)
        self.window_size = sizes.window_size

    def last_hidden(
        self,
        embeds: Float[Tensor, "batch time input"],
        lengths: Int[Tensor, " batch"],  # noqa: ARG002 - the window is as long as it is
    ) -> Float[Tensor, "batch hidden"]:
        """Units tanh(W [x_1 ... x_n] + b), zeros where the sentence is shorter than the window."""
        missing = max(0, self.window_size - embeds.shape[1])
        window = nn.functional.pad(embeds, (0, 0, missing, 0))[:, -self.window_size :]
        return torch.tanh(self.window_to_hidden(window.flatten(1)))  # (batch, window * input)


class RecurrentNet(ClozeNet):
    """An RNN, GRU or LSTM of one layer that reads word by word; its last state answers."""

    def __init__(self, kind: str, sizes: ClozeSizes) -> None:
        super().__init__(sizes)
        self.recurrent = _LAYERS[kind](sizes.embedding_size, sizes.hidden_size, batch_first=True)

    def last_hidden(
        self, embeds: Float[Tensor, "batch time input"], lengths: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch hidden"]:
        """State after the last word; the words are moved to the front, so that no padding is read before them."""
        rows, seq_len = torch.arange(len(embeds))[:, None], embeds.shape[1]
        places = (torch.arange(seq_len) + (seq_len - lengths)[:, None]).clamp(max=seq_len - 1)
        states, _ = self.recurrent(embeds[rows, places])
        return states[rows[:, 0], lengths - 1]


def cloze_net(name: str, sizes: ClozeSizes) -> ClozeNet:
    """A network by its name (window, rnn, gru or lstm) whose weights are still to be written, as by `initialize`."""
    with torch.device(
        "meta"
    ):  # torch's own constructors would draw from the generator that all threads share
        net = WindowNet(sizes) if name == "window" else RecurrentNet(name, sizes)
    return net.to_empty(device="cpu")


def read_nets(weights: bytes) -> dict[str, ClozeNet]:
    """The networks of a checkpoint, by name, not to be trained further.

    Args:
        weights: safetensors; where there are several networks a key begins with the network's name.
    """
    parts: defaultdict[str, dict[str, Tensor]] = defaultdict(dict)
    for key, tensor in load(weights).items():
        owner, _, rest = key.partition(".")
        has_owner = owner in ("window", *_LAYERS)
        parts[owner if has_owner else ""][rest if has_owner else key] = tensor
    return {_name_of(part): _read_net(_name_of(part), part) for part in parts.values()}


def _name_of(parameters: Mapping[str, Tensor]) -> str:
    """Which network has these parameters, by the shape of its recurrent weights."""
    if "window_to_hidden.weight" in parameters:
        return "window"
    rows, hidden_size = parameters["recurrent.weight_hh_l0"].shape
    return {1: "rnn", 3: "gru", 4: "lstm"}[rows // hidden_size]


def _read_net(name: str, parameters: Mapping[str, Tensor]) -> ClozeNet:
    vocab_size, embedding_size = parameters["word_embeddings.weight"].shape
    answer_size, hidden_size = parameters["hidden_to_answer.weight"].shape
    window = parameters.get("window_to_hidden.weight")
    window_size = 0 if window is None else window.shape[1] // embedding_size
    net = cloze_net(name, ClozeSizes(vocab_size, answer_size, hidden_size, embedding_size, window_size))
    net.load_state_dict(parameters)
    return net.eval().requires_grad_(False)
