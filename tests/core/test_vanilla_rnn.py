import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from app.core.random_network import random_network
from app.core.signals import signal
from app.core.vanilla_rnn import VanillaRNN, digits_lost_at, input_nudge, state_nudge, states, yardstick


def network(hidden_size: int, radius: float, seed: int, is_squashed: bool = True) -> VanillaRNN:
    weights = random_network(hidden_size, radius, seed)
    for weight in weights:
        weight.setflags(write=False)
    return VanillaRNN(*weights, is_squashed)


def torch_states(net: VanillaRNN, x: np.ndarray, h0: np.ndarray) -> np.ndarray:
    module = nn.RNN(1, len(h0), bias=False, batch_first=True, dtype=torch.float64)
    module.load_state_dict(
        {"weight_hh_l0": torch.tensor(net.weight_hh), "weight_ih_l0": torch.tensor(net.weight_ih)}
    )
    with torch.no_grad():
        outputs, _ = module(torch.tensor(x)[None, :, None], torch.tensor(h0)[None, None])
    return outputs[0].numpy()


def tangent_by_complex_step(net: VanillaRNN, x: np.ndarray, h0: np.ndarray) -> np.ndarray:
    """dh_t / dx_1 without any difference: the imaginary part of a run from x_1 + 1e-100 i."""
    h, rows = h0.astype(complex), []
    for t, x_t in enumerate(x):
        nudged = x_t + (1e-100j if t == 0 else 0)
        z = net.weight_ih[:, 0] * nudged + net.weight_hh @ h
        h = np.tanh(z) if net.is_squashed else z
        rows.append(h.imag / 1e-100)
    return np.array(rows)


@given(
    st.integers(1, 16), st.floats(0, 1.5), st.integers(0, 99), st.sampled_from(["impulse", "sine", "noise"])
)
@settings(deadline=None, max_examples=40)
def test_the_run_is_torchs(hidden_size, radius, seed, kind):
    net, x = network(hidden_size, radius, seed), signal(kind, 20, seed)
    h0 = np.random.default_rng(seed).uniform(-1, 1, hidden_size)

    h = states(net, x, h0)

    np.testing.assert_array_equal(h[0], h0)
    np.testing.assert_allclose(h[1:], torch_states(net, x, h0), atol=1e-12)


@pytest.mark.parametrize("radius", [1.5, 3.0])
def test_each_step_of_a_chaotic_run_is_the_formulas(radius):
    net, x = network(64, radius, 0), signal("impulse", 200, 0)

    h = states(net, x, np.zeros(64))

    z = x[:, None] * net.weight_ih.T + h[:-1] @ net.weight_hh.T
    assert np.abs(h[1:] - np.tanh(z)).max() <= 1e-13
    np.testing.assert_allclose(h[1:21], torch_states(net, x, np.zeros(64))[:20], atol=1e-12)


def test_without_a_squash_it_is_a_power_of_the_matrix():
    net, h0 = network(4, 1.3, 2, is_squashed=False), np.array([0.3, -0.2, 0.1, 0.5])

    h = states(net, np.zeros(30), h0)

    np.testing.assert_allclose(h[-1], np.linalg.matrix_power(net.weight_hh, 30) @ h0, rtol=1e-10)


def test_without_a_squash_it_stops_before_the_numbers_end():
    net = VanillaRNN(np.array([[20.0]]), np.array([[1.0]]), is_squashed=False)

    h = states(net, signal("impulse", 500, 0), np.zeros(1))

    assert len(h) == 1 + int(np.floor(300 / np.log10(20))) + 1
    assert np.isfinite(h).all()


@given(st.integers(1, 12), st.floats(0.01, 1.4), st.integers(0, 99), st.booleans())
@settings(deadline=None, max_examples=40)
def test_the_nudge_of_the_input_is_that_of_the_complex_step(hidden_size, radius, seed, is_squashed):
    net, x = network(hidden_size, radius, seed, is_squashed), signal("noise", 60, seed)
    h0 = np.zeros(hidden_size)

    log10_size = input_nudge(net, states(net, x, h0))

    true = np.linalg.norm(tangent_by_complex_step(net, x, h0), axis=1)
    np.testing.assert_allclose(10**log10_size, true, rtol=1e-10)


