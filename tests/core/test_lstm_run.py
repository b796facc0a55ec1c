import dataclasses
import math

import numpy as np
import pytest
import torch

from app.core.cells import CellWeights
from app.core.constructed_lstms import CONSTRUCTED, demonstration
from app.core.lstm_run import Hold, run_lstm
from app.core.random_lstm import random_lstm
from tests.core.lstms import torch_lstm

ROW_BLOCKS = ["input_gate", "forget_gate", "cell_gate", "output_gate"]


def states(network, x, start=None):
    output, last = network(torch.tensor(x), start)
    return output.detach().numpy(), last


@pytest.mark.parametrize("hidden_size", [1, 7, 32])
def test_states_are_torchs_and_gates_obey_their_equations(hidden_size, rng):
    weights = random_lstm(hidden_size, 1.2, 5, forget_bias=1.0)
    x = rng.normal(size=(60, 1))

    run = run_lstm(weights, x)

    output, (_, c_n) = states(torch_lstm(weights), x)
    assert np.abs(run.hidden - output).max() < 1e-12
    assert np.abs(run.cell[-1] - c_n.detach().numpy()).max() < 1e-12
    before = np.vstack([np.zeros(hidden_size), run.hidden[:-1]])
    z = x @ weights.weight_ih.T + weights.bias_ih + before @ weights.weight_hh.T + weights.bias_hh
    for name, block in zip(ROW_BLOCKS, np.split(z, 4, axis=1), strict=True):
        squash = torch.tanh if name == "cell_gate" else torch.sigmoid
        assert np.abs(getattr(run, name) - squash(torch.tensor(block)).numpy()).max() < 1e-14


def with_gate_held(weights: CellWeights, gate: str, value: float, units: list[int]) -> CellWeights:
    """The network whose bias alone makes the gate: held by other means than ours."""
    rows = ROW_BLOCKS.index(gate) * weights.weight_hh.shape[1] + np.array(units)
    held = {name: array.copy() for name, array in dataclasses.asdict(weights).items() if array is not None}
    for array in held.values():
        array[rows] = 0
    held["bias_ih"][rows] = math.atanh(value) if gate == "cell_gate" else math.log(value / (1 - value))
    return CellWeights(**held)


@pytest.mark.parametrize("gate", ROW_BLOCKS)
@pytest.mark.parametrize("unit", [None, 2])
def test_a_held_gate_is_torchs_lstm_with_a_bias_for_it_alone(gate, unit, rng):
    weights, x = random_lstm(4, 1.5, 1), rng.normal(size=(30, 1))

    run = run_lstm(weights, x, Hold(gate, 0.3, start=11, unit=unit))

    free, state = states(torch_lstm(weights), x[:10])
    held = with_gate_held(weights, gate, 0.3, [0, 1, 2, 3] if unit is None else [unit])
    after, (_, c_n) = states(torch_lstm(held), x[10:], state)
    assert np.abs(run.hidden - np.vstack([free, after])).max() < 1e-12
    assert np.abs(run.cell[-1] - c_n.detach().numpy()).max() < 1e-12


def test_a_latch_whose_forget_gate_is_held_at_09_forgets_at_that_rate():
    x = np.zeros((101, 2))
    x[0] = 1

    run = run_lstm(CONSTRUCTED["latch"].weights, x, Hold("forget_gate", 0.9))

    written = math.tanh(5) / (1 + math.exp(-10))
    np.testing.assert_allclose(run.cell[:, 0], written * 0.9 ** np.arange(101), rtol=1e-12)
    assert run.cell[-1, 0] == pytest.approx(2.7e-5, rel=0.02)


def test_a_hold_that_starts_after_the_end_changes_nothing():
    weights, x = CONSTRUCTED["brackets"].weights, demonstration("brackets", 24)

    late = run_lstm(weights, x, Hold("output_gate", 0.0, start=25))

    np.testing.assert_array_equal(late.hidden, run_lstm(weights, x).hidden)
