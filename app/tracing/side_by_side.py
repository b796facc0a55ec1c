"""How far networks side by side reach: of each state a nudge forwards, the last error backwards, and its horizon."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float, Int

from app.core.cell_paths import straight_horizon
from app.core.linear_run import Kind, LinearRun, linear_run, with_bias_as_input
from app.core.reach import State, last_gradients, nudge_norms
from app.core.underflow import known_sizes
from app.models.side_by_side import GATED, Draw, SideBySide
from app.tracing.horizon import THRESHOLD, Horizon, memory_horizon

BIASES = tuple(np.arange(-2.0, 6.25, 0.5).tolist())
_KEPT_SWEEPS = 64


@dataclass(frozen=True, eq=False)
class Course:
    """One state of one network at the steps 1 ... T: |d s_t / d x_1|, |d eps_T / d s_t|, and its memory horizon.

    NaN where a size is too small for a float.
    """

    kind: Kind
    state: State
    nudges: Float[np.ndarray, " time"]
    gradients: Float[np.ndarray, " time"]
    horizon: Horizon

    @property
    def name(self) -> str:
        """rnn, gru, lstm_hidden or lstm_cell."""
        return f"lstm_{self.state}" if self.kind == "LSTM" else self.kind.lower()


def courses(side: SideBySide) -> tuple[tuple[Course, ...], LinearRun]:
    """Every state's course, the LSTM's last of all, and the LSTM's run."""
    runs = {kind: linear_run(kind, network, side.x[kind]) for kind, network in side.networks.items()}
    found = tuple(course for kind, run in runs.items() for course in _courses(kind, run, side))
    return found, runs["LSTM"]


def _courses(kind: Kind, run: LinearRun, side: SideBySide) -> list[Course]:
    nudges, gradients = nudge_norms(run, side.nudged), last_gradients(run, side.direction)
    return [
        Course(kind, state, known_sizes(nudges[state]), backwards_known(norms), memory_horizon(norms))
        for state, norms in gradients.items()
    ]


def backwards_known(sizes: Float[np.ndarray, " step"]) -> Float[np.ndarray, " step"]:
    """`known_sizes` of what is multiplied from the last step back."""
    return known_sizes(sizes[::-1])[::-1]


@dataclass(frozen=True, eq=False)
class Sweep:
    """Memory horizons at every bias of BIASES, and the closed form of a forget gate that reads nothing."""

    lstm: tuple[Horizon, ...]
    gru: tuple[Horizon, ...]
    law: Int[np.ndarray, " bias"]


@lru_cache(_KEPT_SWEEPS)
def bias_sweep(draw: Draw) -> Sweep:
    """One draw at every bias of the gates that keep, of C for the LSTM and of h for the GRU.

    Kept, since a slider of the bias asks for the same one again and again.
    """
    x, direction = draw.noise()
    every = np.empty((draw.steps, len(BIASES), draw.input_size + 1))
    every[:, :, :-1], every[:, :, -1] = x[:, None], BIASES
    found: dict[Kind, tuple[Horizon, ...]] = {}
    for kind in GATED:
        norms = last_gradients(linear_run(kind, with_bias_as_input(draw.weights(kind)), every), direction)
        found[kind] = tuple(memory_horizon(one) for one in norms.get("cell", norms["hidden"]).T)
    law = np.array([straight_horizon(bias, THRESHOLD) for bias in BIASES])
    law.setflags(write=False)
    return Sweep(found["LSTM"], found["GRU"], law)
