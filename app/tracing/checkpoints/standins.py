"""Inert stand-ins for what a torch pickle names, and the calls that are let through.

Each call is held against what torch.save writes for a dense tensor: its storage, offset, shape and stride. A
tensor that does not fit into its storage would make torch enlarge that storage to whatever the file says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeGuard

import torch

from app.tracing.checkpoints.refusals import refuse_damaged

MAX_DIMENSIONS = 16
DTYPES = {str(dtype): dtype for dtype in vars(torch).values() if isinstance(dtype, torch.dtype)}
ITEMSIZES = {  # bytes of one item of a storage
    **{f"torch.{name}Storage": 8 for name in ("Double", "Long", "ComplexFloat")},
    **{f"torch.{name}Storage": 4 for name in ("Float", "Int")},
    **{f"torch.{name}Storage": 2 for name in ("Half", "BFloat16", "Short")},
    **{f"torch.{name}Storage": 1 for name in ("Char", "Byte", "Bool")},
    "torch.ComplexDoubleStorage": 16,
    "torch.storage.UntypedStorage": 1,
}


@dataclass(frozen=True)
class Global:
    """A name in a module, not looked up."""

    name: str


@dataclass
class Dictionary:
    """A dictionary, of which only the size counts."""

    size: int = 0


@dataclass(frozen=True)
class Storage:
    """The data of one or more tensors."""

    size_bytes: int
    itemsize: int


@dataclass(frozen=True)
class DenseTensor:
    """A view of a storage that has been found to lie within it."""


def are_sizes(values: Any) -> TypeGuard[tuple[int, ...]]:
    """Whether this is a short tuple of whole numbers, none negative and none absurd."""
    if not isinstance(values, tuple) or len(values) > MAX_DIMENSIONS:
        return False
    return all(type(value) is int and 0 <= value < 2**48 for value in values)


def _dictionary() -> Dictionary:
    return Dictionary()


def _tensor(*arguments: Any) -> DenseTensor:
    storage, offset, shape, stride, _requires_grad, hooks = arguments
    if not isinstance(storage, Storage) or not all(map(are_sizes, ((offset,), shape, stride))):
        refuse_damaged("a tensor's data or shape is not what torch.save writes.")
    if hooks is not None and hooks != Dictionary(0):
        refuse_damaged("a tensor has hooks.")
    last = offset + sum((size - 1) * step for size, step in zip(shape, stride, strict=True))
    if 0 not in shape and (last + 1) * storage.itemsize > storage.size_bytes:
        refuse_damaged(f"a tensor of shape {shape} does not fit into its data, {storage.size_bytes} bytes.")
    return DenseTensor()


def _tensor_of_dtype(*arguments: Any) -> DenseTensor:
    storage, offset, shape, stride, requires_grad, hooks, dtype = arguments
    typed = Storage(storage.size_bytes, DTYPES[dtype.name].itemsize)
    return _tensor(typed, offset, shape, stride, requires_grad, hooks)


def _parameter(*arguments: Any) -> DenseTensor:
    tensor, _requires_grad, hooks = arguments
    if not isinstance(tensor, DenseTensor) or hooks != Dictionary(0):
        refuse_damaged("a parameter is no tensor, or has hooks.")
    return tensor


def _size(sizes: Any) -> tuple[int, ...]:
    if not are_sizes(sizes):
        refuse_damaged("a size is not what torch.save writes.")
    return sizes


def _device(*_words: str | int) -> None:
    return None


CALLS: dict[str, Callable[..., Any]] = {
    "collections.OrderedDict": _dictionary,
    "torch._utils._rebuild_tensor_v2": _tensor,
    "torch._utils._rebuild_tensor_v3": _tensor_of_dtype,
    "torch._utils._rebuild_parameter": _parameter,
    "torch.Size": _size,
    "torch.device": _device,
}
