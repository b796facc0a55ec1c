"""One step of an RNN, a GRU and an LSTM with all that happens inside: what everything else is held to.

The letters are torch's: both biases are kept apart, the rows of a weight are grouped by gate (LSTM: input,
forget, cell, output; GRU: reset, update, new), and the GRU's update gate *keeps*: at 1 the state stays as it
is, as in Cho et al. 2014; Chung et al. 2014 exchange z and 1 - z. Torch's reset gate multiplies W_hn h + b_hn,
not h itself before the product.

Source: Elman 1990; Hochreiter & Schmidhuber 1997 with the forget gate of Gers, Schmidhuber & Cummins 2000;
Cho et al. 2014; projection: Sak, Senior & Beaufays 2014.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.activations import relu, sigmoid


@dataclass(frozen=True)
class CellWeights:
    """Parameters of one layer in one direction, as torch names and groups them."""

    weight_ih: Float[np.ndarray, "rows input"]
    weight_hh: Float[np.ndarray, "rows output"]
    bias_ih: Float[np.ndarray, " rows"] | None = None
    bias_hh: Float[np.ndarray, " rows"] | None = None
    weight_hr: Float[np.ndarray, "output hidden"] | None = None

    @property
    def bias(self) -> Float[np.ndarray, " rows"]:
        """b_ih + b_hh, 0 where there are none."""
        given = [bias for bias in (self.bias_ih, self.bias_hh) if bias is not None]
        return np.sum(given, axis=0) if given else np.zeros(len(self.weight_ih))


@dataclass(frozen=True)
class GRUStep:
    """Next hidden state of a GRU and the three gates that made it."""

    hidden: Float[np.ndarray, "*batch hidden"]
    reset_gate: Float[np.ndarray, "*batch hidden"]
    update_gate: Float[np.ndarray, "*batch hidden"]
    new_gate: Float[np.ndarray, "*batch hidden"]


@dataclass(frozen=True)
class LSTMGates:
    """The four gates of an LSTM at one step."""

    input_gate: Float[np.ndarray, "*batch hidden"]
    forget_gate: Float[np.ndarray, "*batch hidden"]
    cell_gate: Float[np.ndarray, "*batch hidden"]
    output_gate: Float[np.ndarray, "*batch hidden"]


@dataclass(frozen=True)
class LSTMStep:
    """Next hidden and cell state of an LSTM and the four gates that made them."""

    hidden: Float[np.ndarray, "*batch output"]
    cell: Float[np.ndarray, "*batch hidden"]
    input_gate: Float[np.ndarray, "*batch hidden"]
    forget_gate: Float[np.ndarray, "*batch hidden"]
    cell_gate: Float[np.ndarray, "*batch hidden"]
    output_gate: Float[np.ndarray, "*batch hidden"]


def rnn_step(
    x: Float[np.ndarray, "*batch input"],
    h: Float[np.ndarray, "*batch hidden"],
    weights: CellWeights,
    nonlinearity: Literal["tanh", "relu"] = "tanh",
) -> Float[np.ndarray, "*batch hidden"]:
    """Next hidden state of an Elman network.

        h' = squash(W_ih x + b_ih + W_hh h + b_hh)

    Args:
        x: input of this step.
        h: hidden state before it.
        weights: W_ih, W_hh, b_ih, b_hh with as many rows as the state has units.
        nonlinearity: the squash, tanh or max(0, .).

    Returns:
        Hidden state after the step.
    """
    squash = np.tanh if nonlinearity == "tanh" else relu
    return squash(_from_input(x, weights) + _from_state(h, weights))


def gru_step(
    x: Float[np.ndarray, "*batch input"], h: Float[np.ndarray, "*batch hidden"], weights: CellWeights
) -> GRUStep:
    """Next hidden state of a GRU with its gates.

    Args:
        x: input of this step.
        h: hidden state before it.
        weights: three groups of rows, in the order reset, update, new.

    Returns:
        The state after the step and the gates, after their squash.
    """
    x_r, x_z, x_n = _by_gate(_from_input(x, weights), 3)
    h_r, h_z, h_n = _by_gate(_from_state(h, weights), 3)
    # r = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
    r = sigmoid(x_r + h_r)
    # z = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
    z = sigmoid(x_z + h_z)
    # n = tanh(W_in x + b_in + r * (W_hn h + b_hn))
    n = np.tanh(x_n + r * h_n)
    # h' = (1 - z) * n + z * h
    return GRUStep((1 - z) * n + z * h, r, z, n)


def lstm_step(
    x: Float[np.ndarray, "*batch input"],
    h: Float[np.ndarray, "*batch output"],
    c: Float[np.ndarray, "*batch hidden"],
    weights: CellWeights,
) -> LSTMStep:
    """Next hidden and cell state of an LSTM with its gates.

    Args:
        x: input of this step.
        h: hidden state before it; shorter than the cell where `weights` has a projection.
        c: cell state before it.
        weights: four groups of rows, in the order input, forget, cell, output; with W_hr the hidden state is
            projected.

    Returns:
        Both states after the step and the gates, after their squash.
    """
    gates = lstm_gates(x, h, weights)
    h_next, c_next = lstm_states(gates, c, weights.weight_hr)
    i, f, g, o = gates.input_gate, gates.forget_gate, gates.cell_gate, gates.output_gate
    return LSTMStep(h_next, c_next, i, f, g, o)


def lstm_gates(
    x: Float[np.ndarray, "*batch input"], h: Float[np.ndarray, "*batch output"], weights: CellWeights
) -> LSTMGates:
    """The first half of an LSTM's step: its four gates, from the input and the hidden state before it.

    Args:
        x: input of this step.
        h: hidden state before it.
        weights: four groups of rows, in the order input, forget, cell, output.

    Returns:
        The gates, after their squash.
    """
    z_i, z_f, z_g, z_o = _by_gate(_from_input(x, weights) + _from_state(h, weights), 4)
    # i = sigmoid(W_ii x + b_ii + W_hi h + b_hi)
    i = sigmoid(z_i)
    # f = sigmoid(W_if x + b_if + W_hf h + b_hf)
    f = sigmoid(z_f)
    # g = tanh(W_ig x + b_ig + W_hg h + b_hg)
    g = np.tanh(z_g)
    # o = sigmoid(W_io x + b_io + W_ho h + b_ho)
    o = sigmoid(z_o)
    return LSTMGates(i, f, g, o)


def lstm_states(
    gates: LSTMGates,
    c: Float[np.ndarray, "*batch hidden"],
    weight_hr: Float[np.ndarray, "output hidden"] | None = None,
) -> tuple[Float[np.ndarray, "*batch output"], Float[np.ndarray, "*batch hidden"]]:
    """The second half of an LSTM's step: what the gates make of the cell.

    Args:
        gates: of this step, the network's own or held ones.
        c: cell state before it.
        weight_hr: the projection, where there is one.

    Returns:
        Hidden and cell state after the step.
    """
    # c' = f * c + i * g
    c_next = gates.forget_gate * c + gates.input_gate * gates.cell_gate
    # h' = W_hr (o * tanh(c')), without a projection o * tanh(c')
    h_next = gates.output_gate * np.tanh(c_next)
    return (h_next if weight_hr is None else h_next @ weight_hr.T), c_next


def _from_input(
    x: Float[np.ndarray, "*batch input"], weights: CellWeights
) -> Float[np.ndarray, "*batch rows"]:
    """The input's share, W_ih x + b_ih."""
    return x @ weights.weight_ih.T + (0 if weights.bias_ih is None else weights.bias_ih)


def _from_state(
    h: Float[np.ndarray, "*batch output"], weights: CellWeights
) -> Float[np.ndarray, "*batch rows"]:
    """The state's share, W_hh h + b_hh."""
    return h @ weights.weight_hh.T + (0 if weights.bias_hh is None else weights.bias_hh)


def _by_gate(rows: Float[np.ndarray, "*batch rows"], gates: int) -> list[Float[np.ndarray, "*batch hidden"]]:
    """Views of the rows, gate by gate; `np.split` takes a third of a step's time."""
    size = rows.shape[-1] // gates
    return [rows[..., start : start + size] for start in range(0, gates * size, size)]
