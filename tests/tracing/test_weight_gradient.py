import numpy as np
import pytest
import torch

from app.core.bptt import Network, unrolled_states
from app.tracing.weight_gradient import weight_gradient
from tests.core.test_bptt import TARGET, case, frozen, relative, torch_losses, torch_run


@pytest.mark.parametrize("loss", ["last", "every"])
def test_it_is_the_gradient_of_torchs_own_network(loss):
    network, x, h0 = case(4, 12, seed=1)
    rnn, hidden = torch_run(network, x, h0)
    losses = torch_losses(network, hidden)
    (losses[-1] if loss == "last" else losses.sum()).backward()

    found = weight_gradient(network, x, unrolled_states(network, x, h0), TARGET, loss)

    assert relative(found, rnn.weight_hh_l0.grad.numpy()) < 1e-13


def test_it_follows_the_given_states_where_two_runs_part():
    """A chaotic network: the gradient at 200 steps depends on the last digit of each state."""
    weight_hh = frozen(np.array([[4.3, -4.6], [1.3, -0.6]]))
    network = Network(weight_hh, np.zeros(2), np.zeros(2), frozen(np.ones(2)))
    h = unrolled_states(network, np.zeros(200), np.array([0.3, 0.2]))
    nudged = unrolled_states(network, np.zeros(200), np.array([0.3, 0.2 + 1e-13]))

    found, again = (weight_gradient(network, np.zeros(200), states, TARGET, "last") for states in (h, nudged))

    assert np.abs(h[-1] - nudged[-1]).max() > 1e-3
    assert relative(found, again) > 1e-3


def test_it_leaves_its_input_and_torchs_random_numbers_alone():
    network, x, h0 = case(3, 4, seed=2)
    h = frozen(unrolled_states(network, x, h0))
    before = torch.get_rng_state()

    weight_gradient(network, x, h, TARGET, "last")

    assert torch.equal(torch.get_rng_state(), before)
