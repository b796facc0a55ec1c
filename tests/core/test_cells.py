import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.core.cells import CellWeights, gru_step, lstm_step, rnn_step

sizes = st.integers(1, 5)


def weights_of(module: nn.Module) -> CellWeights:
    arrays = {name.removesuffix("_l0"): p.detach().numpy() for name, p in module.named_parameters()}
    for array in arrays.values():
        array.setflags(write=False)
    return CellWeights(**arrays)


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


@given(sizes, sizes, st.booleans(), st.sampled_from(["tanh", "relu"]), st.integers(0, 99))
@settings(deadline=None)
def test_rnn_step_is_torchs(input_size, hidden_size, bias, nonlinearity, seed):
    torch.manual_seed(seed)
    cell = nn.RNNCell(input_size, hidden_size, bias, nonlinearity, dtype=torch.float64)
    x, h = normal(2, input_size), normal(2, hidden_size)

    ours = rnn_step(x.numpy(), h.numpy(), weights_of(cell), nonlinearity)

    np.testing.assert_allclose(ours, cell(x, h).detach(), atol=1e-14)


@given(sizes, sizes, st.booleans(), st.integers(0, 99))
@settings(deadline=None)
def test_gru_step_is_torchs(input_size, hidden_size, bias, seed):
    torch.manual_seed(seed)
    cell = nn.GRUCell(input_size, hidden_size, bias, dtype=torch.float64)
    x, h = normal(2, input_size), normal(2, hidden_size)

    ours = gru_step(x.numpy(), h.numpy(), weights_of(cell))

    np.testing.assert_allclose(ours.hidden, cell(x, h).detach(), atol=1e-14)


@given(sizes, st.integers(2, 5), st.booleans(), st.booleans(), st.integers(0, 99))
@settings(deadline=None)
def test_lstm_step_is_torchs(input_size, hidden_size, bias, projected, seed):
    torch.manual_seed(seed)
    proj_size = hidden_size - 1 if projected else 0
    module = nn.LSTM(input_size, hidden_size, bias=bias, proj_size=proj_size, dtype=torch.float64)
    x, h, c = normal(2, input_size), normal(2, proj_size or hidden_size), normal(2, hidden_size)

    ours = lstm_step(x.numpy(), h.numpy(), c.numpy(), weights_of(module))

    _, (h_next, c_next) = module(x[None], (h[None], c[None]))
    np.testing.assert_allclose(ours.hidden, h_next[0].detach(), atol=1e-14)
    np.testing.assert_allclose(ours.cell, c_next[0].detach(), atol=1e-14)


def forced(hidden_size: int, biases: list[float]) -> CellWeights:
    """Weights 0 and a bias for each gate, so that the biases alone decide."""
    rows = len(biases) * hidden_size
    return CellWeights(
        np.zeros((rows, 1)), np.zeros((rows, hidden_size)), np.repeat(biases, hidden_size), np.zeros(rows)
    )


def test_forget_gate_of_one_and_input_gate_of_zero_keep_the_cell():
    c = np.array([0.3, -2.0])

    step = lstm_step(np.ones(1), np.zeros(2), c, forced(2, [-800.0, 800.0, 0.0, 0.0]))

    np.testing.assert_array_equal(step.cell, c)
    np.testing.assert_array_equal(step.hidden, 0.5 * np.tanh(c))


def test_update_gate_of_one_keeps_the_state_as_torch_has_it():
    h = np.array([0.3, -2.0])

    step = gru_step(np.ones(1), h, forced(2, [0.0, 800.0, 5.0]))

    np.testing.assert_array_equal(step.hidden, h)


@pytest.mark.parametrize(
    ("gate", "bias", "value"),
    [("input_gate", 800.0, 1.0), ("cell_gate", 800.0, 1.0), ("output_gate", -800.0, 0.0)],
)
def test_each_gate_obeys_its_own_rows(gate, bias, value):
    order = ["input_gate", "forget_gate", "cell_gate", "output_gate"]
    biases = [bias if name == gate else 0.0 for name in order]

    step = lstm_step(np.ones(1), np.zeros(2), np.zeros(2), forced(2, biases))

    np.testing.assert_array_equal(getattr(step, gate), value)
