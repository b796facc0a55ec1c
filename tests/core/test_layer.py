from collections.abc import Callable

import numpy as np
import pytest
import torch

from app.core.activations import ACTIVATIONS
from app.core.layer import flat_shares, grid_lines, layer_step, section

TORCH: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "identity": torch.nn.Identity(),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}


def frozen(*arrays: np.ndarray) -> list[np.ndarray]:
    for array in arrays:
        array.setflags(write=False)
    return list(arrays)


def drawn(size: int, seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return frozen(rng.normal(size=size), rng.normal(size=(size, size)), rng.normal(size=size))


@pytest.mark.parametrize("size", [2, 3, 6])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_layer_is_torchs_linear_and_activation(name, size):
    x, weight, bias = drawn(size)
    linear = torch.nn.Linear(size, size, dtype=torch.float64)
    linear.weight.data, linear.bias.data = torch.tensor(weight), torch.tensor(bias)

    step = layer_step(x, weight, bias, name)

    expected = TORCH[name](linear(torch.tensor(x))).detach().numpy()
    assert np.abs(step.output - expected).max() < 1e-14
    assert np.abs(step.contributions.sum(axis=1) + bias - step.preactivation).max() == 0


@pytest.mark.parametrize("size", [2, 6])
@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_jacobian_is_autograds(name, size):
    x, weight, bias = drawn(size, seed=1)

    step = layer_step(x, weight, bias, name)

    def torchs(point: torch.Tensor) -> torch.Tensor:
        return TORCH[name](torch.tensor(weight) @ point + torch.tensor(bias))

    expected = torch.autograd.functional.jacobian(torchs, torch.tensor(x)).numpy()
    assert np.abs(step.jacobian - expected).max() < 1e-14


def test_section_of_two_units_is_the_layer_itself():
    x, weight, bias = drawn(2)

    matrix, shift = section(weight, bias, x)

    np.testing.assert_array_equal(matrix, weight)
    np.testing.assert_array_equal(shift, bias)


def test_section_is_what_the_whole_layer_gives_when_two_inputs_move():
    x, weight, bias = drawn(5)
    moved = x.copy()
    moved[:2] = 0.4, -1.3

    matrix, shift = section(weight, bias, x)

    assert np.abs(matrix @ moved[:2] + shift - (weight @ moved + bias)[:2]).max() < 1e-14


def test_grid_has_a_line_at_each_part_of_a_unit():
    across, along = grid_lines(1, 2, 9)

    assert across.shape == along.shape == (5, 9, 2)
    np.testing.assert_array_equal(across[:, 0, 1], [-1, -0.5, 0, 0.5, 1])
    assert (np.ptp(across[..., 1], axis=1) == 0).all()
    np.testing.assert_array_equal(across[0, :, 0], np.linspace(-1, 1, 9))
    np.testing.assert_array_equal(along, across[..., ::-1])


def test_middle_lines_of_the_grid_are_the_axes():
    across, along = grid_lines(3, 2, 13)

    assert (across[len(across) // 2, :, 1] == 0).all()
    assert (along[len(along) // 2, :, 0] == 0).all()


def test_a_relu_switches_off_a_quarter_of_the_plane_and_keeps_a_quarter():
    assert flat_shares(np.eye(2), np.zeros(2), "relu", 3.0) == (0.25, 0.25)


def test_identity_is_flat_nowhere():
    assert flat_shares(np.eye(2), np.zeros(2), "identity", 3.0) == (0.0, 1.0)


def test_share_of_saturated_inputs_is_what_lies_beyond_artanh_of_0_9():
    both_flat, both_open = flat_shares(np.eye(2), np.zeros(2), "tanh", 3.0)

    inside = np.arctanh(0.9) / 3
    assert both_open == pytest.approx(inside**2, abs=0.02)
    assert both_flat == pytest.approx((1 - inside) ** 2, abs=0.02)
