"""What a torch pickle asks for, found out without running it.

A pickle is a little program. torch's own safe reader (`weights_only=True`) runs it with a short list of
functions, but some of these take as much memory as the file says: `bytearray(10**12)` is on the list. So
the program is walked through first with inert stand-ins, and only what torch.save writes for a dictionary of
dense tensors is let through.
"""

import pickletools
from collections.abc import Callable
from io import BytesIO
from typing import Any

from app.errors import TooLarge
from app.tracing.checkpoints.refusals import WAY_OUT, refuse, refuse_damaged, refuse_global, shown
from app.tracing.checkpoints.standins import (
    CALLS,
    DTYPES,
    ITEMSIZES,
    MAX_DIMENSIONS,
    Dictionary,
    Global,
    Storage,
    are_sizes,
)

MAX_OPERATIONS = 2_000_000


class Walk:
    """A pickle's stack machine with stand-ins; `storages` collects the data that is asked for, by key."""

    def __init__(self) -> None:
        self.storages: dict[str, Storage] = {}
        self.stack: list[Any] = []
        self.below: list[list[Any]] = []
        self.memo: dict[int, Any] = {}

    def through(self, stream: BytesIO) -> Any:
        """Walk to the end of one pickle and give its stand-in result.

        Raises:
            InvalidInput: the pickle asks for more than dictionaries of dense tensors.
            TooLarge: it has too many operations.
        """
        self.stack, self.below, self.memo = [], [], {}
        for count, (opcode, argument, _) in enumerate(pickletools.genops(stream)):
            if count > MAX_OPERATIONS:
                raise TooLarge(f"This file's index has more than {MAX_OPERATIONS} operations. {WAY_OUT}")
            if opcode.name == "STOP":
                break
            step = _STEPS.get(opcode.name)
            if step is None:
                refuse(f"This pickle uses the operation {opcode.name}, which torch.save does not write.")
            step(self, argument)
        return self.stack.pop()

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self.stack.append(value)

    def since_mark(self) -> list[Any]:
        """The items pushed since the last mark, taken off."""
        items, self.stack = self.stack, self.below.pop()
        return items

    def top(self, count: int) -> tuple[Any, ...]:
        """The last items, taken off."""
        items = tuple(self.stack[-count:])
        del self.stack[-count:]
        return items


def _version(_walk: Walk, version: int) -> None:
    if version != 2:
        refuse(
            f"This file has pickle_protocol={version}; torch's safe reader knows 2, the default.",
            'Save again without it: torch.save(model.state_dict(), "model.pt").',
        )


def _mark(walk: Walk, _: None) -> None:
    walk.below.append(walk.stack)
    walk.stack = []


def _put(walk: Walk, index: int) -> None:
    walk.memo[index] = walk.stack[-1]


def _get(walk: Walk, index: int) -> None:
    walk.push(walk.memo[index])


def _extend(walk: Walk, items: list[Any]) -> None:
    if not isinstance(walk.stack[-1], list):
        refuse_damaged("an item is added to what is no list.")
    walk.stack[-1].extend(items)


def _set_items(walk: Walk, items: list[Any]) -> None:
    target = walk.stack[-1]
    if not isinstance(target, Dictionary):
        refuse_damaged("an item is set in what is no dictionary.")
    if not all(_is_key(key) for key in items[::2]):
        refuse("This file has a dictionary with keys that are neither text nor whole numbers.")
    target.size += len(items) // 2


def _is_key(key: Any) -> bool:
    if isinstance(key, tuple):  # only flat ones: nested tuples can take for ever to hash
        return len(key) <= MAX_DIMENSIONS and all(
            not isinstance(part, tuple) and _is_key(part) for part in key
        )
    return isinstance(key, str) or (isinstance(key, int) and abs(key) < 2**60)


def _global(walk: Walk, argument: str) -> None:
    name = ".".join(argument.split(" ", 1))
    if not (name in CALLS or name in ITEMSIZES or name in DTYPES):
        refuse_global(name)
    walk.push(Global(name))


def _storage(walk: Walk, _: None) -> None:
    word, kind, key, _location, size, *view = walk.stack.pop()
    if word != "storage" or not isinstance(kind, Global) or any(part is not None for part in view):
        refuse_damaged("it refers to data in a way that torch.save does not.")
    if not isinstance(key, str) or not are_sizes((size,)):
        refuse_damaged("a storage has no name or no size.")
    storage = Storage(size * ITEMSIZES[kind.name], ITEMSIZES[kind.name])
    if walk.storages.setdefault(key, storage) != storage:
        refuse_damaged(f"the storage `{shown(key)}` has two sizes.")
    walk.push(storage)


def _call(walk: Walk, _: None) -> None:
    function, arguments = walk.top(2)
    if not isinstance(function, Global) or function.name not in CALLS:
        refuse_global(function.name if isinstance(function, Global) else "a call")
    walk.push(CALLS[function.name](*arguments))


def _attributes(walk: Walk, _: None) -> None:
    state = walk.stack.pop()
    of_dictionary = isinstance(walk.stack[-1], Dictionary) and isinstance(state, Dictionary)
    if not of_dictionary or state.size > MAX_DIMENSIONS:
        refuse_global("an object with a state of its own")


_CONSTANTS = ("BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "BINUNICODE", "SHORT_BINSTRING", "NONE")
_STEPS: dict[str, Callable[[Walk, Any], None]] = {
    "PROTO": _version,
    **dict.fromkeys(_CONSTANTS, Walk.push),
    "NEWTRUE": lambda walk, _: walk.push(True),
    "NEWFALSE": lambda walk, _: walk.push(False),
    "EMPTY_TUPLE": lambda walk, _: walk.push(()),
    "EMPTY_LIST": lambda walk, _: walk.push([]),
    "EMPTY_DICT": lambda walk, _: walk.push(Dictionary()),
    "MARK": _mark,
    "TUPLE": lambda walk, _: walk.push(tuple(walk.since_mark())),
    "TUPLE1": lambda walk, _: walk.push(walk.top(1)),
    "TUPLE2": lambda walk, _: walk.push(walk.top(2)),
    "TUPLE3": lambda walk, _: walk.push(walk.top(3)),
    "APPEND": lambda walk, _: _extend(walk, list(walk.top(1))),
    "APPENDS": lambda walk, _: _extend(walk, walk.since_mark()),
    "SETITEM": lambda walk, _: _set_items(walk, list(walk.top(2))),
    "SETITEMS": lambda walk, _: _set_items(walk, walk.since_mark()),
    **dict.fromkeys(("BINPUT", "LONG_BINPUT"), _put),
    **dict.fromkeys(("BINGET", "LONG_BINGET"), _get),
    "GLOBAL": _global,
    "BINPERSID": _storage,
    "REDUCE": _call,
    "BUILD": _attributes,
}
