"""The recurrent networks inside a module: which there are, and how each is made anew to be looked at elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from app.tracing.sequences import KINDS
from app.tracing.trace import Kind

MAX_NETWORKS = 8
"""Networks of one module that are watched."""


@dataclass(frozen=True, eq=False)
class Network:
    """One nn.RNN, nn.GRU or nn.LSTM; `key` names it in snapshots, `name` is its place in the user's module."""

    key: str
    name: str
    kind: Kind
    module: nn.RNNBase

    @property
    def words(self) -> str:
        """One line that says what it is."""
        module = self.module
        parts = [f"{self.kind} {module.input_size} → {module.hidden_size}"]
        if module.proj_size:
            parts.append(f"projected to {module.proj_size}")
        if module.num_layers > 1:
            parts.append(f"{module.num_layers} layers")
        if module.bidirectional:
            parts.append("both directions")
        return f"{self.name}: {', '.join(parts)}"


def networks_in(module: nn.Module) -> list[Network]:
    """Every recurrent network, in the order of `module.modules()`; one that is shared counts once.

    Raises:
        ValueError: there is none.
    """
    found: list[Network] = []
    for name, part in module.named_modules():
        if isinstance(part, nn.RNN | nn.GRU | nn.LSTM):
            kind = KINDS[part.mode]
            same = sum(one.kind == kind for one in found)
            key = kind.lower() if same == 0 else f"{kind.lower()}_{same + 1}"
            found.append(Network(key, name or type(part).__name__, kind, part))
    if not found:
        raise ValueError(
            f"{type(module).__name__} holds no torch.nn.RNN, nn.GRU or nn.LSTM: there is nothing to watch. Pass the "
            "module that your network is in (cells such as nn.LSTMCell, and networks of other classes, are not seen)."
        )
    return found


class Twin:
    """The same network in the main memory, without dropout, to be filled with the weights of some step.

    It is in float32 where the user's is in less.
    """

    def __init__(self, module: nn.RNNBase) -> None:
        self._like = module
        self._made: nn.RNNBase | None = None

    def filled(self, weights: Sequence[Tensor]) -> nn.RNNBase:
        """The twin with copies of these weights, in torch's order."""
        if self._made is None or self._made.weight_ih_l0.dtype != weights[0].dtype:
            self._made = _made_like(self._like, weights[0].dtype)
        with torch.no_grad():
            for parameter, weight in zip(self._made.parameters(), weights, strict=True):
                parameter.copy_(weight)
        return self._made


class _Unset:
    """Weights that are not drawn: they come later, and the user's random numbers stay theirs."""

    def reset_parameters(self) -> None:
        """Leave the memory as it is."""


class _RNN(_Unset, nn.RNN):
    pass


class _GRU(_Unset, nn.GRU):
    pass


class _LSTM(_Unset, nn.LSTM):
    pass


def _made_like(module: nn.RNNBase, dtype: torch.dtype) -> nn.RNNBase:
    options: dict[str, Any] = {
        name: getattr(module, name) for name in ("num_layers", "bias", "bidirectional")
    }
    options |= {"batch_first": True, "device": "cpu", "dtype": dtype}
    sizes = module.input_size, module.hidden_size
    if isinstance(module, nn.LSTM):
        twin: nn.RNNBase = _LSTM(*sizes, proj_size=module.proj_size, **options)
    elif isinstance(module, nn.GRU):
        twin = _GRU(*sizes, **options)
    else:
        twin = _RNN(*sizes, nonlinearity="relu" if module.mode == "RNN_RELU" else "tanh", **options)
    return twin.requires_grad_(False)
