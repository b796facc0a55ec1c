import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.core.bptt import (
    Network,
    credit_bounds,
    credit_rows,
    gradient_terms,
    last_error_rows,
    local_gradients,
    shares,
    sizes,
    slopes,
    step_jacobians,
    unrolled_states,
)

TARGET = 1.0


def frozen(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array


def case(hidden_size: int, seq_len: int, seed: int, scale: float = 1.0):
    """A network with its input and its first state, all random and read-only."""
    rng = np.random.default_rng(seed)
    weight_hh = scale * rng.normal(size=(hidden_size, hidden_size)) / hidden_size**0.5
    vectors = rng.normal(size=(4, hidden_size))
    network = Network(frozen(weight_hh), *(frozen(vector.copy()) for vector in vectors[:3]))
    return network, frozen(rng.normal(size=seq_len)), frozen(vectors[3].copy())


def torch_run(network: Network, x: np.ndarray, h0: np.ndarray):
    """The same run by nn.RNN in float64: the module and its output, on autograd's tape."""
    rnn = nn.RNN(1, len(h0), batch_first=True, dtype=torch.float64)
    weights = {"weight_ih": network.weight_ih[:, None], "weight_hh": network.weight_hh}
    weights |= {"bias_ih": network.bias, "bias_hh": np.zeros(len(h0))}
    rnn.load_state_dict({f"{name}_l0": torch.from_numpy(array.copy()) for name, array in weights.items()})
    inputs = torch.from_numpy(x.copy())[None, :, None]
    return rnn, rnn(inputs, torch.from_numpy(h0.copy())[None, None])[0][0]


def torch_losses(network: Network, hidden: torch.Tensor) -> torch.Tensor:
    return 0.5 * (hidden @ torch.from_numpy(network.weight_ho.copy()) - TARGET) ** 2


def relative(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.linalg.norm(ours - theirs) / (np.linalg.norm(theirs) or 1.0))


def rows_of(network: Network, h: np.ndarray) -> np.ndarray:
    return credit_rows(local_gradients(network, h, TARGET), step_jacobians(h, network.weight_hh))


@given(st.integers(1, 5), st.integers(1, 8), st.integers(0, 99), st.booleans())
@settings(deadline=None)
def test_the_terms_add_up_to_autograds_gradient(hidden_size, seq_len, seed, at_every_step):
    network, x, h0 = case(hidden_size, seq_len, seed)
    rnn, hidden = torch_run(network, x, h0)
    losses = torch_losses(network, hidden)
    (losses.sum() if at_every_step else losses[-1]).backward()

    h = unrolled_states(network, x, h0)
    rows = rows_of(network, h)
    terms = gradient_terms(rows.sum(axis=0) if at_every_step else rows[-1], h)

    np.testing.assert_allclose(h[1:], hidden.detach(), atol=1e-14)
    assert relative(terms.sum(axis=0), rnn.weight_hh_l0.grad.numpy()) < 1e-12


def test_a_long_large_network_adds_up_too():
    network, x, h0 = case(32, 100, seed=3, scale=1.2)
    rnn, hidden = torch_run(network, x, h0)
    torch_losses(network, hidden)[-1].backward()

    h = unrolled_states(network, x, h0)
    terms = gradient_terms(rows_of(network, h)[-1], h)

    assert relative(terms.sum(axis=0), rnn.weight_hh_l0.grad.numpy()) < 1e-12


def test_the_credit_of_every_pair_is_autograds():
    network, x, h0 = case(3, 6, seed=1)
    weights = [
        torch.from_numpy(array.copy()) for array in (network.weight_ih, network.weight_hh, network.bias)
    ]
    states = [torch.from_numpy(h0.copy()).requires_grad_()]
    for x_t in x.tolist():
        states.append(torch.tanh(weights[0] * x_t + weights[1] @ states[-1] + weights[2]))
    losses = torch_losses(network, torch.stack(states[1:]))

    rows = rows_of(network, unrolled_states(network, x, h0))

    for t in range(6):
        expected = torch.autograd.grad(losses[t], states[1 : t + 2], retain_graph=True)
        np.testing.assert_allclose(rows[t, : t + 1], torch.stack(expected), atol=1e-14)
        assert not rows[t, t + 1 :].any()


def test_the_last_errors_rows_are_those_of_all_errors():
    network, x, h0 = case(4, 9, 2)
    h = unrolled_states(network, x, h0)

    np.testing.assert_allclose(last_error_rows(network, h, TARGET), rows_of(network, h)[-1], rtol=1e-13)


def test_a_steps_jacobian_is_the_complex_steps():
    network, x, h0 = case(4, 3, seed=2)
    h = unrolled_states(network, x, h0)

    jacobians = step_jacobians(h, network.weight_hh)

    for t in range(3):
        nudged = h[t] + 1e-100j * np.eye(4)  # row j nudges unit j
        after = np.tanh(network.weight_ih * x[t] + nudged @ network.weight_hh.T + network.bias)
        np.testing.assert_allclose(jacobians[t], after.imag.T / 1e-100, atol=1e-14)


def test_without_the_squash_the_rows_are_powers_of_the_matrix():
    network, x, h0 = case(3, 7, seed=4)
    local = local_gradients(network, unrolled_states(network, x, h0), TARGET)

    rows = credit_rows(local, np.broadcast_to(network.weight_hh, (7, 3, 3)))

    for t in range(7):
        for k in range(t + 1):
            expected = local[t] @ np.linalg.matrix_power(network.weight_hh, t - k)
            np.testing.assert_allclose(rows[t, k], expected, rtol=1e-12, atol=1e-14)


def test_the_first_term_is_exactly_0_when_the_first_state_is():
    network, x, _ = case(3, 4, seed=5)
    h = unrolled_states(network, x, np.zeros(3))

    terms = gradient_terms(rows_of(network, h)[-1], h)

    assert not terms[0].any()
    assert (sizes(terms.reshape(4, -1))[1:] > 0).all()


def test_shares_add_up_to_1_and_the_sizes_do_not():
    network, x, h0 = case(3, 4, seed=6)
    h = unrolled_states(network, x, h0)
    terms = gradient_terms(rows_of(network, h)[-1], h)

    parts = shares(terms)

    assert parts is not None
    assert parts.sum() == pytest.approx(1, abs=1e-14)
    gradient = terms.sum(axis=0)
    np.testing.assert_allclose(parts, [(term * gradient).sum() / (gradient**2).sum() for term in terms])
    assert sizes(terms.reshape(4, -1)).sum() > np.linalg.norm(gradient)


def test_there_is_nothing_to_share_of_a_gradient_of_0():
    opposite = np.stack([np.ones((2, 2)), -np.ones((2, 2))])

    assert shares(np.zeros((3, 2, 2))) is None
    assert shares(opposite) is None


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_sizes_and_shares_survive_numbers_whose_squares_do_not(scale):
    rows = scale * np.array([[3.0, 4.0], [0.0, 0.0]])

    np.testing.assert_allclose(sizes(rows), [5 * scale, 0])
    parts = shares(scale * np.array([[[1.0]], [[3.0]]]))
    assert parts is not None
    np.testing.assert_allclose(parts, [0.25, 0.75])


@given(st.integers(1, 5), st.integers(1, 12), st.integers(0, 99), st.floats(0, 3))
@settings(deadline=None)
def test_no_pair_exceeds_its_bound(hidden_size, seq_len, seed, scale):
    network, x, h0 = case(hidden_size, seq_len, seed, scale)
    h = unrolled_states(network, x, h0)
    measured = sizes(rows_of(network, h))

    bounds = credit_bounds(h, network.weight_hh) * np.diag(measured)[:, None]

    assert (measured <= bounds * (1 + 1e-12) + 1e-300).all()


def test_the_bounds_largest_slope_is_over_the_steps_between():
    network, x, h0 = case(2, 4, seed=7)
    h = unrolled_states(network, x, h0)
    steepest = slopes(h).max(axis=1)

    bounds = credit_bounds(h, network.weight_hh)

    largest = np.linalg.norm(network.weight_hh, 2)
    assert np.diag(bounds).tolist() == [1, 1, 1, 1]
    assert bounds[3, 1] == pytest.approx((largest * max(steepest[2], steepest[3])) ** 2)
    assert bounds[3, 0] == pytest.approx((largest * steepest[1:].max()) ** 3)


def test_a_bound_that_is_no_number_is_infinite():
    h = np.zeros((100, 2))

    bounds = credit_bounds(h, np.diag([1e6, 1.0]))

    assert np.isinf(bounds[-1, 0])
    assert not np.isnan(bounds).any()
