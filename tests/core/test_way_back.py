import numpy as np
import pytest

from app.core.bptt import Network, local_gradients, unrolled_states
from app.core.way_back import credit_theory, exact_way, quotient, relative_distance, simplified_way
from tests.core.test_bptt import TARGET, case, frozen, relative


def test_the_simplified_way_has_powers_of_the_matrix_on_the_same_states():
    network, x, h0 = case(3, 5, seed=1)
    h = unrolled_states(network, x, h0)

    way = simplified_way(network, h, TARGET, "last")

    last = local_gradients(network, h, TARGET)[-1]
    powers = [last @ np.linalg.matrix_power(network.weight_hh, 5 - k) for k in range(1, 6)]
    np.testing.assert_allclose(way.gradients, powers, rtol=1e-12)
    assert relative(way.gradient, exact_way(network, h, TARGET, "last").gradient) > 0.01


def test_both_ways_are_one_where_the_squash_is_straight():
    """At a state of 0 the slope of tanh is 1."""
    network, _, _ = case(3, 5, seed=2)
    still = Network(network.weight_hh, network.weight_ih, frozen(np.zeros(3)), network.weight_ho)
    h = unrolled_states(still, np.zeros(5), np.zeros(3))

    exact, simplified = (way(still, h, TARGET, "last") for way in (exact_way, simplified_way))

    np.testing.assert_allclose(exact.gradients, simplified.gradients, rtol=1e-12)


def test_an_error_at_every_step_adds_up_the_ways_of_all():
    network, x, h0 = case(3, 5, seed=3)
    h = unrolled_states(network, x, h0)

    way = exact_way(network, h, TARGET, "every")

    parts = [exact_way(network, h[: t + 1], TARGET, "last").gradient for t in range(1, 6)]
    np.testing.assert_allclose(way.gradient, np.sum(parts, axis=0), rtol=1e-12)


def test_relative_credit_is_1_on_the_diagonal_and_never_over_the_bound():
    network, x, h0 = case(4, 12, seed=4, scale=1.5)
    h = unrolled_states(network, x, h0)

    found = credit_theory(exact_way(network, h, TARGET, "last").credit, h, network.weight_hh)

    np.testing.assert_allclose(np.diag(found.relative), 1)
    assert found.pairs == 66
    assert found.pairs_over_bound == 0
    lag = np.subtract.outer(np.arange(12), np.arange(12))
    pairs = np.tri(12, dtype=bool)
    assert (found.relative[pairs] <= found.bound[lag[pairs]] * (1 + 1e-12)).all()


def test_a_non_normal_matrix_exceeds_the_rate_and_not_the_bound():
    weight_hh = frozen(np.array([[0.9, 5.0], [0.0, 0.8]]))
    network = Network(weight_hh, np.zeros(2), np.zeros(2), frozen(np.array([1.0, 0.0])))
    h = unrolled_states(network, np.zeros(40), np.array([0.0, 1e-3]))

    found = credit_theory(exact_way(network, h, TARGET, "last").credit, h, weight_hh)

    # the first row of W^n, in closed form, on slopes that are nearly 1
    rows = [np.hypot(0.9**n, 5 * (0.9**n - 0.8**n) / 0.1) for n in range(40)]
    np.testing.assert_allclose(found.relative[-1, ::-1], rows, rtol=5e-3)
    assert found.pairs_over_rate == found.pairs
    assert found.most_over_rate > 20
    assert found.pairs_over_bound == 0


def test_an_error_of_0_has_no_relative_credit():
    network, x, h0 = case(2, 3, seed=5)
    h = unrolled_states(network, x, h0)
    target = float((h[1:] @ network.weight_ho)[1])  # step 2's answer, rounded as among all of them

    found = credit_theory(exact_way(network, h, target, "last").credit, h, network.weight_hh)

    assert np.isnan(found.relative[1]).all()
    assert found.pairs == 2


@pytest.mark.parametrize("radius", [0.0, 3.0])
def test_both_ends_of_the_spectral_radius_have_numbers(radius):
    network = Network(radius * np.eye(2), np.ones(2), np.zeros(2), np.ones(2))
    h = unrolled_states(network, np.ones(100), np.zeros(2))

    way = simplified_way(network, h, TARGET, "every")
    found = credit_theory(way.credit, h, network.weight_hh)

    assert np.isfinite(way.gradient).all()
    assert np.isfinite(found.rate).all()
    assert np.isfinite(found.most_over_rate)


def test_what_no_float_holds_is_no_quotient():
    assert quotient(3.0, 2.0) == 1.5
    assert quotient(1.0, 0.0) is None
    assert quotient(1e300, 1e-300) is None


def test_a_distance_is_relative_to_a_truth_that_is_not_0():
    truth = np.array([[3.0, 0.0], [0.0, 4.0]])

    assert relative_distance(truth + np.eye(2), truth) == pytest.approx(np.sqrt(2) / 5)
    assert relative_distance(truth, np.zeros((2, 2))) is None
