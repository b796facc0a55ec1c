"""How strongly each step's state moves an objective: |dL/dh_t| and |dL/dc_t| by layer and direction.

Total derivatives, as autograd's: dL/dh_t holds every path from h_t to L, those through upper layers too, and
dL/dc_t the path through h_t as well. The sweep goes back through time once for all; all that does not depend
on the adjoint is computed beforehand for every step at once (app/tracing/slopes.py).

Source: Werbos 1990 (backpropagation through time).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from app.tracing.norms import unit_norm
from app.tracing.objectives import Head, Objective, head_objective, last_steps
from app.tracing.slopes import Slopes, local_slopes
from app.tracing.trace import Direction, LayerTrace, Trace, step_mask


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """2-norms of the total derivatives by the states of one layer and direction, at the input's steps."""

    hidden: Float[Tensor, "batch time"]
    cell: Float[Tensor, "batch time"] | None


@dataclass(frozen=True, eq=False)
class StateGradients:
    """Total derivatives by the states and the layer's input, at the input's steps."""

    hidden: Float[Tensor, "batch time output"]
    cell: Float[Tensor, "batch time hidden"] | None
    x: Float[Tensor, "batch time input"]


@dataclass(frozen=True, eq=False)
class Seeds:
    """Derivatives of L by what a network hands out: its output, and its final states h_n and c_n.

    Each by the paths that leave the network there, as autograd gives them; those within it are not in them.
    """

    output: Float[Tensor, "batch time outputs"]
    hidden: Float[Tensor, "run batch output"] | None = None
    cell: Float[Tensor, "run batch hidden"] | None = None


def gradient_norms(
    trace: Trace, objective: Objective | Head
) -> Mapping[tuple[int, Direction], GradientNorms]:
    """|dL/dh_t| and |dL/dc_t| at every step, by (layer, direction).

    Args:
        trace: a captured run.
        objective: L, from `parse_objective`, or a head: a function of the output (batch, time, output) to one
            number.

    Returns:
        2-norms over the units; exactly 0 where no path leads to L, and behind a sequence's end.

    Raises:
        InvalidInput: the head does not give one number that depends on the output.
    """
    return {
        key: GradientNorms(
            unit_norm(gradients.hidden), None if gradients.cell is None else unit_norm(gradients.cell)
        )
        for key, gradients in state_gradients(trace, objective).items()
    }


def state_gradients(
    trace: Trace, objective: Objective | Head
) -> Mapping[tuple[int, Direction], StateGradients]:
    """The derivatives themselves, with the arguments and errors of `gradient_norms`."""
    objective = objective if isinstance(objective, Objective) else head_objective(objective)
    return seeded_gradients(trace, Seeds(objective.seed(trace)))


@torch.no_grad()
def seeded_gradients(trace: Trace, seeds: Seeds) -> Mapping[tuple[int, Direction], StateGradients]:
    """Total derivatives of any L by all states, from its derivatives by what the network hands out.

        dL/dh_t = sum over s >= t of (dh_s/dh_t)^T dL/dh_s by the paths that leave at s

    Args:
        trace: the run whose output and final states L was made of.
        seeds: derivatives of L by them.

    Returns:
        Derivatives by (layer, direction).
    """
    direct = seeds.output  # dL/d output of the layer at hand
    mask = step_mask(trace.lengths, direct)
    direct = direct if mask is None else direct * mask
    found: dict[tuple[int, Direction], StateGradients] = {}
    for layer in reversed(range(trace.num_layers)):
        halves = direct.chunk(len(trace.directions), -1)
        for direction, half in zip(trace.directions, halves, strict=True):
            here = trace.layer(layer, direction)
            by_output = half if seeds.hidden is None else _with_final(trace, here, seeds.hidden, half)
            by_cell = None
            if seeds.cell is not None and here.cell is not None:
                by_cell = _with_final(trace, here, seeds.cell, torch.zeros_like(here.cell))
            found[layer, direction] = layer_gradients(here, by_output, by_cell)
        direct = torch.stack([found[layer, direction].x for direction in trace.directions]).sum(0)
    return found


