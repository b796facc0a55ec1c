"""One network's keys -> its kind and sizes; every key's shape is held against what these sizes ask for.

    weight_ih (gate * hidden, input)    weight_hh (gate * hidden, hidden)    bias_ih, bias_hh (gate * hidden)
    weight_hr (proj, hidden)            then weight_hh has proj columns, and the layer above reads proj

The number of gates is rows over columns of weight_hh: 1 RNN, 3 GRU, 4 LSTM. With a weight_hr it is an LSTM.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor

from app.tracing.checkpoints.refusals import refuse, shown, shown_list
from app.tracing.trace import GATES, Kind

_ROWS_PER_UNIT: dict[Kind, int] = {kind: max(1, len(gates)) for kind, gates in GATES.items()}


@dataclass(frozen=True, eq=False)
class Sizes:
    """What torch.nn.RNN, GRU or LSTM is built from."""

    kind: Kind
    input_size: int
    hidden_size: int
    num_layers: int
    bidirectional: bool
    proj_size: int
    bias: bool

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter, by torch.nn's names and in its order."""
        rows = _ROWS_PER_UNIT[self.kind] * self.hidden_size
        state = self.proj_size or self.hidden_size
        directions = ("", "_reverse") if self.bidirectional else ("",)
        every: dict[str, tuple[int, ...]] = {}
        for layer in range(self.num_layers):
            columns = self.input_size if layer == 0 else len(directions) * state
            for direction in directions:
                place = f"_l{layer}{direction}"
                every |= {f"weight_ih{place}": (rows, columns), f"weight_hh{place}": (rows, state)}
                every |= {f"bias_ih{place}": (rows,), f"bias_hh{place}": (rows,)} if self.bias else {}
                every |= {f"weight_hr{place}": (self.proj_size, self.hidden_size)} if self.proj_size else {}
        return every


def sizes(found: Mapping[str, Tensor], keys: Mapping[str, str]) -> Sizes:
    """The sizes of the network with these parameters.

    Args:
        found: parameters by torch.nn's names (`weight_ih_l0`).
        keys: how the file calls them.

    Raises:
        InvalidInput: a layer, direction or bias is missing, or a shape does not fit.
    """
    for first in ("weight_ih_l0", "weight_hh_l0"):
        if first not in found:
            _refuse_missing([first], keys)
        if found[first].dim() != 2 or 0 in found[first].shape:
            refuse(f"`{shown(keys[first])}` has shape {tuple(found[first].shape)}; expected is a matrix.")
    kind, hidden_size, proj_size = _kind(found, keys)
    result = Sizes(
        kind=kind,
        input_size=found["weight_ih_l0"].shape[1],
        hidden_size=hidden_size,
        num_layers=1 + max(int(layer) for name in found for layer in re.findall(r"_l(\d+)", name)),
        bidirectional=any(name.endswith("_reverse") for name in found),
        proj_size=proj_size,
        bias=any(name.startswith("bias") for name in found),
    )
    _check_shapes(result, found, keys)
    return result


def _kind(found: Mapping[str, Tensor], keys: Mapping[str, str]) -> tuple[Kind, int, int]:
    """Kind, hidden size and projected size (0 without a projection)."""
    rows, columns = found["weight_hh_l0"].shape
    this = f"`{shown(keys['weight_hh_l0'])}` has shape ({rows}, {columns}); expected"
    if any(name.startswith("weight_hr") for name in found):
        if rows % 4 or not 0 < columns < rows // 4:
            refuse(
                f"{this} is (4 * hidden, proj) with proj below hidden, "
                "since its `weight_hr` makes it an LSTM with a projection."
            )
        return "LSTM", rows // 4, columns
    for kind, per_unit in _ROWS_PER_UNIT.items():
        if rows == per_unit * columns:
            return kind, columns, 0
    turned = " It looks transposed: give it as array.T." if columns in (3 * rows, 4 * rows) else ""
    return refuse(
        f"{this} are as many rows as columns (RNN), 3 times (GRU) or 4 times as many (LSTM).{turned}"
    )


def _check_shapes(expected: Sizes, found: Mapping[str, Tensor], keys: Mapping[str, str]) -> None:
    shapes = expected.shapes()
    missing = [name for name in shapes if name not in found]
    if missing:
        _refuse_missing(missing, keys)
    for name, shape in shapes.items():
        if tuple(found[name].shape) != shape:
            refuse(
                f"`{shown(keys[name])}` has shape {tuple(found[name].shape)}; expected is {shape} for "
                f"{expected.kind} {expected.input_size} -> {expected.hidden_size}, read from its first layer."
            )


def _refuse_missing(missing: list[str], keys: Mapping[str, str]) -> None:
    refuse(
        f"This network is incomplete: there is {shown_list(keys.values(), 4)}, but no "
        f"{shown_list(missing, 4)} with them. Layers count from 0 without a gap; all layers have "
        "both directions or none, biases or none.",
        "A reparametrized weight (weight_norm, weight drop) must be made plain before saving, for example "
        'torch.nn.utils.parametrize.remove_parametrizations(model.rnn, "weight_hh_l0"); then '
        'torch.save(model.state_dict(), "model.pt").',
    )
