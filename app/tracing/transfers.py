"""The step Jacobian's blocks: how an adjoint, or a change, is carried over one step, as plain matrices.

RNN, GRU   dh_t/dh_{t-1}
LSTM       dc_t/dh_{t-1} (h enters by the gates i, f, g) and dm_t/dh_{t-1} with c_t held (by the gate o),
           m = o tanh(c)
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from app.tracing.slopes import Slopes
from app.tracing.trace import LayerTrace


@dataclass(frozen=True, eq=False)
class Transfers:
    """Matrices [out, in] of some steps of one sequence: of the state, or of the LSTM's cell and read-out."""

    state: Float[Tensor, "point hidden output"]
    readout: Float[Tensor, "point hidden output"] | None


def transfers(
    layer: LayerTrace, slopes: Float[Tensor, "point gate hidden"], keep: Float[Tensor, "point hidden"] | None
) -> Transfers:
    """The matrices of the steps whose slopes are given.

    RNN: diag(s) W;  GRU: sum over gates diag(s) W + diag(z);  LSTM: the same sum over i, f, g, and over o.
    """
    blocks = layer.weight_hh.view(slopes.shape[1], -1, layer.weight_hh.shape[1])  # (gate, hidden, output)
    if layer.kind == "LSTM":
        return Transfers(_weighted(slopes[:, :3], blocks[:3]), slopes[:, 3, :, None] * blocks[3])
    state = _weighted(slopes, blocks)
    if keep is not None:
        state.diagonal(dim1=1, dim2=2).add_(keep)
    return Transfers(state, None)


def step_jacobians(
    layer: LayerTrace, slopes: Slopes, where: tuple[Tensor | slice | int, Tensor | slice]
) -> Float[Tensor, "point state state"]:
    """Jacobians [out, in] of the full state, (h, c) for an LSTM, at some steps of one sequence.

    m = o tanh(c):  dm/dh = dm/dh|_c + diag(dm/dc) dc/dh,  dm/dc' = diag(dm/dc * f),  h = W_hr m
    """
    keep = None if slopes.keep is None else slopes.keep[where]
    carried = transfers(layer, slopes.recurrent[where], keep)
    if carried.readout is None or slopes.readout is None or keep is None:
        return carried.state
    readout = slopes.readout[where]
    by_hidden = carried.readout + readout[:, :, None] * carried.state
    by_cell = torch.diag_embed(readout * keep)
    if layer.weight_hr is not None:
        by_hidden, by_cell = layer.weight_hr @ by_hidden, layer.weight_hr @ by_cell
    upper = torch.cat((by_hidden, by_cell), 2)
    lower = torch.cat((carried.state, torch.diag_embed(keep)), 2)
    return torch.cat((upper, lower), 1)


def _weighted(
    slopes: Float[Tensor, "point gate hidden"], blocks: Float[Tensor, "gate hidden output"]
) -> Float[Tensor, "point hidden output"]:
    """Sum over gates of diag(slope) W, for each step."""
    if len(blocks) == 1:
        return slopes[:, 0, :, None] * blocks[0]
    return torch.einsum("pgh,gho->pho", slopes, blocks)