def _with_final(
    trace: Trace,
    layer: LayerTrace,
    final: Float[Tensor, "run batch unit"],
    by_step: Float[Tensor, "batch time unit"],
) -> Float[Tensor, "batch time unit"]:
    """The derivatives step by step, that by the final state among them: it is the direction's last."""
    own = final[layer.layer * len(trace.directions) + trace.directions.index(layer.direction)]
    last = last_steps(trace)
    joined = by_step.clone()
    joined[torch.arange(len(own)), last if layer.direction == "forward" else torch.zeros_like(last)] += own
    return joined


def layer_gradients(
    layer: LayerTrace,
    direct: Float[Tensor, "batch time output"],
    direct_cell: Float[Tensor, "batch time hidden"] | None = None,
) -> StateGradients:
    """Derivatives of one layer and direction, given dL/dh_t and dL/dc_t by the paths that leave the layer at t."""
    slopes = local_slopes(layer)
    turned = layer.own_time(direct)
    if slopes.readout is None:
        hidden, cell = layer.own_time(_sweep_hidden(layer, slopes, turned)), None
        before = slopes.input * hidden[:, :, None]
    else:
        cells = torch.zeros_like(slopes.readout) if direct_cell is None else direct_cell
        both = _sweep_cell(layer, slopes, turned, layer.own_time(cells))
        hidden, cell = (layer.own_time(adjoint) for adjoint in both)
        through = hidden if layer.weight_hr is None else hidden @ layer.weight_hr
        before = slopes.input * torch.stack((cell, cell, cell, through), 2)
    return StateGradients(hidden, cell, before.flatten(2) @ layer.weight_ih)


def _sweep_hidden(
    layer: LayerTrace, slopes: Slopes, direct: Float[Tensor, "batch time output"]
) -> Float[Tensor, "batch time output"]:
    """dL/dh_t of an RNN or GRU, `direct` and the result in the direction's own time."""
    adjoint = _by_step(direct)
    slope = _by_step(layer.own_time(slopes.recurrent))
    keep = None if slopes.keep is None else _by_step(layer.own_time(slopes.keep))
    before = torch.empty_like(slope[0])
    flat = before.flatten(1)
    for t in range(len(adjoint) - 1, 0, -1):
        torch.mul(slope[t], adjoint[t][:, None], out=before)
        adjoint[t - 1].addmm_(flat, layer.weight_hh)
        if keep is not None:
            adjoint[t - 1].addcmul_(adjoint[t], keep[t])
    return torch.stack(adjoint, 1)


def _sweep_cell(
    layer: LayerTrace,
    slopes: Slopes,
    direct: Float[Tensor, "batch time output"],
    direct_cell: Float[Tensor, "batch time hidden"],
) -> tuple[Float[Tensor, "batch time output"], Float[Tensor, "batch time hidden"]]:
    """dL/dh_t and dL/dc_t of an LSTM, what leads out and the results in the direction's own time."""
    assert slopes.keep is not None
    assert slopes.readout is not None
    adjoint = _by_step(direct)
    slope, keep, readout = (
        _by_step(layer.own_time(part)) for part in (slopes.recurrent, slopes.keep, slopes.readout)
    )
    cells = _by_step(direct_cell)
    before = torch.empty_like(slope[0])
    by_cell, by_output, flat = before[:, :3], before[:, 3], before.flatten(1)
    for t in range(len(adjoint) - 1, -1, -1):
        through = adjoint[t] if layer.weight_hr is None else adjoint[t] @ layer.weight_hr
        cells[t].addcmul_(readout[t], through)
        if t == 0:
            break
        torch.mul(slope[t][:, :3], cells[t][:, None], out=by_cell)
        torch.mul(slope[t][:, 3], through, out=by_output)
        adjoint[t - 1].addmm_(flat, layer.weight_hh)
        cells[t - 1].addcmul_(cells[t], keep[t])
    return torch.stack(adjoint, 1), torch.stack(cells, 1)


def _by_step(array: Shaped[Tensor, "batch time *rest"]) -> tuple[Tensor, ...]:
    """A copy with each step's values together in memory, one view a step."""
    return array.transpose(0, 1).clone(memory_format=torch.contiguous_format).unbind(0)
