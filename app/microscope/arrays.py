"""Every array of a trace by its name: cheap ones are there, dear ones are computed when first asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import torch
from jaxtyping import Shaped
from torch import Tensor

from app.errors import NotFound
from app.microscope.limits import check_credit, check_norms, check_state, check_weights, jacobian_points
from app.microscope.memory import Memory
from app.microscope.opened import OpenTrace
from app.settings import Settings
from app.tracing.credit import Credit, credit
from app.tracing.gradients import GradientNorms, gradient_norms
from app.tracing.jacobians import jacobian_norms, state_size
from app.tracing.objectives import parse_objective
from app.tracing.spectra import (
    JacobianSpectra,
    block_eigenvalues,
    block_singular_values,
    evenly_spaced_steps,
    jacobian_spectra,
)
from app.tracing.trace import GATES, Direction, Kind, LayerTrace

T = TypeVar("T")
_TIME_HIDDEN = ("time", "hidden")


DEAR = frozenset(
    {"credit", "cell_credit", "jacobian_norms", "eigenvalues", "singular_values"}
    | {"jacobian_steps", "jacobian_eigenvalues", "jacobian_singular_values"}
)
"""Arrays that may take seconds; the figures of a large trace show them only when asked."""


@dataclass(frozen=True)
class Where:
    """Which part of a trace; None is the top layer, forwards, all sequences."""

    layer: int | None = None
    direction: Direction | None = None
    sample: int | None = None


@dataclass(frozen=True, eq=False)
class NamedArray:
    """An array with its name and the names of its axes."""

    name: str
    dims: tuple[str, ...]
    values: Shaped[np.ndarray, "..."]


def array_dims(kind: Kind) -> dict[str, tuple[str, ...]]:
    """The arrays of a trace of this kind and their axes, without the batch axis."""
    gates = GATES[kind]
    cell = ("cell",) if kind == "LSTM" else ()
    preactivations = tuple(f"{name}_preactivation" for name in gates or ("hidden",))
    dims: dict[str, tuple[str, ...]] = {"input": ("time", "input"), "hidden": _TIME_HIDDEN}
    dims |= dict.fromkeys((*cell, *gates, *preactivations), _TIME_HIDDEN)
    dims |= {"gradient_norms": ("time",)} | dict.fromkeys(
        (f"{name}_gradient_norms" for name in cell), ("time",)
    )
    dims |= {"credit": ("time", "time")} | dict.fromkeys(
        (f"{name}_credit" for name in cell), ("time", "time")
    )
    return dims | {
        "jacobian_norms": ("time",),
        "eigenvalues": ("block", "hidden"),
        "singular_values": ("block", "hidden"),
        "jacobian_steps": ("point",),
        "jacobian_eigenvalues": ("point", "state"),
        "jacobian_singular_values": ("point", "state"),
    }


def array_list(opened: OpenTrace) -> list[dict[str, object]]:
    """Name, shape and axes of every array of the top layer, without computing any."""
    record, layer = opened.record, opened.trace.layer()
    size = state_size(layer)
    sizes = {"time": record.seq_len, "input": layer.x.shape[2], "hidden": layer.hidden_size, "state": size}
    sizes |= {
        "block": max(len(GATES[opened.trace.kind]), 1),
        "point": min(record.seq_len, jacobian_points(layer)),
    }
    shapes = {name: [sizes[dim] for dim in dims] for name, dims in array_dims(opened.trace.kind).items()}
    shapes["hidden"] = [record.seq_len, opened.trace.output.shape[2]]
    shapes["singular_values"][1] = min(layer.hidden_size, layer.hidden.shape[2])
    batch = (["batch"], [opened.trace.output.shape[0]]) if record.batched else ([], [])
    return [
        {"name": name, "shape": shape, "dims": list(dims)}
        if name in _WITHOUT_BATCH
        else {"name": name, "shape": batch[1] + shape, "dims": [*batch[0], *dims]}
        for (name, dims), shape in zip(array_dims(opened.trace.kind).items(), shapes.values(), strict=True)
    ]


_WITHOUT_BATCH = frozenset({"eigenvalues", "singular_values", "jacobian_steps"})


class ArrayReader:
    """Reads the arrays of one open trace; what was computed is remembered."""

    def __init__(self, opened: OpenTrace, memory: Memory, settings: Settings) -> None:
        self.opened = opened
        self.dims = array_dims(opened.trace.kind)
        self.settings = settings
        self._memory = memory

    def array(self, name: str, where: Where) -> NamedArray:
        """One array; a batch axis stands first where the input had one and no sample is chosen.

        Raises:
            NotFound: no array of this name, no such layer, direction or sample.
            InvalidInput: the trace is too long or too large for this array.
        """
        if name not in self.dims:
            raise NotFound(f"There is no array {name[:80]!r}; this trace has {', '.join(self.dims)}.")
        where = self._settled(name, where)
        if name in _COMPUTED:
            values = self._remembered(name, where, lambda: _to_numpy(self._compute(name, where)))
        else:
            values = _to_numpy(self._compute(name, where))
        if name in _WITHOUT_BATCH:
            return NamedArray(name, self.dims[name], values)
        if self.opened.record.batched and where.sample is None:
            return NamedArray(name, ("batch", *self.dims[name]), values)
        return NamedArray(name, self.dims[name], values[0])

    def _settled(self, name: str, where: Where) -> Where:
        """One spelling for one place, so that nothing is computed twice for its sake."""
        sample = where.sample
        if sample is not None:
            self._checked(sample)
            sample = sample if self.opened.record.batched else None
        if name == "hidden" and where.layer is None and where.direction is None:
            return Where(sample=sample)
        layer = self.layer(Where(where.layer, where.direction))
        return Where(layer.layer, layer.direction, sample)

    def layer(self, where: Where) -> LayerTrace:
        """The layer of this place, one sequence of the batch alone where one is named."""
        number = -1 if where.layer is None else where.layer
        found = self.opened.trace.layer(number, where.direction or "forward")
        return found if where.sample is None else _one_sequence(found, self._checked(where.sample))

    def gradient_norms(self, where: Where) -> GradientNorms:
        """Of this place, out of one sweep over all layers."""
        layer = self.layer(where)
        of_all = self._remembered("sweep", Where(), self._sweep)
        norms = of_all[layer.layer, layer.direction]
        if where.sample is None:
            return norms
        here = [where.sample]
        return GradientNorms(norms.hidden[here], None if norms.cell is None else norms.cell[here])

    def credit(self, where: Where) -> Credit:
        """All pairs of steps, if they are not too many."""
        layer = self.layer(where)
        check_credit(layer, self.settings)
        return self._remembered("pairs", where, lambda: credit(layer))

    def spectra(self, where: Where) -> JacobianSpectra:
        """Of the step Jacobians at evenly chosen steps, fewer for a large state."""
        layer = self.layer(where)
        check_state(layer, self.settings)
        steps = evenly_spaced_steps(layer.seq_len, jacobian_points(layer))
        return self._remembered("spectra", where, lambda: jacobian_spectra(layer, steps))

    def bounded(self, where: Where, check: Callable[[LayerTrace, Settings], None]) -> LayerTrace:
        """The layer of this place, after `check` found it small enough."""
        layer = self.layer(where)
        check(layer, self.settings)
        return layer

    def _compute(self, name: str, where: Where) -> Shaped[Tensor, "..."] | None:
        if name in _COMPUTED:
            return _COMPUTED[name](self, where)
        if name == "hidden" and where.layer is None and where.direction is None:
            output = self.opened.trace.output
            return output if where.sample is None else output[[self._checked(where.sample)]]
        return _captured(self.layer(where), name)

    def _sweep(self) -> Mapping[tuple[int, Direction], GradientNorms]:
        trace = self.opened.trace
        return gradient_norms(trace, parse_objective(self.opened.record.objective, trace.output.shape[2]))

    def _remembered(self, name: str, where: Where, make: Callable[[], T]) -> T:
        return self._memory.recall((self.opened.record.id, name, where), make)

    def _checked(self, sample: int) -> int:
        batch = self.opened.trace.output.shape[0]
        if sample >= batch:
            raise NotFound(f"There is no sequence {sample}: this trace has the sequences 0 to {batch - 1}.")
        return sample


_COMPUTED: Mapping[str, Callable[[ArrayReader, Where], Shaped[Tensor, "..."] | None]] = {
    "gradient_norms": lambda reader, where: reader.gradient_norms(where).hidden,
    "cell_gradient_norms": lambda reader, where: reader.gradient_norms(where).cell,
    "credit": lambda reader, where: reader.credit(where).hidden,
    "cell_credit": lambda reader, where: reader.credit(where).cell,
    "jacobian_norms": lambda reader, where: jacobian_norms(reader.bounded(where, check_norms)),
    "eigenvalues": lambda reader, where: block_eigenvalues(reader.bounded(where, check_weights)),
    "singular_values": lambda reader, where: block_singular_values(reader.bounded(where, check_weights)),
    "jacobian_steps": lambda reader, where: torch.tensor(reader.spectra(where).steps),
    "jacobian_eigenvalues": lambda reader, where: reader.spectra(where).eigenvalues,
    "jacobian_singular_values": lambda reader, where: reader.spectra(where).singular_values,
}


def _captured(layer: LayerTrace, name: str) -> Shaped[Tensor, "batch time unit"] | None:
    if name.endswith("_preactivation"):
        return layer.preactivations[name.removesuffix("_preactivation")]
    if name in layer.gates:
        return layer.gates[name]
    return {"input": layer.x, "hidden": layer.hidden, "cell": layer.cell}[name]


def _one_sequence(layer: LayerTrace, sample: int) -> LayerTrace:
    """The layer's record of one sequence alone."""
    here = slice(sample, sample + 1)
    return replace(
        layer,
        x=layer.x[here],
        hidden=layer.hidden[here],
        h0=layer.h0[here],
        cell=None if layer.cell is None else layer.cell[here],
        c0=None if layer.c0 is None else layer.c0[here],
        gates={name: gate[here] for name, gate in layer.gates.items()},
        preactivations={name: gate[here] for name, gate in layer.preactivations.items()},
        lengths=None if layer.lengths is None else layer.lengths[here],
    )


def _to_numpy(tensor: Shaped[Tensor, "..."] | None) -> Shaped[np.ndarray, "..."]:
    assert tensor is not None, "array_dims names only arrays that this kind has"
    return tensor.detach().cpu().numpy()
