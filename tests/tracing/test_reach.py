import numpy as np
import pytest
import torch
from torch import Tensor
from torch.autograd.functional import jacobian

from app.core.cell_paths import cell_paths, straight_horizon
from app.models.initialization import set_keeping_bias
from app.models.seeded import cut_recurrence, seeded_network, seeded_normal
from app.tracing.bias_sweep import horizons_by_bias
from app.tracing.capture import capture
from app.tracing.horizon import THRESHOLD
from app.tracing.jacobians import total_cell_jacobian
from app.tracing.reach import Reach, reach, step_paths
from app.tracing.slopes import local_slopes
from app.tracing.transfers import input_jacobians
from tests.tracing.autograd import next_state
from tests.tracing.networks import cell_of, inputs, network

KINDS = ["RNN", "GRU", "LSTM"]


def case(kind: str, seed: int, bias: float | None = None, seq_len: int = 9) -> tuple[Reach, Tensor]:
    cell = seeded_network(kind, 3, 5, seed)
    if bias is not None:
        set_keeping_bias(cell, bias)
    x, direction = seeded_normal(100 + seed, (seq_len, 3), (5,))
    return reach(cell, x, direction), direction


def run_from(layer, t: int, h: Tensor, c: Tensor | None) -> tuple[Tensor, Tensor | None]:
    """The last states out of those at step t."""
    for s in range(t + 1, layer.seq_len):
        h, c = next_state(layer, layer.x[0, s], h, c)
    return h, c


def cell_to_hidden(layer, t: int, c: Tensor, sequence: int = 0) -> Tensor:
    """o_t tanh(c_t): how the hidden state follows the cell."""
    return layer.gates["output_gate"][sequence, t] * c.tanh()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_nudge_and_a_gradient_are_autograds(kind, seed):
    found, direction = case(kind, seed)
    layer, x = found.layer, found.layer.x[0]
    zeros = layer.h0[0]

    def states(first: Tensor) -> tuple[Tensor, ...]:
        h, c = next_state(layer, first, zeros, None if layer.c0 is None else layer.c0[0])
        every = [h if c is None else torch.cat((h, c))]
        for s in range(1, len(x)):
            h, c = next_state(layer, x[s], h, c)
            every.append(h if c is None else torch.cat((h, c)))
        return tuple(every)

    for t, by_input in enumerate(jacobian(states, x[0])):
        both = (by_input[:5], by_input[5:])
        for state, part in zip(found.nudges, both, strict=False):
            expected = float(torch.linalg.matrix_norm(part, ord=2))
            assert found.nudges[state][t] == pytest.approx(expected, rel=1e-10)
    for t in range(len(x)):
        h = layer.hidden[0, t].clone().requires_grad_()
        c = None if layer.cell is None else layer.cell[0, t]
        (grad,) = torch.autograd.grad(direction @ run_from(layer, t, h, c)[0], h)
        assert found.gradients["hidden"][t] == pytest.approx(float(grad.norm()), rel=1e-10)
        if c is not None:
            c = c.clone().requires_grad_()
            (grad,) = torch.autograd.grad(
                direction @ run_from(layer, t, cell_to_hidden(layer, t, c), c)[0], c
            )
            assert found.gradients["cell"][t] == pytest.approx(float(grad.norm()), rel=1e-10)


@pytest.mark.parametrize(("seed", "bias"), [(0, None), (1, 3.0), (2, 6.0)])
def test_the_split_and_the_full_state_jacobians_give_autograds_total_derivative(seed, bias):
    found, _ = case("LSTM", seed, bias)
    layer = found.layer
    assert layer.cell is not None

    paths = cell_paths(step_paths(layer))

    for t in range(layer.seq_len):
        expected = jacobian(
            lambda c, t=t: run_from(layer, t, cell_to_hidden(layer, t, c), c)[1], layer.cell[0, t]
        )
        np.testing.assert_allclose(paths.total[t], expected, rtol=0, atol=2e-14)
        np.testing.assert_allclose(total_cell_jacobian(layer, t)[0], expected, rtol=0, atol=2e-14)


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_a_projected_cell_is_followed_through_its_projection(direction):
    layer = capture(module := network("projected LSTM", bidirectional=True), inputs(module, 2, 6)).layer(
        0, direction
    )
    step, ahead = (2, [3, 4, 5]) if direction == "forward" else (3, [2, 1, 0])
    slopes = local_slopes(layer)

    for b in range(2):
        h, c = layer.previous(layer.hidden, layer.h0)[b, step], previous_cell(layer)[b, step]

        def last_cell(c, b=b):
            h = layer.weight_hr @ cell_to_hidden(layer, step, c, b)  # type: ignore[operator]
            for s in ahead:
                h, c = next_state(layer, layer.x[b, s], h, c)
            return c

        def state(x, b=b, h=h, c=c):
            return torch.cat([part for part in next_state(layer, x, h, c) if part is not None])

        found = total_cell_jacobian(layer, step)[b]
        torch.testing.assert_close(found, jacobian(last_cell, cell_of(layer)[b, step]))
        by_input = input_jacobians(layer, slopes, (b, slice(step, step + 1)))[0]
        torch.testing.assert_close(by_input, jacobian(state, layer.x[b, step]))


def previous_cell(layer) -> Tensor:
    return layer.previous(cell_of(layer), layer.c0)


def test_features_that_are_not_nudged_do_not_count():
    network, (x, w) = seeded_network("LSTM", 3, 5, 0), seeded_normal(0, (6, 3), (5,))
    one, every = (reach(network, x, w, features) for features in (slice(0, 1), slice(None)))

    assert (one.nudges["cell"] < every.nudges["cell"]).all()


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_a_sweep_is_one_network_after_the_other(kind):
    x, w = seeded_normal(5, (60, 3), (5,))
    biases = (-2.0, 0.5, 3.0)

    together = horizons_by_bias(seeded_network(kind, 3, 5, 1), biases, x, w)

    for bias, horizon in zip(biases, together, strict=True):
        network = seeded_network(kind, 3, 5, 1)
        set_keeping_bias(network, bias)
        alone = reach(network, x, w).horizons["cell" if kind == "LSTM" else "hidden"]
        assert (horizon.steps, horizon.at_least, horizon.verdict) == (
            alone.steps,
            alone.at_least,
            alone.verdict,
        )
        assert horizon.ratio == pytest.approx(alone.ratio, rel=1e-9)


def test_a_forget_gate_that_reads_nothing_has_the_horizon_of_the_closed_form():
    network = seeded_network("LSTM", 3, 8, 0)
    cut_recurrence(network, is_keep_constant=True)
    x, w = seeded_normal(0, (300, 3), (8,))
    biases = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0)

    found = horizons_by_bias(network, biases, x, w)

    assert [one.steps for one in found] == [straight_horizon(bias, THRESHOLD) for bias in biases]


def test_without_recurrence_the_hidden_state_is_forgotten_at_once_and_the_cell_is_not():
    network = seeded_network("LSTM", 3, 5, 0)
    cut_recurrence(network)
    set_keeping_bias(network, 4.0)
    x, w = seeded_normal(0, (20, 3), (5,))
    found = reach(network, x, w)

    assert not found.gradients["hidden"][:-1].any(), "exactly 0"
    assert found.horizons["hidden"].steps == 1
    assert found.gradients["cell"].all()
    assert found.horizons["cell"].verdict == "carries"
