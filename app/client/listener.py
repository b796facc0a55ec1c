"""What a network's forward hook takes along at a step that is due, while the user's own loop runs.

It takes the first sequence that the network reads, the weights that it reads it with, and, in the backward pass, the
derivatives of the user's own loss by what the network handed out. All are copies; nothing is computed here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from operator import itemgetter
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence

from app.client.sequence import first_sequence, first_states, kept, kept_states, rows_of_first
from app.tracing.sequences import Given

Trouble = Callable[[str, str], None]
"""Takes a kind of trouble and words about it; it neither raises nor waits."""


@dataclass(frozen=True, eq=False)
class Heard:
    """One sequence as a network read it: input, initial states, weights in torch's order, and derivatives.

    `gradients` holds dL/d output, dL/d h_n, dL/d c_n by the names output, hidden and cell, as far as the loss hangs on
    them, summed over all backward passes; `has_graph` says whether there could be any.
    """

    x: Float[Tensor, "time input"]
    state: tuple[Float[Tensor, "run unit"], ...]
    weights: list[Tensor]
    has_graph: bool
    gradients: dict[str, Tensor] = field(default_factory=dict)


class Listener:
    """A forward hook that neither changes what it sees nor draws a random number nor lets an error out.

    The first run counts that autograd follows, else the first run. A module that is copied or pickled takes along a
    hook that does nothing.
    """

    def __init__(self, trouble: Trouble) -> None:
        self.is_listening = False
        self.heard: Heard | None = None
        self._trouble = trouble

    def __call__(
        self, module: nn.RNNBase, args: tuple[Any, ...], kwargs: Mapping[str, Any], output: tuple[Any, Any]
    ) -> None:
        if torch.compiler.is_compiling() or not self.is_listening:
            return
        try:
            if not _is_capturing():
                self._hear(module, args, kwargs, output)
        except Exception as error:
            self._trouble("look", f"{type(error).__name__}: {error}")

    def __reduce__(self) -> tuple[Callable[[], Callable[..., None]], tuple[()]]:
        return _deaf, ()

    def taken(self) -> Heard | None:
        """What was heard since the last time."""
        heard, self.heard = self.heard, None
        return heard

    def _hear(
        self, module: nn.RNNBase, args: tuple[Any, ...], kwargs: Mapping[str, Any], output: tuple[Any, Any]
    ) -> None:
        outputs, finals = output
        has_graph = _data(outputs).requires_grad
        if self.heard is not None and (self.heard.has_graph or not has_graph):
            return
        x = kept(first_sequence(module, args[0] if args else kwargs["input"]))
        state = kept_states(args[1] if len(args) > 1 else kwargs.get("hx"))
        weights = [kept(weight) for weights in module.all_weights for weight in weights]
        self.heard = Heard(x, state, weights, has_graph)
        hidden, cell = finals if isinstance(finals, tuple) else (finals, None)
        self._follow(self.heard, "output", _data(outputs), _picks_first(module, outputs))
        self._follow(self.heard, "hidden", hidden, first_states)
        if cell is not None:
            self._follow(self.heard, "cell", cell, first_states)

    def _follow(self, heard: Heard, name: str, tensor: Tensor, part: Callable[[Tensor], Tensor]) -> None:
        if tensor.requires_grad:
            tensor.register_hook(partial(self._add, heard, name, part))  # type: ignore[no-untyped-call]

    def _add(self, heard: Heard, name: str, part: Callable[[Tensor], Tensor], gradient: Tensor) -> None:
        try:
            own = kept(part(gradient))
            before = heard.gradients.get(name)
            heard.gradients[name] = own if before is None else before + own
        except Exception as error:
            self._trouble("look", f"{type(error).__name__}: {error}")


def _is_capturing() -> bool:
    """Whether a CUDA graph is being made of what runs now: a copy to the main memory would break it."""
    return torch.cuda.is_available() and torch.cuda.is_current_stream_capturing()


def _data(outputs: Given) -> Tensor:
    return outputs.data if isinstance(outputs, PackedSequence) else outputs


def _picks_first(module: nn.RNNBase, outputs: Given) -> Callable[[Tensor], Tensor]:
    """What takes the first sequence's steps out of a gradient by the output."""
    if isinstance(outputs, PackedSequence):
        return itemgetter(rows_of_first(outputs))
    return partial(first_sequence, module)


def _deaf() -> Callable[..., None]:
    return _hear_nothing


def _hear_nothing(*_: object) -> None:
    """The hook of a copied module."""
