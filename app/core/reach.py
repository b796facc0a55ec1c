"""How far one run of a network reaches in time: a nudge of its first input forwards, its last error backwards.

Lecture 10. Both are total derivatives of the full state: an LSTM's cell is followed through h as well. The error is of
the last step alone, eps_T = w . h_T, so that there is a last value to compare with (memory horizon).

Source: Werbos 1990 (backpropagation through time).
"""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.bptt import sizes
from app.core.cell_paths import StepPaths
from app.core.linear_run import LinearRun

State = Literal["hidden", "cell"]
_INTO_CELL = 3
"""The LSTM's first three gates, i, f and c~, act on the cell; o acts on what is read from it."""


def last_gradients(
    run: LinearRun, direction: Float[np.ndarray, " hidden"]
) -> Mapping[State, Float[np.ndarray, " time *batch"]]:
    """|d eps_T / d h_t|, and |d eps_T / d C_t| for an LSTM, of the error eps_T = w . h_T.

    Both are total derivatives: every path from the state to the error is in them, from C_t those through h_t as well.

    Args:
        run: of `linear_run`.
        direction: w.
    """
    by_hidden = np.zeros((*run.recurrent.shape[:-2], len(direction)))
    by_cell = np.zeros_like(by_hidden)
    by_hidden[-1] = direction
    slopes, keep, read = run.recurrent, run.keep, run.read
    weight = run.weights.weight_hh
    for t in range(len(slopes) - 1, -1, -1):
        if read is not None:
            by_cell[t] += read[t] * by_hidden[t]
        if t == 0:
            break
        by_gate = slopes[t] * by_hidden[t][..., None, :]
        if read is not None and keep is not None:
            by_gate[..., :_INTO_CELL, :] = slopes[t][..., :_INTO_CELL, :] * by_cell[t][..., None, :]
            by_cell[t - 1] = keep[t] * by_cell[t]
        by_hidden[t - 1] = by_gate.reshape(*by_gate.shape[:-2], -1) @ weight
        if read is None and keep is not None:
            by_hidden[t - 1] += keep[t] * by_hidden[t]
    found: dict[State, Float[np.ndarray, " time *batch"]] = {"hidden": sizes(by_hidden)}
    return found if read is None else found | {"cell": sizes(by_cell)}


def nudge_norms(run: LinearRun, features: slice = slice(None)) -> Mapping[State, Float[np.ndarray, " time"]]:
    """Spectral norms |d h_t / d x_1|, and |d C_t / d x_1| for an LSTM, at the steps 1 ... T.

    Args:
        run: of one sequence.
        features: which entries of x_1 are nudged.
    """
    first = run.input[0, :, :, None] * _blocks(run, run.weights.weight_ih)[:, :, features]
    onwards = _onwards(run)
    if run.read is None or run.keep is None:
        hidden = [first.sum(axis=0)]
        for matrix in onwards[1:, 0]:
            hidden.append(matrix @ hidden[-1])
        return {"hidden": _spectral(hidden)}
    by_cell = first[:_INTO_CELL].sum(axis=0)
    by_hidden = first[_INTO_CELL] + run.read[0, :, None] * by_cell
    hidden, cells, size = [by_hidden], [by_cell], len(by_cell)
    both = onwards.reshape(len(onwards), 2 * size, size)
    for t in range(1, len(both)):
        moved = both[t] @ by_hidden
        to_cell, to_hidden = moved[:size], moved[size:]
        by_cell = to_cell + run.keep[t, :, None] * by_cell
        by_hidden = to_hidden + run.read[t, :, None] * by_cell
        hidden.append(by_hidden)
        cells.append(by_cell)
    return {"hidden": _spectral(hidden), "cell": _spectral(cells)}


def step_paths(run: LinearRun) -> StepPaths:
    """The steps of an LSTM's run of one sequence, as a change of its cell goes through them."""
    if run.keep is None or run.read is None:
        raise ValueError("only an LSTM has a cell; its run has `keep` and `read`")
    onwards = _onwards(run)
    return StepPaths(run.keep, run.read, onwards[:, 0], onwards[:, 1])


def _onwards(run: LinearRun) -> Float[np.ndarray, "time part hidden hidden"]:
    """Each step's matrix: dh_t/dh_{t-1} for RNN and GRU; for an LSTM K_t, and Q_t after it."""
    blocks = _blocks(run, run.weights.weight_hh)
    if run.read is not None:
        into_cell = _weighted(run.recurrent[:, :_INTO_CELL], blocks[:_INTO_CELL])
        return np.stack((into_cell, run.recurrent[:, _INTO_CELL, :, None] * blocks[_INTO_CELL]), axis=1)
    state = _weighted(run.recurrent, blocks)
    if run.keep is not None:
        diagonal = np.arange(state.shape[1])
        state[:, diagonal, diagonal] += run.keep
    return state[:, None]


def _weighted(
    slopes: Float[np.ndarray, "time gate hidden"], blocks: Float[np.ndarray, "gate hidden column"]
) -> Float[np.ndarray, "time hidden column"]:
    """The sum over gates of diag(s) W at each step."""
    by_unit = slopes.transpose(2, 0, 1) @ blocks.transpose(1, 0, 2)  # (hidden, time, column)
    return by_unit.transpose(1, 0, 2).copy()


def _blocks(
    run: LinearRun, weight: Float[np.ndarray, "rows column"]
) -> Float[np.ndarray, "gate hidden column"]:
    """A weight's rows by gate."""
    return weight.reshape(run.recurrent.shape[-2], -1, weight.shape[1])


def _spectral(changes: list[Float[np.ndarray, "hidden feature"]]) -> Float[np.ndarray, " time"]:
    """Largest singular values, as roots of the largest eigenvalues of the small A^T A; A is scaled to 1 first."""
    stack = np.stack(changes)
    largest = np.abs(stack).max(axis=(1, 2))
    scaled = stack / np.where(largest == 0, 1, largest)[:, None, None]
    squares = np.linalg.eigvalsh(scaled.transpose(0, 2, 1) @ scaled)[:, -1]
    return largest * np.sqrt(np.maximum(squares, 0))
