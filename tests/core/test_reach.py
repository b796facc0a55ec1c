"""Against torch: its own modules for the run, autograd for every derivative."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.autograd.functional import jacobian

from app.core.cell_paths import cell_paths, straight_horizon, total_jacobian
from app.core.cells import CellWeights
from app.core.linear_run import Kind, linear_run, with_bias_as_input, without_recurrence
from app.core.reach import last_gradients, nudge_norms, step_paths
from app.tracing.capture import capture
from app.tracing.horizon import THRESHOLD, memory_horizon
from app.tracing.trace import LayerTrace
from tests.tracing.autograd import next_state
from tests.tracing.networks import numpy_weights

MODULES: dict[Kind, type] = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}
SIZE = 5


class Case:
    """A random torch network at work, and the same weights for core."""

    def __init__(self, kind: Kind, seed: int, keep_bias: float | None = None, seq_len: int = 9) -> None:
        torch.manual_seed(seed)
        module = MODULES[kind](3, SIZE, batch_first=True, dtype=torch.float64)
        if keep_bias is not None:
            with torch.no_grad():
                module.bias_ih_l0[SIZE : 2 * SIZE], module.bias_hh_l0[SIZE : 2 * SIZE] = keep_bias, 0
        x = torch.randn(seq_len, 3, dtype=torch.float64)
        self.kind, self.layer = kind, capture(module, x).layer()
        self.direction, self.x = torch.randn(SIZE, dtype=torch.float64), x.numpy()
        self.weights: CellWeights = numpy_weights(self.layer)

    def run(self):
        return linear_run(self.kind, self.weights, self.x)

    def last(self, t: int, h: Tensor, c: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """The last states out of those at step t."""
        for s in range(t + 1, len(self.x)):
            h, c = next_state(self.layer, self.layer.x[0, s], h, c)
        return h, c

    def last_by_cell(self, t: int, c: Tensor) -> tuple[Tensor, Tensor | None]:
        """The last states out of C_t, h_t following it."""
        return self.last(t, self.layer.gates["output_gate"][0, t] * c.tanh(), c)


def cell_of(layer: LayerTrace) -> Tensor:
    assert layer.cell is not None
    return layer.cell[0]


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("seed", range(3))
def test_a_nudge_of_the_first_input_moves_each_state_as_autograd_says(kind, seed):
    case = Case(kind, seed)
    layer = case.layer

    def states(first: Tensor) -> tuple[Tensor, ...]:
        h, c, every = layer.h0[0], None if layer.c0 is None else layer.c0[0], []
        for x_t in (first, *layer.x[0, 1:]):
            h, c = next_state(layer, x_t, h, c)
            every.append(h if c is None else torch.cat((h, c)))
        return tuple(every)

    whole, one = nudge_norms(case.run()), nudge_norms(case.run(), slice(0, 1))

    for t, by_input in enumerate(jacobian(states, layer.x[0, 0])):
        for state, part in zip(whole, (by_input[:SIZE], by_input[SIZE:]), strict=False):
            assert whole[state][t] == pytest.approx(float(torch.linalg.matrix_norm(part, ord=2)), rel=1e-10)
            assert one[state][t] == pytest.approx(float(part[:, 0].norm()), rel=1e-10)


@pytest.mark.parametrize("kind", MODULES)
@pytest.mark.parametrize("seed", range(3))
def test_the_last_error_reaches_each_state_as_autograd_says(kind, seed):
    case = Case(kind, seed)

    found = last_gradients(case.run(), case.direction.numpy())

    assert set(found) == ({"hidden", "cell"} if kind == "LSTM" else {"hidden"})
    for t in range(len(case.x)):
        h, c = case.layer.hidden[0, t], cell_of(case.layer)[t] if kind == "LSTM" else None
        by_hidden = jacobian(lambda h, t=t, c=c: case.direction @ case.last(t, h, c)[0], h)
        assert found["hidden"][t] == pytest.approx(float(by_hidden.norm()), rel=1e-10)
        if c is not None:
            by_cell = jacobian(lambda c, t=t: case.direction @ case.last_by_cell(t, c)[0], c)
            assert found["cell"][t] == pytest.approx(float(by_cell.norm()), rel=1e-10)


@pytest.mark.parametrize(("seed", "keep_bias"), [(0, None), (1, 3.0), (2, 6.0)])
def test_both_paths_and_the_full_state_give_autograds_total_derivative(seed, keep_bias):
    case = Case("LSTM", seed, keep_bias)

    steps = step_paths(case.run())
    paths = cell_paths(steps)

    for t, c in enumerate(cell_of(case.layer)):
        expected = jacobian(lambda c, t=t: case.last_by_cell(t, c)[1], c)
        np.testing.assert_allclose(paths.total[t], expected, rtol=0, atol=2e-14)
        np.testing.assert_allclose(total_jacobian(steps, t), expected, rtol=0, atol=2e-14)


def test_only_an_lstm_has_a_cell():
    with pytest.raises(ValueError, match="only an LSTM"):
        step_paths(Case("GRU", 0).run())


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_a_bias_as_input_is_the_bias_of_the_gate_that_keeps(kind):
    biases = (-2.0, 0.5, 3.0)
    case = Case(kind, 1, seq_len=40)
    x = np.stack([np.hstack((case.x, np.full((40, 1), bias))) for bias in biases], axis=1)

    together = last_gradients(linear_run(kind, with_bias_as_input(case.weights), x), case.direction.numpy())

    for place, bias in enumerate(biases):
        other = Case(kind, 1, bias, seq_len=40)
        alone = last_gradients(other.run(), case.direction.numpy())
        for state, norms in alone.items():
            np.testing.assert_allclose(together[state][:, place], norms, rtol=1e-9)


def test_a_forget_gate_that_reads_nothing_has_the_horizon_of_the_closed_form():
    biases = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)
    case = Case("LSTM", 0, seq_len=300)
    weights = with_bias_as_input(without_recurrence(case.weights, is_keep_constant=True))
    x = np.stack([np.hstack((case.x, np.full((300, 1), bias))) for bias in biases], axis=1)

    norms = last_gradients(linear_run("LSTM", weights, x), case.direction.numpy())["cell"]

    horizons = [memory_horizon(norms[:, place]).steps for place in range(len(biases))]
    assert horizons == [straight_horizon(bias, THRESHOLD) for bias in biases]


def test_without_recurrence_the_hidden_state_is_forgotten_at_once_and_the_cell_is_not():
    case = Case("LSTM", 0, 4.0)

    found = last_gradients(
        linear_run("LSTM", without_recurrence(case.weights), case.x), case.direction.numpy()
    )

    assert not found["hidden"][:-1].any(), "exactly 0"
    assert found["cell"].all()


def test_a_gradient_whose_square_is_too_small_for_a_float_is_no_zero():
    case = Case("RNN", 0, seq_len=90)
    tiny = CellWeights(case.weights.weight_ih, 0.02 * case.weights.weight_hh)

    found = last_gradients(linear_run("RNN", tiny, case.x), case.direction.numpy())["hidden"]

    assert 0 < found[0] < 1e-160


def test_a_cell_whose_tanh_rounds_to_1_is_still_read_a_little():
    adds_one = CellWeights(np.zeros((4, 1)), np.zeros((4, 1)), np.array([40.0, 40, 40, 0]))

    found = last_gradients(linear_run("LSTM", adds_one, np.zeros((30, 1))), np.ones(1))

    assert np.tanh(30.0) == 1
    assert found["cell"] == pytest.approx(0.5 / np.cosh(30.0) ** 2, rel=1e-12)
