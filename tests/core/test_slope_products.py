import numpy as np
import pytest
import torch

from app.core.activations import ACTIVATIONS, sigmoid_slope, tanh_slope
from app.core.random_network import random_network
from app.core.slope_products import log10_slope_products, run_preactivations


def test_running_network_is_torchs(rng):
    weight_hh, weight_ih = random_network(4, 1.2, 0)
    x = rng.normal(size=(12, 1))
    network = torch.nn.RNN(1, 4, bias=False, dtype=torch.float64)
    network.weight_hh_l0.data, network.weight_ih_l0.data = torch.tensor(weight_hh), torch.tensor(weight_ih)

    z = run_preactivations(weight_hh, x @ weight_ih.T, "tanh")

    assert np.abs(np.tanh(z) - network(torch.tensor(x))[0].detach().numpy()).max() < 1e-13


@pytest.mark.parametrize("squash", ["tanh", "sigmoid"])
def test_each_step_applies_the_squash_to_the_state_before(squash, rng):
    weight_hh, _ = random_network(3, 2.0, 1)
    from_input = rng.normal(size=(9, 3))

    z = run_preactivations(weight_hh, from_input, squash)

    h = ACTIVATIONS[squash].value(z)
    np.testing.assert_array_equal(z[0], from_input[0])
    assert np.abs(z[1:] - (h[:-1] @ weight_hh.T + from_input[1:])).max() < 1e-14


@pytest.mark.parametrize(("squash", "slope"), [("tanh", tanh_slope), ("sigmoid", sigmoid_slope)])
def test_products_are_those_of_the_slopes(squash, slope, rng):
    z = rng.normal(size=(15, 3))

    products = log10_slope_products(z, squash)

    np.testing.assert_allclose(10.0**products, np.cumprod(slope(z), axis=0), rtol=1e-12)


@pytest.mark.parametrize(("squash", "best"), [("tanh", 1.0), ("sigmoid", 0.25)])
def test_no_unit_beats_the_best_slope(squash, best):
    at_best = log10_slope_products(np.zeros((200, 1)), squash)[:, 0]
    elsewhere = log10_slope_products(np.full((200, 1), 40.0), squash)[:, 0]

    assert np.abs(at_best - np.arange(1, 201) * np.log10(best)).max() < 1e-12
    assert (elsewhere < at_best).all()
    assert np.isfinite(elsewhere).all()
