import numpy as np
import pytest

from app.core.lyapunov import digits_last, long_run
from app.core.random_network import random_network

CHAOS = np.array([[4.3, -4.6], [1.3, -0.6]])


def one_run(weight_hh: np.ndarray, h: np.ndarray, steps: int = 1200):
    return long_run(weight_hh, h[None], np.zeros((steps, len(h))), 200, np.ones(1))


def test_near_rest_it_is_the_logarithm_of_the_spectral_radius():
    weight_hh, _ = random_network(16, 0.9, 3)

    run = one_run(weight_hh, np.full(16, 0.1))

    assert run.exponents[0] == pytest.approx(np.log(0.9), abs=3e-3)


def test_at_a_fixed_point_it_is_the_logarithm_of_the_slope():
    run = one_run(np.array([[1.5, 0.7], [0.7, 1.5]]), np.array([0.3, 0.2]))

    h = run.states[-1, 0, 0]
    assert h == pytest.approx(np.tanh(2.2 * h), abs=1e-12)
    assert run.exponents[0] == pytest.approx(np.log(2.2 * (1 - h**2)), abs=3e-3)


def test_on_a_closed_curve_it_is_zero():
    angle = np.radians(40)
    turn = 1.5 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    assert abs(one_run(turn, np.array([0.3, 0.2])).exponents[0]) < 3e-3


def test_of_chaos_it_is_the_rate_at_which_two_close_runs_part():
    rng = np.random.default_rng(0)
    apart = np.array([1e-9, 0.0])
    rates = []
    for _ in range(100):
        h = one_run(CHAOS, rng.uniform(-1, 1, 2), 201).states[-1, 0]
        other = h + apart
        for _ in range(60):
            h, other = np.tanh(CHAOS @ h), np.tanh(CHAOS @ other)
        rates.append(np.log(np.linalg.norm(other - h) / 1e-9) / 60)

    exponent = one_run(CHAOS, np.array([0.3, 0.2]), 10_000).exponents[0]

    assert exponent == pytest.approx(np.mean(rates), abs=0.03)
    assert digits_last(exponent) == pytest.approx(36.84 / exponent, rel=1e-3)


def test_many_gains_side_by_side_are_the_single_runs():
    weight_hh, weight_ih = random_network(5, 1.0, 2)
    drive = np.zeros((60, 5))
    drive[0] = weight_ih[:, 0]
    gains = np.array([0.0, 0.5, 1.2])

    together = long_run(weight_hh, np.zeros((3, 5)), drive, 20, gains)

    for index, gain in enumerate(gains):
        alone = long_run(gain * weight_hh, np.zeros((1, 5)), drive, 20, np.ones(1))
        np.testing.assert_allclose(together.states[:, index], alone.states[:, 0], atol=1e-13)
        np.testing.assert_allclose(together.exponents[index], alone.exponents[0], atol=1e-12)


def test_no_nudge_survives_a_matrix_of_zeros():
    run = one_run(np.zeros((2, 2)), np.ones(2) / 2)

    assert run.exponents[0] == -np.inf
    assert digits_last(-np.inf) == np.inf


def test_subnormal_numbers_leave_the_exponent_alone():
    run = one_run(np.diag([0.3, 0.2]), np.ones(2) / 2)

    assert run.exponents[0] == pytest.approx(np.log(0.3), abs=1e-9)


def test_a_factor_that_is_tiny_eight_times_over_is_measured():
    run = one_run(np.diag([1e-30, 0.0]), np.ones(2) / 2)

    assert run.exponents[0] == pytest.approx(np.log(1e-30), rel=1e-3)


def test_the_start_is_left_alone():
    start = np.full((1, 2), 0.5)
    start.setflags(write=False)

    long_run(CHAOS, start, np.zeros((20, 2)), 5, np.ones(1))
