"""Recurrent networks as plain records: found by their keys, built as torch modules, kept as safetensors."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn

from app.errors import InvalidInput
from app.tracing.checkpoints.keys import place
from app.tracing.checkpoints.refusals import refuse, shown
from app.tracing.checkpoints.shapes import Sizes, sizes
from app.tracing.trace import Nonlinearity

MAX_NETWORKS = 256
MAX_NAME_LENGTH = 200


@dataclass(frozen=True, eq=False)
class Network(Sizes):
    """One recurrent network of a checkpoint, without the module it came from.

    `name` is what stands before its keys ("" where nothing does); `parameters` has torch.nn's names, all of
    one dtype: float64 where one of the file's is, else float32.
    """

    name: str
    parameters: Mapping[str, Tensor]

    def module(self, nonlinearity: Nonlinearity = "tanh") -> nn.RNN | nn.GRU | nn.LSTM:
        """The network as torch.nn.RNN, GRU or LSTM: batch first, in eval mode, its weights without gradients.

        Args:
            nonlinearity: of an RNN, since its weights do not tell it; "relu" is refused for the others.

        Raises:
            InvalidInput: relu for a GRU or an LSTM.
        """
        if nonlinearity != "tanh" and self.kind != "RNN":
            raise InvalidInput(
                f"nonlinearity={nonlinearity} is for an RNN; this network is of kind {self.kind}, whose "
                "functions are fixed. Leave nonlinearity out, or say tanh."
            )
        module = self._without_values(nonlinearity).to_empty(device="cpu")
        module.load_state_dict(dict(self.parameters), strict=True)
        return module.requires_grad_(False).eval()

    def _without_values(self, nonlinearity: Nonlinearity) -> nn.RNN | nn.GRU | nn.LSTM:
        """The module on the meta device: nothing is allocated, and no random number is drawn."""
        options: dict[str, Any] = {
            "input_size": self.input_size,
            "hidden_size": self.hidden_size,
            "num_layers": self.num_layers,
            "bias": self.bias,
            "batch_first": True,
            "bidirectional": self.bidirectional,
            "device": "meta",
            "dtype": next(iter(self.parameters.values())).dtype,
        }
        if self.kind == "LSTM":
            return nn.LSTM(proj_size=self.proj_size, **options)
        if self.kind == "GRU":
            return nn.GRU(**options)
        return nn.RNN(nonlinearity=nonlinearity, **options)


def networks_in(tensors: Mapping[str, Tensor]) -> tuple[Network, ...]:
    """Every recurrent network among these tensors, in the order of their first keys.

    Raises:
        InvalidInput: a network is incomplete, has a shape that does not fit, or values that are no finite
            floating-point numbers.
    """
    keys: dict[str, dict[str, str]] = {}
    for key in tensors:
        found = place(key)
        if found is None:
            continue
        if found.parameter in keys.setdefault(found.name, {}):
            refuse(f"`{shown(keys[found.name][found.parameter])}` and `{shown(key)}` are the same parameter.")
        keys[found.name][found.parameter] = key
    if len(keys) > MAX_NETWORKS:
        refuse(
            f"This file has {len(keys)} recurrent networks; the limit is {MAX_NETWORKS}.",
            "Save fewer in a file.",
        )
    return tuple(_network(name, of_network, tensors) for name, of_network in keys.items())


def _network(name: str, keys: Mapping[str, str], tensors: Mapping[str, Tensor]) -> Network:
    if not (name.isprintable() and len(name) <= MAX_NAME_LENGTH):
        refuse(
            f"The prefix `{shown(name)}` has control characters or more than {MAX_NAME_LENGTH} characters."
        )
    found = {parameter: tensors[key] for parameter, key in keys.items()}
    for parameter, tensor in found.items():
        _check_floating(keys[parameter], tensor)
    of_network = sizes(found, keys)
    dtype = torch.float64 if any(t.dtype == torch.float64 for t in found.values()) else torch.float32
    parameters = {
        parameter: found[parameter].detach().to(dtype, copy=True, memory_format=torch.contiguous_format)
        for parameter in of_network.shapes()
    }
    for parameter, tensor in parameters.items():
        _check_finite(keys[parameter], tensor)
    return Network(**asdict(of_network), name=name, parameters=parameters)


def _check_floating(key: str, tensor: Tensor) -> None:
    if not tensor.is_floating_point():
        refuse(
            f"`{shown(key)}` holds {str(tensor.dtype).removeprefix('torch.')}; weights must be floats.",
            'Save them so: torch.save(model.float().state_dict(), "model.pt").',
        )


def _check_finite(key: str, tensor: Tensor) -> None:
    bad = ~torch.isfinite(tensor)
    if bad.any():
        first = tuple(bad.nonzero()[0].tolist())
        refuse(
            f"`{shown(key)}` has {int(bad.sum())} of {bad.numel()} values that are NaN or infinite, "
            f"the first at index {first} ({tensor[first].item()}).",
            "Training has diverged here: use a checkpoint from before, or train with a smaller learning rate "
            "or with clipped gradients.",
        )


def to_safetensors(networks: Iterable[Network]) -> bytes:
    """The networks in the form in which they are kept: safetensors with flat keys, the order beside them."""
    every = tuple(networks)
    tensors = {
        f"{network.name}.{parameter}" if network.name else parameter: tensor
        for network in every
        for parameter, tensor in network.parameters.items()
    }
    order = json.dumps([network.name for network in every])
    return safetensors.torch.save(tensors, metadata={"networks": order})


def from_safetensors(data: bytes) -> tuple[Network, ...]:
    """The networks that to_safetensors kept, in their order."""
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    order: list[str] = json.loads(header["__metadata__"]["networks"])
    found = {network.name: network for network in networks_in(safetensors.torch.load(data))}
    return tuple(found[name] for name in order)
