"""Single steps by autograd, put together by the recursion, against autograd through the whole run."""

import numpy as np
import pytest
import torch
from torch.autograd.functional import jacobian

from app.core.cell_paths import StepPaths, cell_paths, held_products, straight_horizon


class Unrolled:
    """A small random LSTM, its cells at every step, and how any of them depends on another."""

    def __init__(self, seed: int, size: int = 4, seq_len: int = 7, recurrent: float = 1.0) -> None:
        draw = torch.Generator().manual_seed(seed)
        self.weight = recurrent * torch.randn(4, size, size, generator=draw, dtype=torch.float64)
        self.drive = torch.randn(seq_len, 4, size, generator=draw, dtype=torch.float64)
        self.h, self.c = [], []
        state = torch.zeros(2, size, dtype=torch.float64)
        for t in range(seq_len):
            state = self.step(state, t)
            self.h.append(state[0])
            self.c.append(state[1])

    def gates(self, h, t):
        i, f, g, o = self.weight @ h + self.drive[t]
        return i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()

    def step(self, state, t):
        i, f, g, o = self.gates(state[0], t)
        c = f * state[1] + i * g
        return torch.stack((o * c.tanh(), c))

    def last_cell(self, c, t):
        """C_T out of C_t, h_t following it."""
        h_prev = self.h[t - 1] if t else torch.zeros_like(c)
        state = torch.stack((self.gates(h_prev, t)[3] * c.tanh(), c))
        for s in range(t + 1, len(self.c)):
            state = self.step(state, s)
        return state[1]

    def paths(self) -> StepPaths:
        parts = [self._parts(t) for t in range(len(self.c))]
        return StepPaths(*(torch.stack(part).numpy() for part in zip(*parts, strict=True)))

    def _parts(self, t):
        h, c = (states[t - 1] if t else torch.zeros_like(states[0]) for states in (self.h, self.c))
        forget = jacobian(lambda c: self.step(torch.stack((h, c)), t)[1], c).diagonal()
        read = jacobian(lambda new: self.gates(h, t)[3] * new.tanh(), self.c[t]).diagonal()
        through_cell = jacobian(lambda h: self.step(torch.stack((h, c)), t)[1], h)
        through_output = jacobian(lambda h: self.gates(h, t)[3] * self.c[t].tanh(), h)
        return forget, read, through_cell, through_output


@pytest.mark.parametrize("seed", range(6))
def test_both_paths_add_up_to_autograds_total_derivative(seed):
    network = Unrolled(seed)

    paths = cell_paths(network.paths())

    for t, c in enumerate(network.c):
        total = jacobian(lambda c, t=t: network.last_cell(c, t), c).numpy()
        np.testing.assert_allclose(paths.total[t], total, rtol=0, atol=1e-14 * max(1, np.abs(total).max()))
    forget = network.paths().forget
    np.testing.assert_allclose(paths.straight[0], forget[1:].prod(axis=0), rtol=1e-14)


def test_a_total_that_is_far_smaller_than_its_parts_keeps_its_digits():
    ones = np.ones((30, 1))
    steps = StepPaths(0.9 * ones, ones, -0.8 * ones[:, :, None], 0 * ones[:, :, None])

    paths = cell_paths(steps)

    n = np.arange(29, -1, -1.0)
    np.testing.assert_allclose(paths.total[:, 0, 0], 0.1**n, rtol=1e-13)
    np.testing.assert_allclose(paths.straight[:, 0], 0.9**n, rtol=1e-13)
    np.testing.assert_allclose(paths.rest[:, 0, 0], 0.1**n - 0.9**n, rtol=1e-13)


def test_without_recurrence_everything_goes_straight_on():
    network = Unrolled(1, recurrent=0.0)

    paths = cell_paths(network.paths())

    assert not paths.rest.any(), "exactly 0"
    for t, c in enumerate(network.c):
        total = jacobian(lambda c, t=t: network.last_cell(c, t), c).numpy()
        np.testing.assert_allclose(np.diag(paths.straight[t]), total, rtol=1e-13)


def test_the_held_product_is_of_the_blocks_in_which_the_cell_before_does_not_move():
    network = Unrolled(2, seq_len=4)
    blocks = []
    for t in range(1, 4):
        c = network.c[t - 1]
        blocks.append(
            jacobian(lambda h, t=t, c=c: network.step(torch.stack((h, c)), t)[0], network.h[t - 1]).numpy()
        )

    products = held_products(network.paths())

    np.testing.assert_allclose(products[3], np.eye(4))
    np.testing.assert_allclose(products[0], blocks[2] @ blocks[1] @ blocks[0], rtol=1e-12)


@pytest.mark.parametrize(
    ("bias", "steps"), list(zip(range(-2, 7), (3, 4, 7, 15, 37, 95, 254, 686, 1861), strict=True))
)
def test_the_closed_form_is_the_first_power_under_one_percent(bias, steps):
    keep = 1 / (1 + np.exp(-bias))

    assert straight_horizon(bias, 0.01) == steps
    assert keep**steps < 0.01 <= keep ** (steps - 1)