def test_the_nudge_of_the_initial_state_is_autograds_jacobian():
    net, x, h0 = network(5, 1.2, 4), signal("sine", 12, 0), np.linspace(-0.5, 0.5, 5)
    w_h, w_x = torch.tensor(net.weight_hh), torch.tensor(net.weight_ih[:, 0])

    def last(h: torch.Tensor) -> torch.Tensor:
        for x_t in x:
            h = torch.tanh(w_x * x_t + w_h @ h)
        return h

    log10_size = state_nudge(net, states(net, x, h0))

    jacobian = torch.autograd.functional.jacobian(last, torch.tensor(h0))
    assert log10_size[0] == 0
    np.testing.assert_allclose(10 ** log10_size[-1], torch.linalg.matrix_norm(jacobian, 2), rtol=1e-12)


@pytest.mark.parametrize("hidden_size", [1, 2, 16])
def test_the_largest_singular_value_bounds_the_nudge(hidden_size):
    net = network(hidden_size, 1.5, 1)
    sigma = float(np.linalg.norm(net.weight_hh, 2))
    h = states(net, signal("noise", 100, 1), np.zeros(hidden_size))

    of_input, of_state = input_nudge(net, h), state_nudge(net, h)

    assert (of_input <= yardstick(of_input[0], sigma, 100) + 1e-9).all()
    assert (of_state <= yardstick(0.0, sigma, 101) + 1e-9).all()


def test_sizes_beyond_floating_point_are_logarithms():
    shrinking, growing = network(3, 0.01, 0, False), network(3, 3.0, 0, False)
    zeros = np.zeros((500, 3))

    assert input_nudge(shrinking, zeros)[-1] < -900
    assert input_nudge(growing, zeros)[-1] > 200
    np.testing.assert_allclose(yardstick(0.0, 5.3, 501)[-1], 500 * np.log10(5.3))


def test_a_nudge_that_is_gone_is_minus_infinity_in_logarithms():
    nilpotent = VanillaRNN(np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[1.0], [1.0]]), is_squashed=False)
    h = np.zeros((5, 2))

    np.testing.assert_allclose(input_nudge(nilpotent, h), [np.log10(2) / 2, 0, -np.inf, -np.inf], atol=1e-15)
    np.testing.assert_allclose(state_nudge(nilpotent, h), [0, 0, -np.inf, -np.inf, -np.inf], atol=1e-15)
    np.testing.assert_array_equal(yardstick(1.0, 0.0, 3), [1.0, -np.inf, -np.inf])


def test_one_unit_remembers_the_bit_and_its_gradient_is_gone():
    net = VanillaRNN(np.array([[2.0]]), np.array([[1.0]]))
    positive = states(net, signal("impulse", 100, 0), np.zeros(1))
    negative = states(net, -signal("impulse", 100, 0), np.zeros(1))

    log10_size = input_nudge(net, positive)

    np.testing.assert_allclose(positive[-1], -negative[-1])
    slope = 2 * (1 - positive[-1, 0] ** 2)
    np.testing.assert_allclose(np.diff(log10_size)[-1], np.log10(slope), rtol=1e-9)
    assert log10_size[-1] < -77


@pytest.mark.parametrize(("radius", "seed"), [(3.0, 33), (2.3, 13)])
def test_a_run_that_is_chaotic_for_a_while_loses_its_digits_where_torchs_run_parts(radius, seed):
    net, x = network(24, radius, seed), signal("impulse", 300, 0)
    h = states(net, x, np.zeros(24))

    lost = digits_lost_at(net, h)

    apart = np.abs(h[1:] - torch_states(net, x, np.zeros(24))).max(axis=1)
    assert lost is not None
    assert abs(int(np.argmax(apart > 0.1)) - lost) < 80
    assert apart[: lost // 2].max() < 1e-6


def test_a_run_that_fades_keeps_its_digits():
    net = network(16, 0.9, 0)

    assert digits_lost_at(net, states(net, signal("impulse", 300, 0), np.zeros(16))) is None
