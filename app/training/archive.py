"""A run in bytes: safetensors for arrays, JSON in the file's metadata for other numbers. Nothing is pickled."""

import json
from collections.abc import Mapping
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from app.errors import InvalidInput

_KEY = "state"


def pack(tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> bytes:
    """One file of these arrays, wherever they are, and facts."""
    return save(
        {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()},
        {_KEY: json.dumps(facts)},
    )


def unpack(data: bytes) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """What `pack` put in.

    Raises:
        InvalidInput: the bytes are no such file.
    """
    try:
        tensors = load(data)
        size = int.from_bytes(data[:8], "little")
        facts = json.loads(json.loads(data[8 : 8 + size])["__metadata__"][_KEY])
    except (SafetensorError, KeyError, ValueError):
        raise InvalidInput(
            "This checkpoint cannot be read: it is no safetensors file of a run. Take up the run from an earlier one, "
            "or start it anew."
        ) from None
    return {name: tensor.clone() for name, tensor in tensors.items()}, facts


def below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The entries whose names begin with `prefix/`, without it."""
    start = f"{prefix}/"
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def placed(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The entries with `prefix/` before each name."""
    return {f"{prefix}/{name}": tensor for name, tensor in tensors.items()}
