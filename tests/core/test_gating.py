import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.gating import keeping_bias, left, lifetime, log10_left, log_gate, logit

SIGNAL, GATE = np.array([7.0, 5, 10, 9]), np.array([0.5, 0, 0.2, 1])
for _array in (SIGNAL, GATE):
    _array.setflags(write=False)
with np.errstate(divide="ignore"):
    LOG_GATE = np.log(GATE)


def test_the_slides_signal_once_twice_and_ten_times():
    course = left(SIGNAL, LOG_GATE, 10)

    np.testing.assert_allclose(course[0], SIGNAL, rtol=1e-15)
    np.testing.assert_allclose(course[1], [3.5, 0, 2, 9], rtol=1e-14)
    np.testing.assert_allclose(course[2], [1.75, 0, 0.4, 9], rtol=1e-14)
    np.testing.assert_allclose(course[10], SIGNAL * GATE**10, rtol=1e-13)


def test_a_layers_gate_is_torchs_sigmoid(rng):
    x, weight, bias = rng.normal(size=3), rng.normal(size=(5, 3)), 4 * rng.normal(size=5)

    z, log_f = log_gate(x, weight, bias)

    expected = torch.nn.functional.logsigmoid(torch.tensor(weight) @ torch.tensor(x) + torch.tensor(bias))
    np.testing.assert_allclose(log_f, expected, rtol=1e-14)
    np.testing.assert_allclose(np.exp(log_f), torch.sigmoid(torch.tensor(z)), rtol=1e-14)


@pytest.mark.parametrize(("bias", "half_life"), [(4.968, 100), (10, 15_268)])
def test_half_lives_of_biases(bias, half_life):
    _, log_f = log_gate(np.zeros(1), np.zeros((1, 1)), np.array([float(bias)]))

    assert lifetime(0.5, log_f)[0] == pytest.approx(half_life, rel=1e-3)


@pytest.mark.parametrize(("gate", "half_life"), [(0.5, 1), (0.9, 6.579), (0.99, 68.97)])
def test_half_lives_of_gates(gate, half_life):
    assert lifetime(0.5, np.array([math.log(gate)]))[0] == pytest.approx(half_life, rel=1e-4)


def test_lifetimes_at_the_ends():
    np.testing.assert_array_equal(lifetime(0.5, np.array([0.0, -np.inf])), [np.inf, 0.0])


@pytest.mark.parametrize(("share", "bias"), [(0.99, 9.205), (0.5, 4.968), (0.01, 3.055)])
def test_biases_that_keep_a_share_over_a_hundred_steps(share, bias):
    assert keeping_bias(share, 100) == pytest.approx(bias, abs=5e-4)


@given(st.floats(1e-6, 1 - 1e-6), st.integers(1, 1000))
@settings(max_examples=100, deadline=None)
def test_a_gate_with_that_bias_leaves_that_share(share, times):
    z = torch.tensor(keeping_bias(share, times), dtype=torch.float64)

    assert math.exp(times * float(torch.nn.functional.logsigmoid(z))) == pytest.approx(share, rel=1e-9)


def test_a_gate_that_rounds_to_1_still_has_a_half_life():
    z, log_f = log_gate(np.zeros(1), np.zeros((1, 1)), np.array([40.0]))

    assert np.exp(log_f)[0] == 1
    assert lifetime(0.5, log_f)[0] == pytest.approx(math.log(2) * math.exp(40), rel=1e-12)
    assert z[0] == 40


def test_logarithms_hold_what_no_float_does_and_exact_zeros():
    signal, gate = np.array([3.0, -3, 0, 3]), np.array([1e-200, 0.5, 0.5, 0])
    with np.errstate(divide="ignore"):
        log_f = np.log(gate)

    found = log10_left(signal, log_f, 5)

    assert found[5, 0] == pytest.approx(-1000 + math.log10(3), abs=1e-9)
    np.testing.assert_allclose(found[:, 1], math.log10(3) - np.arange(6) * math.log10(2), rtol=1e-13)
    assert np.isneginf(found[:, 2]).all()
    assert found[0, 3] == math.log10(3)
    assert np.isneginf(found[1:, 3]).all()
    assert left(signal, log_f, 5)[5].tolist() == [0, -3 / 32, 0, 0]


def test_the_pre_activation_of_a_gate_gives_it_back():
    gate = np.array([1e-9, 0.2, 0.5, 0.999])

    np.testing.assert_allclose(torch.sigmoid(torch.tensor(logit(gate))), gate, rtol=1e-12)
    np.testing.assert_array_equal(logit(np.array([0.0, 1.0])), [-np.inf, np.inf])


@pytest.mark.parametrize(("dtype", "z"), [(torch.float64, 37.0), (torch.float32, 17.0)])
def test_where_torchs_sigmoid_rounds_to_1(dtype, z):
    at_z, below = torch.sigmoid(torch.tensor([z, z - 1], dtype=dtype)).tolist()

    assert at_z == 1
    assert below < 1
