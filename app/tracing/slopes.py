"""Derivatives within one step, for all steps at once: what every sweep back through time is made of.

With s the adjoint of the state that a gate acts on, the adjoint of that gate's pre-activation is slope * s,
unit by unit; the state before the step gets it through W_hh. What else leads back, past all gates, is `keep`:

    RNN   d_pre = slope * d_h                               d_h_prev = W_hh^T d_pre
    GRU   d_pre = slope * d_h          (r, z, n)            d_h_prev = W_hh^T d_pre + z * d_h
    LSTM  d_m = W_hr^T d_h (d_h without a projection)       d_c = d_c_kept + readout * d_m
          d_pre = slope * d_c (i, f, g), slope * d_m (o)    d_h_prev = W_hh^T d_pre,  d_c_kept_prev = f * d_c

d_c is the total derivative: the path c -> h is in it.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from app.tracing.trace import LayerTrace, step_mask


@dataclass(frozen=True, eq=False)
class Slopes:
    """Slopes of one layer and direction at the input's steps; 0 behind a sequence's end.

    `recurrent` belongs to W_hh's rows and `input` to W_ih's: they differ in the GRU's new gate alone, whose
    reset gate multiplies the recurrent share only. `keep` is z or f, `readout` is dm/dc of m = o tanh(c).
    """

    recurrent: Float[Tensor, "batch time gate hidden"]
    input: Float[Tensor, "batch time gate hidden"]
    keep: Float[Tensor, "batch time hidden"] | None = None
    readout: Float[Tensor, "batch time hidden"] | None = None


@torch.no_grad()
def local_slopes(layer: LayerTrace) -> Slopes:
    """Slopes of every step, from the traced states and gates alone."""
    slopes = {"RNN": _rnn, "GRU": _gru, "LSTM": _lstm}[layer.kind](layer)
    mask = step_mask(layer.lengths, layer.hidden)
    if mask is None:
        return slopes
    return Slopes(
        slopes.recurrent * mask[..., None],
        slopes.input * mask[..., None],
        None if slopes.keep is None else slopes.keep * mask,
        None if slopes.readout is None else slopes.readout * mask,
    )


def _rnn(layer: LayerTrace) -> Slopes:
    """Slope of the squash: tanh' = 1 - h^2; relu' = 1 where h > 0, else 0 (as torch has it at 0)."""
    h = layer.hidden
    slope = 1 - h**2 if layer.nonlinearity == "tanh" else (h > 0).to(h.dtype)
    return Slopes(slope[:, :, None], slope[:, :, None])


def _gru(layer: LayerTrace) -> Slopes:
    """Slopes of h' = (1 - z) n + z h with n = tanh(W_in x + b_in + r q), q = W_hn h + b_hn."""
    r, z, n = (layer.gates[name] for name in ("reset_gate", "update_gate", "new_gate"))
    size = layer.hidden_size
    h = layer.previous(layer.hidden, layer.h0)
    q = h @ layer.weight_hh[2 * size :].T
    if layer.bias_hh is not None:
        q += layer.bias_hh[2 * size :]
    by_new = (1 - z) * (1 - n**2)
    by_reset = by_new * q * r * (1 - r)
    by_update = (h - n) * z * (1 - z)
    return Slopes(
        torch.stack((by_reset, by_update, by_new * r), 2), torch.stack((by_reset, by_update, by_new), 2), z
    )


def _lstm(layer: LayerTrace) -> Slopes:
    """Slopes of c' = f c + i g, m = o tanh(c')."""
    names = ("input_gate", "forget_gate", "cell_gate", "output_gate")
    i, f, g, o = (layer.gates[name] for name in names)
    assert layer.cell is not None
    assert layer.c0 is not None
    c = layer.previous(layer.cell, layer.c0)
    read = layer.cell.tanh()
    slopes = torch.stack((g * i * (1 - i), c * f * (1 - f), i * (1 - g**2), read * o * (1 - o)), 2)
    return Slopes(slopes, slopes, f, o * (1 - read**2))
