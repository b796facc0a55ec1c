"""An LSTM over a sequence with all that happens inside, free, or with a gate held at a value from a step on.

Lecture 9: what a gate is for shows when it no longer does it.
"""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights, LSTMGates, lstm_gates, lstm_states

GateName = Literal["input_gate", "forget_gate", "cell_gate", "output_gate"]


@dataclass(frozen=True)
class Hold:
    """A gate that is kept at `value` from step `start` on (counted from 1), in one unit or, where None, in all."""

    gate: GateName
    value: float
    start: int = 1
    unit: int | None = None

    def applied(self, gates: LSTMGates) -> LSTMGates:
        """The same gates, with this one held."""
        values = getattr(gates, self.gate).copy()
        values[slice(None) if self.unit is None else self.unit] = self.value
        return replace(gates, **{self.gate: values})


@dataclass(frozen=True, eq=False)
class LSTMRun:
    """States after each step and the gates that made them."""

    hidden: Float[np.ndarray, "time hidden"]
    cell: Float[np.ndarray, "time hidden"]
    input_gate: Float[np.ndarray, "time hidden"]
    forget_gate: Float[np.ndarray, "time hidden"]
    cell_gate: Float[np.ndarray, "time hidden"]
    output_gate: Float[np.ndarray, "time hidden"]


def run_lstm(weights: CellWeights, x: Float[np.ndarray, "time input"], hold: Hold | None = None) -> LSTMRun:
    """Every state and gate of an LSTM from h_0 = c_0 = 0 on.

    A held gate is replaced before it is used, so the states and, through h, all later gates follow it.

    Args:
        weights: four groups of rows, in the order input, forget, cell, output.
        x: what the network reads, x[0] at step 1.
        hold: which gate is held; none where None.
    """
    h = c = np.zeros(weights.weight_hh.shape[1])
    names = ("input_gate", "forget_gate", "cell_gate", "output_gate")
    kept = np.empty((6, len(x), len(c)))
    for t, x_t in enumerate(x):
        gates = lstm_gates(x_t, h, weights)
        if hold is not None and t + 1 >= hold.start:
            gates = hold.applied(gates)
        h, c = lstm_states(gates, c)
        kept[:, t] = h, c, *(getattr(gates, name) for name in names)
    return LSTMRun(*kept)
