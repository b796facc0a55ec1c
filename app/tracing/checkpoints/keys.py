"""Which keys of a checkpoint belong to a recurrent network, and to which place in it.

torch.nn writes `encoder.weight_hh_l1_reverse`: the network's name, the part, the layer and the direction;
a cell (LSTMCell, GRUCell, RNNCell) has no layer. A nested checkpoint has its keys further down.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from torch import Tensor

from app.tracing.checkpoints.refusals import refuse, shown, shown_list

_KEY = re.compile(
    r"(?:(?P<name>.*)\.)?(?P<part>weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)"
    r"(?:_l(?P<layer>0|[1-9][0-9]{0,2})(?P<reverse>_reverse)?)?"
)
# Names that people give the parts elsewhere: enc_w_ih, lstm/bias-hh, rnn.W_hh_l0.
_NEAR = re.compile(
    r"(?P<name>.*?)[._/-]?(?P<part>w|b|weight|bias|kernel)s?[._/-]?(?P<of>ih|hh|hr)(?P<rest>(?:_l\d+(?:_reverse)?)?)",
    re.IGNORECASE,
)
# Dictionaries that only wrap the weights: their words are left out of a network's name.
_WRAPPERS = {"state_dict", "model_state_dict", "model_state", "model", "network", "net", "weights", "params"}
# Dictionaries that may have the weights' keys, but not the weights: an optimizer's averages, gradients.
_NO_NETWORK = re.compile(r"(^|_)(optim|exp_avg|momentum|sched|scaler|grads?$|gradients?$)", re.IGNORECASE)
_MAX_DEPTH = 16


class Place(NamedTuple):
    """Where a key belongs: the network's name, and the key that torch.nn gives the parameter there."""

    name: str
    parameter: str


def place(key: str) -> Place | None:
    """The place of a key in a recurrent network; None for any other key."""
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    return Place(match["name"] or "", f"{match['part']}_l{match['layer'] or 0}{match['reverse'] or ''}")


def recurrent_tensors(root: object) -> tuple[dict[str, Tensor], tuple[str, ...]]:
    """The recurrent tensors of a nested checkpoint by flat key, and the names of all tensors in it.

    Raises:
        InvalidInput: it is nested too deeply, or two tensors have one name.
    """
    leaves = [] if isinstance(root, Tensor) else list(_leaves(root, (), set()))
    names = tuple(".".join(path) for path, _ in leaves)
    found = [(path, tensor) for path, tensor in leaves if place(path[-1])]
    flat = [".".join([*(word for word in path[:-1] if word not in _WRAPPERS), path[-1]]) for path, _ in found]
    if len(set(flat)) < len(flat):
        flat = [".".join(path) for path, _ in found]
    twice = [key for key, count in Counter(flat).items() if count > 1]
    if twice:
        refuse(f"Two tensors of this file have the same name: {shown_list(twice)}.")
    return dict(zip(flat, (tensor for _, tensor in found), strict=True)), names


def _leaves(node: object, path: tuple[str, ...], seen: set[int]) -> Iterator[tuple[tuple[str, ...], Tensor]]:
    if id(node) in seen:  # a dictionary that holds itself, or the same one under a second name
        return
    seen.add(id(node))
    if len(path) > _MAX_DEPTH:
        refuse(f"This file's dictionaries are nested deeper than {_MAX_DEPTH} levels.")
    for key, value in _children(node):
        if isinstance(value, Tensor):
            yield (*path, str(key)), value
        elif not _NO_NETWORK.search(str(key)):
            yield from _leaves(value, (*path, str(key)), seen)


def _children(node: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(node, Mapping):
        yield from ((key, value) for key, value in node.items() if isinstance(key, str | int))
    elif isinstance(node, list | tuple):
        yield from enumerate(node)


def refuse_without_network(names: tuple[str, ...]) -> None:
    """Refuse a file without recurrent keys: name what was found, and how to rename it."""
    near = {key: _torch_name(key) for key in names}
    pairs = [f"`{shown(key, 60)}` as `{shown(name, 60)}`" for key, name in near.items() if name][:4]
    rename = f" Here, perhaps: {', '.join(pairs)}." if pairs else ""
    found = f"Found were {shown_list(names)}." if names else "No named tensor was found."
    refuse(
        f"There is no recurrent network in this file. {found}",
        "Needed are the keys that torch.nn.RNN, GRU, LSTM or their cells write: `weight_ih_l0` and "
        "`weight_hh_l0`, with biases `bias_ih_l0` and `bias_hh_l0` too, after any prefix and a dot "
        "(`encoder.weight_ih_l0`). "
        f"If these are the weights of such a network, rename the keys and save again.{rename}",
    )


def _torch_name(key: str) -> str | None:
    match = _NEAR.fullmatch(key)
    if match is None:
        return None
    part = "bias" if match["part"][0] in "bB" else "weight"
    prefix = f"{match['name']}." if match["name"] else ""
    return f"{prefix}{part}_{match['of'].lower()}{match['rest'].lower() or '_l0'}"
