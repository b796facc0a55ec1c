"""The networks that lecture 10 sets side by side: an RNN, a GRU and an LSTM of one draw, or two made by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights
from app.core.constructed_lstms import CONSTRUCTED
from app.core.linear_run import Kind, with_bias_as_input, without_recurrence
from app.core.random_network import scaled_to_radius
from app.models.seeded import seeded_normal, seeded_weights

GatesRead = Literal["state", "input", "nothing"]
"""What the gates of GRU and LSTM read: h and x; x alone (U = 0); and in the gate that keeps nothing but its bias."""

KINDS: tuple[Kind, ...] = ("RNN", "GRU", "LSTM")
GATED: tuple[Kind, ...] = ("GRU", "LSTM")
TANH_UNIT = CellWeights(np.array([[1.0, 0.0, 0.0]]), np.array([[0.9]]))
"""Reads the value of `read_later`, and is to keep it: h_t = tanh(0.9 h_{t-1} + value)."""


@dataclass(frozen=True)
class Draw:
    """All that decides a draw: torch's seed of the networks (the input has 100 more), sizes, what the gates read."""

    seed: int
    steps: int
    input_size: int
    hidden_size: int
    gates_read: GatesRead = "state"

    def noise(self) -> tuple[Float[np.ndarray, "time input"], Float[np.ndarray, " hidden"]]:
        """The input x, and after it w of the error eps_T = w . h_T, all from N(0, 1)."""
        x, direction = seeded_normal(100 + self.seed, (self.steps, self.input_size), (self.hidden_size,))
        return x, direction

    def weights(self, kind: Kind) -> CellWeights:
        """A network as torch starts it; a gated one without what its gates are not to read."""
        drawn = seeded_weights(kind, self.input_size, self.hidden_size, self.seed)
        if kind == "RNN" or self.gates_read == "state":
            return drawn
        return without_recurrence(drawn, is_keep_constant=self.gates_read == "nothing")


@dataclass(frozen=True, eq=False)
class SideBySide:
    """Networks by kind, what each reads, w of the error, the number of parameters, and what of x_1 can be nudged."""

    networks: Mapping[Kind, CellWeights]
    x: Mapping[Kind, Float[np.ndarray, "time input"]]
    direction: Float[np.ndarray, " hidden"]
    parameters: Mapping[Kind, int]
    nudged: slice


def drawn(draw: Draw, start: tuple[float, float] | None) -> SideBySide:
    """All three of one draw.

    Args:
        draw: what is drawn.
        start: the RNN's spectral radius, and the bias of the gates that keep; torch's own start where None.
    """
    x, direction = draw.noise()
    networks = {kind: draw.weights(kind) for kind in KINDS}
    parameters = {kind: _count(network) for kind, network in networks.items()}
    read: dict[Kind, Float[np.ndarray, "time input"]] = dict.fromkeys(KINDS, x)
    if start is not None:
        radius, bias = start
        rnn = networks["RNN"]
        networks["RNN"] = replace(rnn, weight_hh=scaled_to_radius(rnn.weight_hh, radius))
        for kind in GATED:
            networks[kind] = with_bias_as_input(networks[kind])
            read[kind] = np.hstack((x, np.full((len(x), 1), bias)))
    return SideBySide(networks, read, direction, parameters, slice(0, draw.input_size))


def read_later(steps: int, read_at: int) -> SideBySide:
    """The LSTM that writes 1 at step 1 and reads it later and at the last step, and a tanh unit that is to keep it.

    Args:
        steps: T.
        read_at: when the output gate opens, besides at T.
    """
    networks: dict[Kind, CellWeights] = {"RNN": TANH_UNIT, "LSTM": CONSTRUCTED["read_later"].weights}
    x = np.zeros((steps, 3))  # value, write, read
    x[0, :2] = 1
    x[[min(read_at, steps) - 1, steps - 1], 2] = 1
    parameters = {kind: _count(network) for kind, network in networks.items()}
    return SideBySide(networks, dict.fromkeys(networks, x), np.ones(1), parameters, slice(0, 1))


def _count(network: CellWeights) -> int:
    arrays = (network.weight_ih, network.weight_hh, network.bias_ih, network.bias_hh)
    return sum(array.size for array in arrays if array is not None)
