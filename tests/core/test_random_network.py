import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.random_network import random_network, scaled_to_radius, spectral_radius


@given(st.integers(1, 64), st.floats(0, 3), st.integers(0, 99))
@settings(deadline=None, max_examples=30)
def test_the_network_has_the_radius_that_was_asked_for(hidden_size, radius, seed):
    weight_hh, weight_ih = random_network(hidden_size, radius, seed)

    assert weight_hh.shape == (hidden_size, hidden_size)
    assert weight_ih.shape == (hidden_size, 1)
    assert spectral_radius(weight_hh) == pytest.approx(radius, rel=1e-9, abs=1e-12)


def test_the_draw_is_the_documented_one():
    rng = np.random.default_rng(7)
    g, w_x = rng.standard_normal((5, 5)), rng.standard_normal((5, 1))

    weight_hh, weight_ih = random_network(5, 1.5, 7)

    ratio = weight_hh / g
    np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-13)
    assert ratio[0, 0] > 0
    np.testing.assert_array_equal(weight_ih, w_x)


def test_one_unit_gets_the_radius_with_the_sign_of_its_draw():
    sign = np.sign(np.random.default_rng(3).standard_normal())

    weight_hh, _ = random_network(1, 2.0, 3)

    np.testing.assert_allclose(weight_hh, [[2.0 * sign]])


def test_a_matrix_of_radius_zero_is_refused_with_what_to_do():
    nilpotent = np.array([[0.0, 1.0], [0.0, 0.0]])

    with pytest.raises(ValueError, match="choose another seed"):
        scaled_to_radius(nilpotent, 1.0)
