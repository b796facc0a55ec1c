"""Eigenvalues and singular values of the recurrent weights, gate by gate, and of the step Jacobians.

A gate block's eigenvalues do not govern a gated cell's dynamics: the step Jacobian's do. All are computed in
float64 and sorted by falling size. Eigenvalues of a nearly defective matrix are known to the square root of
the precision only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Complex, Float
from torch import Tensor

from app.tracing.jacobians import MAX_NUMBERS, jacobians, state_size
from app.tracing.trace import LayerTrace

MAX_POINTS = (
    200  # steps whose Jacobians are taken apart: all 20,000 of an LSTM of 256 would take an hour and a half
)


@dataclass(frozen=True, eq=False)
class JacobianSpectra:
    """Eigenvalues and singular values of the step Jacobians at `steps`, each by falling size."""

    steps: tuple[int, ...]
    eigenvalues: Complex[Tensor, "batch point state"]
    singular_values: Float[Tensor, "batch point state"]


def weight_blocks(layer: LayerTrace) -> Float[Tensor, "block hidden output"]:
    """weight_hh by gate, in torch's order; an RNN has one block."""
    return layer.weight_hh.view(-1, layer.hidden_size, layer.weight_hh.shape[1])


def block_eigenvalues(layer: LayerTrace) -> Complex[Tensor, "block hidden"]:
    """Eigenvalues of each gate's recurrent weights; with a projection, of the square block @ weight_hr."""
    blocks = weight_blocks(layer).double()
    return sorted_eigenvalues(blocks if layer.weight_hr is None else blocks @ layer.weight_hr.double())


def block_singular_values(layer: LayerTrace) -> Float[Tensor, "block value"]:
    """Singular values of each gate's recurrent weights."""
    return torch.linalg.svdvals(weight_blocks(layer).double())


def spectral_radius(layer: LayerTrace) -> Float[Tensor, " block"]:
    """Largest absolute eigenvalue of each gate's recurrent weights."""
    return block_eigenvalues(layer)[:, 0].abs()


def evenly_spaced_steps(seq_len: int, count: int = MAX_POINTS) -> tuple[int, ...]:
    """At most `count` steps out of `seq_len`, evenly chosen, the first and the last among them."""
    if seq_len <= count:
        return tuple(range(seq_len))
    return tuple(round(point * (seq_len - 1) / (count - 1)) for point in range(count))


def jacobian_spectra(layer: LayerTrace, steps: Sequence[int] | None = None) -> JacobianSpectra:
    """Spectra of the step Jacobians at the given steps, evenly chosen ones where none are given.

    Raises:
        NotFound: a step outside the sequence.
    """
    chosen = evenly_spaced_steps(layer.seq_len) if steps is None else tuple(steps)
    chunk = max(1, MAX_NUMBERS // (len(layer.hidden) * state_size(layer) ** 2))
    eigenvalues, singular_values = [], []
    for start in range(0, len(chosen), chunk):
        found = jacobians(layer, chosen[start : start + chunk]).double()
        eigenvalues.append(sorted_eigenvalues(found))
        singular_values.append(torch.linalg.svdvals(found))
    return JacobianSpectra(chosen, torch.cat(eigenvalues, 1), torch.cat(singular_values, 1))


def sorted_eigenvalues(matrices: Float[Tensor, "*point size size"]) -> Complex[Tensor, "*point size"]:
    """Eigenvalues by falling absolute value."""
    values = torch.linalg.eigvals(matrices)
    return values.gather(-1, values.abs().argsort(dim=-1, descending=True, stable=True))
