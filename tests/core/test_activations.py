import math
from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.core.activations import (
    ACTIVATIONS,
    is_saturated,
    log10_slope,
    relu,
    sigmoid,
    sigmoid_slope,
    stretched_sigmoid,
    tanh_slope,
)
from app.figures.gate_heatmap import saturated_share

values = hnp.arrays(np.float64, st.integers(1, 5), elements=st.floats(-1000, 1000))
TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": torch.nn.Identity(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}


@given(values)
@settings(deadline=None)
def test_sigmoid_is_torchs(z):
    np.testing.assert_allclose(
        sigmoid(z), torch.sigmoid(torch.from_numpy(z)).numpy(), rtol=1e-13, atol=1e-300
    )


@pytest.mark.parametrize(("z", "value"), [(-1e4, 0.0), (0.0, 0.5), (1e4, 1.0)])
def test_sigmoid_reaches_its_ends_without_a_warning(z, value):
    assert sigmoid(np.array([z]))[0] == value


@given(values)
@settings(deadline=None)
def test_relu_is_torchs(z):
    np.testing.assert_array_equal(relu(z), torch.relu(torch.from_numpy(z)).numpy())


@pytest.mark.parametrize("name", list(ACTIVATIONS))
@given(z=values)
@settings(deadline=None)
def test_values_and_slopes_are_torchs(name, z):
    x = torch.from_numpy(z.copy()).requires_grad_()

    y = TORCH[name](x)
    (slope,) = torch.autograd.grad(y.sum(), x)

    np.testing.assert_allclose(ACTIVATIONS[name].value(z), y.detach().numpy(), rtol=1e-13, atol=1e-300)
    np.testing.assert_allclose(ACTIVATIONS[name].slope(z), slope.numpy(), rtol=1e-12, atol=3e-16)


def test_slopes_keep_their_digits_where_the_squash_is_flat():
    z = np.linspace(-300, 300, 6_001)

    np.testing.assert_allclose(tanh_slope(z), 1 / np.cosh(z) ** 2, rtol=1e-12)
    np.testing.assert_allclose(sigmoid_slope(z), 0.25 / np.cosh(z / 2) ** 2, rtol=1e-12)


@pytest.mark.parametrize("squash", ["tanh", "sigmoid"])
def test_powers_of_ten_are_the_slopes(squash):
    z = np.linspace(-150, 150, 3_001)

    assert np.abs(log10_slope(z, squash) - np.log10(ACTIVATIONS[squash].slope(z))).max() < 1e-13


def test_powers_of_ten_do_not_underflow():
    assert log10_slope(np.array([1e6]), "sigmoid")[0] == pytest.approx(-1e6 / math.log(10), rel=1e-15)


def test_tanh_is_a_sigmoid_stretched_to_twice_its_size():
    z = np.linspace(-20, 20, 4_001)

    assert np.abs(np.tanh(z) - stretched_sigmoid(z)).max() < 5e-16


def test_steepest_slopes_are_one_and_a_quarter():
    z = np.linspace(-9, 9, 1_801)

    assert tanh_slope(z).max() == tanh_slope(np.zeros(1))[0] == 1
    assert sigmoid_slope(z).max() == sigmoid_slope(np.zeros(1))[0] == 0.25


def test_saturated_means_that_less_than_these_slopes_is_left():
    z = np.linspace(-9, 9, 1_801)

    assert tanh_slope(z)[is_saturated(np.tanh(z), "tanh")].max() < 1 - 0.9**2
    assert sigmoid_slope(z)[is_saturated(sigmoid(z), "sigmoid")].max() < 0.9 * 0.1


@pytest.mark.parametrize(("squash", "gate"), [("tanh", "cell_gate"), ("sigmoid", "forget_gate")])
def test_saturated_means_the_same_on_every_page(squash, gate, rng):
    h = ACTIVATIONS[squash].value(rng.normal(0, 3, (5, 40)))

    assert is_saturated(h, squash).mean() == saturated_share(h, gate)
