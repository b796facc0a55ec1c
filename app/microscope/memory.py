"""Computed things, remembered up to a number of bytes; the longest unused is forgotten first."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, cast

import numpy as np
import torch
from cachetools import LRUCache

T = TypeVar("T")


class Memory:
    """`memory.recall(key, make)` makes a thing once; two threads may make it twice, never half."""

    def __init__(self, max_bytes: int) -> None:
        self._things: LRUCache[Hashable, object] = LRUCache(max_bytes, getsizeof=size_bytes)
        self._lock = threading.Lock()

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing of this key, made by `make` if it is not remembered."""
        with self._lock:
            if key in self._things:
                return cast(T, self._things[key])
        thing = make()
        with self._lock:
            if size_bytes(thing) <= self._things.maxsize:
                self._things[key] = thing
        return thing

    def forget(self, *first: Hashable) -> None:
        """Forget everything whose key is a tuple that begins with one of `first`."""
        with self._lock:
            for key in [key for key in self._things if isinstance(key, tuple) and key[0] in first]:
                del self._things[key]


def size_bytes(thing: Any) -> int:
    """Bytes of the arrays and tensors inside a record, list or mapping."""
    if isinstance(thing, np.ndarray | torch.Tensor):
        return int(thing.nbytes)
    if isinstance(thing, dict):
        return sum(size_bytes(value) for value in thing.values())
    if isinstance(thing, list | tuple):
        return sum(size_bytes(value) for value in thing)
    if is_dataclass(thing):
        return sum(size_bytes(getattr(thing, field.name)) for field in fields(thing))
    return 64
