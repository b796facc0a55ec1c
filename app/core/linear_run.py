"""A run of an RNN, a GRU or an LSTM with the derivative of each of its steps, of the full state (h, C) for the LSTM.

Lecture 10. With s the slopes of the gates and W their rows of the recurrent matrix:

    RNN   dh_t = s W dh_{t-1}
    GRU   dh_t = (sum over r, z, n of s W) dh_{t-1} + z_t dh_{t-1}
    LSTM  dC_t = K_t dh_{t-1} + f_t dC_{t-1},  dh_t = Q_t dh_{t-1} + d_t dC_t
          K_t: the sum over i, f, c~ of s W;  Q_t: s W of o, C_t held;  d_t = o_t (1 - tanh(C_t)^2)

The steps are those of app/core/cells.py, differentiated.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.activations import tanh_slope
from app.core.cells import CellWeights, gru_step, lstm_step, rnn_step

Kind = Literal["RNN", "GRU", "LSTM"]
KEEPING_BLOCK = 1
"""Which block of rows belongs to the gate that keeps: f of i, f, c~, o; z of r, z, n (torch's z keeps)."""


@dataclass(frozen=True, eq=False)
class LinearRun:
    """A run's derivatives: the slopes of its gates, and what leads past them.

    `recurrent` are the slopes for W_hh's rows and `input` those for W_ih's: the GRU's new gate alone has two, since its
    reset gate does not touch the input. `keep` is z or f; `read` is d, for an LSTM only.
    """

    weights: CellWeights
    recurrent: Float[np.ndarray, "time *batch gate hidden"]
    input: Float[np.ndarray, "time *batch gate hidden"]
    keep: Float[np.ndarray, "time *batch hidden"] | None = None
    read: Float[np.ndarray, "time *batch hidden"] | None = None


def linear_run(kind: Kind, weights: CellWeights, x: Float[np.ndarray, "time *batch input"]) -> LinearRun:
    """Run a network from h_0 = 0 (and C_0 = 0), and differentiate each of its steps.

    Args:
        kind: whose steps these are.
        weights: rows grouped by gate as in torch.
        x: the sequence, or several side by side.
    """
    return {"RNN": _rnn, "GRU": _gru, "LSTM": _lstm}[kind](weights, x)


def with_bias_as_input(weights: CellWeights) -> CellWeights:
    """The same GRU or LSTM with one input more, last, which is the bias of the gate that keeps.

    A bias is the weight of an input that is always 1; turned round, an input that this gate alone reads, with the
    weight 1, is its bias. So one run of several sequences shows one network at several biases.
    """
    size = weights.weight_hh.shape[1]
    rows = slice(KEEPING_BLOCK * size, (KEEPING_BLOCK + 1) * size)
    bias_ih, bias_hh = (
        np.zeros(len(weights.weight_hh)) if bias is None else bias.copy()
        for bias in (weights.bias_ih, weights.bias_hh)
    )
    bias_ih[rows] = bias_hh[rows] = 0
    reads = np.zeros((len(weights.weight_ih), 1))
    reads[rows] = 1
    return replace(weights, weight_ih=np.hstack((weights.weight_ih, reads)), bias_ih=bias_ih, bias_hh=bias_hh)


def without_recurrence(weights: CellWeights, *, is_keep_constant: bool = False) -> CellWeights:
    """U = 0: no gate reads the state any more; with `is_keep_constant` the one that keeps does not read x either."""
    size, weight_ih = weights.weight_hh.shape[1], weights.weight_ih.copy()
    if is_keep_constant:
        weight_ih[KEEPING_BLOCK * size : (KEEPING_BLOCK + 1) * size] = 0
    return replace(weights, weight_ih=weight_ih, weight_hh=np.zeros_like(weights.weight_hh))


def _rnn(weights: CellWeights, x: Float[np.ndarray, "time *batch input"]) -> LinearRun:
    h, slopes = _zeros(weights, x), []
    for x_t in x:
        h = rnn_step(x_t, h, weights)
        slopes.append((1 - h) * (1 + h))
    recurrent = np.stack(slopes)[..., None, :]
    return LinearRun(weights, recurrent, recurrent)


def _gru(weights: CellWeights, x: Float[np.ndarray, "time *batch input"]) -> LinearRun:
    """Slopes of h' = (1 - z) n + z h with n = tanh(W_in x + b_in + r q), q = W_hn h + b_hn."""
    before, steps = [_zeros(weights, x)], []
    for x_t in x:
        steps.append(gru_step(x_t, before[-1], weights))
        before.append(steps[-1].hidden)
    r, z, n = (
        np.stack([getattr(step, f"{name}_gate") for step in steps]) for name in ("reset", "update", "new")
    )
    h, size = np.stack(before[:-1]), weights.weight_hh.shape[1]
    q = h @ weights.weight_hh[2 * size :].T
    q += 0 if weights.bias_hh is None else weights.bias_hh[2 * size :]
    by_new = (1 - z) * (1 - n) * (1 + n)
    by_reset, by_update = by_new * q * r * (1 - r), (h - n) * z * (1 - z)
    recurrent = np.stack((by_reset, by_update, by_new * r), axis=-2)
    return LinearRun(weights, recurrent, np.stack((by_reset, by_update, by_new), axis=-2), z)


def _lstm(weights: CellWeights, x: Float[np.ndarray, "time *batch input"]) -> LinearRun:
    """Slopes of C' = f C + i c~ and h' = o tanh(C')."""
    h = c = _zeros(weights, x)
    steps = []
    for x_t in x:
        steps.append(lstm_step(x_t, h, c, weights))
        h, c = steps[-1].hidden, steps[-1].cell
    i, f, g, o, cell = (
        np.stack([getattr(step, name) for step in steps])
        for name in ("input_gate", "forget_gate", "cell_gate", "output_gate", "cell")
    )
    before, squashed = np.concatenate((np.zeros_like(cell[:1]), cell[:-1])), np.tanh(cell)
    slopes = (g * i * (1 - i), before * f * (1 - f), i * (1 - g) * (1 + g), squashed * o * (1 - o))
    recurrent = np.stack(slopes, axis=-2)
    return LinearRun(weights, recurrent, recurrent, f, o * tanh_slope(cell))  # also where tanh(C) rounds to 1


def _zeros(
    weights: CellWeights, x: Float[np.ndarray, "time *batch input"]
) -> Float[np.ndarray, "*batch hidden"]:
    return np.zeros((*x.shape[1:-1], weights.weight_hh.shape[1]))
