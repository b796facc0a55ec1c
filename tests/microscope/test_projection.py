"""Trajectories on a plane and orders of units, held against their definitions."""

import numpy as np

from app.microscope.projection import by_activity, by_similarity, principal_components


def test_components_carry_the_variance_that_they_say(rng):
    states = rng.standard_normal((50, 6)) * [5, 3, 1, 0.5, 0.2, 0.1]

    projection = principal_components(states, 3)

    total = states.var(axis=0).sum()
    assert np.allclose(projection.points.var(axis=0) / total, projection.explained, atol=1e-12)
    assert projection.explained[0] > projection.explained[1] > projection.explained[2] > 0


def test_two_components_of_a_plane_keep_all_distances(rng):
    plane = rng.standard_normal((20, 2)) @ rng.standard_normal((2, 7)) + 3.0

    points = principal_components(plane, 2).points

    apart = np.linalg.norm(plane[:, None] - plane[None], axis=-1)
    assert np.allclose(np.linalg.norm(points[:, None] - points[None], axis=-1), apart, atol=1e-12)


def test_the_sign_does_not_depend_on_the_sign_of_the_data(rng):
    states = rng.standard_normal((30, 4))

    assert np.allclose(principal_components(states, 2).points, -principal_components(-states, 2).points)


def test_one_unit_or_a_resting_network_still_has_coordinates():
    assert principal_components(np.linspace(0, 1, 5)[:, None], 3).points.shape == (5, 3)
    assert principal_components(np.ones((1, 4)), 2).explained == (0.0, 0.0)


def test_activity_puts_the_liveliest_unit_first(rng):
    states = rng.standard_normal((40, 3)) * [1.0, 9.0, 3.0]

    assert by_activity(states).tolist() == [1, 2, 0]


def test_similarity_puts_two_kinds_of_units_side_by_side(rng):
    kinds = rng.standard_normal((60, 2))
    states = kinds[:, [0, 1, 0, 1, 0, 1, 1, 0]] + 0.05 * rng.standard_normal((60, 8))

    order = by_similarity(states)

    assert sorted(order.tolist()) == list(range(8))
    assert {frozenset(order[:4].tolist()), frozenset(order[4:].tolist())} == {
        frozenset({0, 2, 4, 7}),
        frozenset({1, 3, 5, 6}),
    }


def test_the_size_of_the_states_does_not_matter(rng):
    states = rng.standard_normal((40, 5))

    for size in (1e-300, 1e300):
        large = principal_components(states * size, 2)

        assert np.allclose(large.points / size, principal_components(states, 2).points)
        assert np.allclose(large.explained, principal_components(states, 2).explained)
        assert np.array_equal(by_activity(states * size), by_activity(states))
        assert np.array_equal(by_similarity(states * size), by_similarity(states))
