"""Which steps and units of a layer are told, and what is told of it, as plain data.

    gradient_norms, cell_gradient_norms
                |dL/dh_t|, |dL/dc_t|
    log10_gradient_norms
                the same on log10; None where it is exactly 0
    gates       each gate's mean over its units, step by step
    hidden      states (time, unit), and `plane` to draw them on
    spectral_radius
                of weight_hh, gate by gate, where that is cheap, and not in every snapshot

What is not a number is None.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from app.tracing.gradients import StateGradients
from app.tracing.norms import unit_norm
from app.tracing.spectra import evenly_spaced_steps, spectral_radius
from app.tracing.trace import GATES, LayerTrace
from app.training.plain import plain
from app.training.plane import StatePlane

MAX_SHOWN, MAX_ENTRIES = 200, 256
"""Steps that are told of the sequence that decides which, and of a later one that is longer."""
MAX_UNITS = 64
_MAX_CUBES = 2**24  # hidden_size cubed times gates: their eigenvalues take some 50 ms
_DIGITS = 4


@dataclass(frozen=True)
class Shown:
    """Entry i of a list by time is the input's step first + i * every, in all snapshots of a network."""

    first: int
    every: int
    units: tuple[int, ...]

    @classmethod
    def of(cls, length: int, hidden_size: int, numbers: int) -> "Shown":
        """Up to MAX_SHOWN steps, the last among them, and about so many states in all, of units evenly chosen."""
        every = math.ceil(length / MAX_SHOWN)
        units = min(MAX_UNITS, numbers // math.ceil(length / every))
        return cls((length - 1) % every, every, evenly_spaced_steps(hidden_size, max(2, units)))

    def steps(self, values: Tensor) -> Tensor:
        """Of an array by time, the steps that are told."""
        return values[self.first :: self.every][:MAX_ENTRIES]

    def states(self, layer: LayerTrace) -> Float[Tensor, "point unit"]:
        """The first sequence's states at those steps, of the units that are told."""
        return self.steps(layer.hidden[0])[:, list(self.units)]


def states_told(layer: LayerTrace, shown: Shown, plane: StatePlane) -> dict[str, Any]:
    """Gates and states of a layer in one direction."""
    told: dict[str, Any] = {
        "gates": {name: rounded(shown.steps(gate[0].mean(1))) for name, gate in layer.gates.items()},
        "hidden": rounded(shown.states(layer)),
    }
    if plane.count:
        told["plane"] = {"center": plain(plane.center.float()), "axes": plain(plane.axes.float())}
    return told


def radii_told(layer: LayerTrace) -> dict[str, Any]:
    """Spectral radii by gate; nothing where they would be dear, or weights are no numbers."""
    names = GATES[layer.kind] or ("hidden",)
    if len(names) * layer.hidden_size**3 > _MAX_CUBES or not layer.weight_hh.isfinite().all():
        return {}
    return {"spectral_radius": dict(zip(names, plain(spectral_radius(layer)), strict=True))}


def gradients_told(gradients: StateGradients, shown: Shown) -> dict[str, Any]:
    """How much of a loss reaches each step's states."""
    norms = shown.steps(unit_norm(gradients.hidden)[0])
    told = {"gradient_norms": plain(norms), "log10_gradient_norms": rounded(norms.log10())}
    if gradients.cell is not None:
        told["cell_gradient_norms"] = plain(shown.steps(unit_norm(gradients.cell)[0]))
    return told


def rounded(values: Float[Tensor, "..."]) -> Any:
    """Numbers for colors: four digits behind the point are more than an eye can tell."""
    return plain(torch.round(values.float(), decimals=_DIGITS))
