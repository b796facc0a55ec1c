"""How far one run of a network reaches in time: a nudge of its first input forwards, its last error backwards.

Lecture 10. Both are total derivatives of the full state: an LSTM's cell is followed through h as well. The error is of
the last step alone, eps_T = w . h_T, so that there is a last value to compare with (memory horizon).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from app.core.cell_paths import StepPaths
from app.tracing.capture import capture
from app.tracing.gradients import layer_gradients
from app.tracing.horizon import Horizon, memory_horizon
from app.tracing.norms import unit_norm
from app.tracing.slopes import Slopes, local_slopes
from app.tracing.trace import LayerTrace
from app.tracing.transfers import Transfers, input_jacobians, transfers

State = Literal["hidden", "cell"]
Norms = Mapping[State, Float[np.ndarray, " time"]]


@dataclass(frozen=True, eq=False)
class Reach:
    """One network at work on one sequence; norms by state, `cell` only for an LSTM.

    `nudges` are |d s_t / d x_1| (spectral), `gradients` |d eps_T / d s_t|, both at the steps 1 ... T.
    """

    layer: LayerTrace
    nudges: Norms
    gradients: Norms
    horizons: Mapping[State, Horizon]


@torch.no_grad()
def reach(
    network: nn.RNNBase,
    x: Float[Tensor, "time input"],
    direction: Float[Tensor, " hidden"],
    features: slice = slice(None),
) -> Reach:
    """Run a network of one layer and follow a small change both ways.

    Args:
        network: nn.RNN, nn.GRU or nn.LSTM, forwards.
        x: the sequence.
        direction: w of eps_T = w . h_T.
        features: which entries of x_1 are nudged.
    """
    layer = capture(network, x).layer()
    gradients = last_gradients(layer, direction)
    return Reach(
        layer,
        _nudges(layer, features),
        {state: norms[0] for state, norms in gradients.items()},
        {state: memory_horizon(norms[0]) for state, norms in gradients.items()},
    )


def last_gradients(
    layer: LayerTrace, direction: Float[Tensor, " hidden"]
) -> Mapping[State, Float[np.ndarray, "batch time"]]:
    """|d eps_T / d h_t|, and |d eps_T / d c_t| for an LSTM, of each sequence in a batch."""
    direct = torch.zeros_like(layer.hidden)
    direct[:, -1] = direction
    found = layer_gradients(layer, direct)
    norms: dict[State, np.ndarray] = {"hidden": unit_norm(found.hidden).numpy()}
    return norms if found.cell is None else norms | {"cell": unit_norm(found.cell).numpy()}


def step_paths(layer: LayerTrace) -> StepPaths:
    """The steps of an LSTM's run, as core follows a change through them; of the first sequence in a batch."""
    slopes = local_slopes(layer)
    carried = _carried(layer, slopes)
    assert slopes.keep is not None
    assert slopes.readout is not None
    assert carried.readout is not None
    parts = (slopes.keep[0], slopes.readout[0], carried.state, carried.readout)
    return StepPaths(*(part.numpy() for part in parts))


def _carried(layer: LayerTrace, slopes: Slopes) -> Transfers:
    return transfers(layer, slopes.recurrent[0], None if slopes.keep is None else slopes.keep[0])


def _nudges(layer: LayerTrace, features: slice) -> Norms:
    """The change of x_1 carried on from step to step, h and c side by side."""
    slopes = local_slopes(layer)
    carried = _carried(layer, slopes)
    first = input_jacobians(layer, slopes, (0, slice(0, 1)))[0][:, features]
    if carried.readout is None or slopes.keep is None or slopes.readout is None:
        hidden = [first]
        for onwards in carried.state[1:].unbind(0):
            hidden.append(onwards @ hidden[-1])
        return {"hidden": _spectral(hidden)}
    onwards_both = torch.cat((carried.state, carried.readout), 1)  # (time, 2 * hidden, hidden)
    keep, read = slopes.keep[0, :, :, None], slopes.readout[0, :, :, None]
    by_hidden, by_cell = first.chunk(2)
    hidden, cells = [by_hidden], [by_cell]
    for t in range(1, layer.seq_len):
        to_cell, to_readout = (onwards_both[t] @ by_hidden).chunk(2)
        by_cell = torch.addcmul(to_cell, keep[t], by_cell)
        by_hidden = torch.addcmul(to_readout, read[t], by_cell)
        hidden.append(by_hidden)
        cells.append(by_cell)
    return {"hidden": _spectral(hidden), "cell": _spectral(cells)}


def _spectral(changes: list[Tensor]) -> Float[np.ndarray, " time"]:
    return torch.linalg.matrix_norm(torch.stack(changes), ord=2).numpy()
