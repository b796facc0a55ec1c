"""Step Jacobians of the full state: what one step does to a small change of the state before it.

The full state is h for RNN and GRU, and h and c together for the LSTM, h first. (The product of dh_t/dh_{t-1}
with c held still, found in published code, is not the LSTM's: at lag 50 it may be 1e-43 where the truth is
2.)
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from app.errors import InvalidInput, NotFound
from app.tracing.slopes import local_slopes
from app.tracing.trace import LayerTrace
from app.tracing.transfers import step_jacobians

MAX_NUMBERS = 2**24  # entries of the Jacobians that are in memory at a time


@torch.no_grad()
def jacobians(layer: LayerTrace, steps: Sequence[int]) -> Float[Tensor, "batch point state state"]:
    """Jacobian of the step at each of the given times.

        J[t, i, j] = d state_t[i] / d state_{t-1}[j]

    Args:
        layer: one layer and direction of a trace.
        steps: the input's steps, from 0; the direction's own first step sets out from the initial state.

    Returns:
        [out, in]; 0 behind the end of a shorter sequence.

    Raises:
        NotFound: a step outside the sequence.
    """
    _check_steps(layer, steps)
    slopes, index = local_slopes(layer), torch.tensor(list(steps), dtype=torch.long)
    return torch.stack([step_jacobians(layer, slopes, (b, index)) for b in range(len(layer.hidden))])


@torch.no_grad()
def jacobian_norms(layer: LayerTrace) -> Float[Tensor, "batch time"]:
    """Spectral norm of every step's Jacobian: the most that the step can stretch a change.

    Exact (from all singular values), a bounded number of steps at a time. Cost: time * state^3.
    """
    slopes = local_slopes(layer)
    chunk = max(1, MAX_NUMBERS // state_size(layer) ** 2)
    norms = layer.hidden.new_empty(layer.hidden.shape[:2])
    for b in range(len(norms)):
        for start in range(0, layer.seq_len, chunk):
            here = (b, slice(start, start + chunk))
            norms[here] = torch.linalg.matrix_norm(step_jacobians(layer, slopes, here), ord=2)
    return norms


@torch.no_grad()
def jacobian_product(layer: LayerTrace, first: int, last: int) -> Float[Tensor, "batch state state"]:
    """What the steps from `first` to `last` together do to a change of the state before `first`.

        J_last ... J_first = d state_last / d state_{before first}

    Args:
        layer: one layer and direction of a trace; all its sequences at their full length.
        first: the step that comes first in the direction's own time (backwards: the larger number).
        last: the step that comes last.

    Raises:
        NotFound: a step outside the sequence.
        InvalidInput: `last` comes before `first`.
    """
    onwards = 1 if layer.direction == "forward" else -1
    if (last - first) * onwards < 0:
        raise InvalidInput(
            f"Step {last} comes before step {first} in a {layer.direction} layer; exchange the two."
        )
    _check_steps(layer, (first, last))
    slopes = local_slopes(layer)
    product = torch.eye(state_size(layer)).to(layer.hidden).repeat(len(layer.hidden), 1, 1)
    for step in range(first, last + onwards, onwards):
        for b in range(len(product)):
            product[b] = step_jacobians(layer, slopes, (b, slice(step, step + 1)))[0] @ product[b]
    return product


def _check_steps(layer: LayerTrace, steps: Sequence[int]) -> None:
    """Refuse steps outside the sequence."""
    outside = [step for step in steps if not 0 <= step < layer.seq_len]
    if outside:
        raise NotFound(f"There is no step {outside[0]}: this trace has the steps 0 to {layer.seq_len - 1}.")


def state_size(layer: LayerTrace) -> int:
    """Units of the full state: h, with c beside it in an LSTM."""
    return layer.hidden.shape[2] + (0 if layer.cell is None else layer.cell.shape[2])
