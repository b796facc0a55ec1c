"""Held against the characteristic polynomial, the definition of an eigenvector, and rank."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.prescribed_spectrum import Structure, blocks_of, prescribed, shear_basis

STRUCTURES: list[Structure] = ["four_real", "one_pair", "two_pairs", "chain_of_2", "chain_of_4"]
structures = st.sampled_from(STRUCTURES)
numbers = st.lists(st.integers(-12, 12), min_size=4, max_size=4).map(lambda tenths: np.array(tenths) / 10)
shears = st.integers(0, 5).map(float)


@given(structures, numbers, shears)
@settings(deadline=None)
def test_the_matrix_has_the_eigenvalues_asked_for(structure, four, shear):
    made = prescribed(structure, four, shear)

    # coefficients, not roots: those of a defective matrix are known to the fourth root of the precision only
    ours, asked = np.poly(made.matrix), np.poly(made.eigenvalues)
    np.testing.assert_allclose(ours, asked, atol=1e-7 if shear else 1e-12)


@given(structures, numbers, shears)
@settings(deadline=None)
def test_the_vectors_are_unit_eigenvectors(structure, four, shear):
    made = prescribed(structure, four, shear)

    if made.vectors is not None:
        left, right = made.matrix @ made.vectors, made.vectors * made.eigenvalues
        np.testing.assert_allclose(left, right, atol=1e-9)
        np.testing.assert_allclose(np.linalg.norm(made.vectors, axis=0), 1, atol=1e-14)


@given(structures, numbers)
@settings(deadline=None)
def test_jordan_sizes_follow_from_ranks(structure, four):
    """A block of size m has rank m - k after k factors B - λ, down to 0."""
    made = prescribed(structure, four, 0.0)

    for eigenvalue in {value for value, _ in made.jordan}:
        sizes = [size for value, size in made.jordan if value == eigenvalue]
        factor = made.matrix - eigenvalue * np.eye(4)
        ranks = [np.linalg.matrix_rank(np.linalg.matrix_power(factor, k), tol=1e-6) for k in range(5)]
        longer_than = [sum(size > k for size in sizes) for k in range(4)]
        assert [a - b for a, b in pairwise(ranks)] == longer_than


@given(structures, numbers, shears)
@settings(deadline=None)
def test_there_is_no_v_just_where_a_block_is_longer_than_1(structure, four, shear):
    made = prescribed(structure, four, shear)

    assert (made.vectors is None) == (max(size for _, size in made.jordan) > 1)
    assert sum(size for _, size in made.jordan) == 4


@given(st.sampled_from(["four_real", "one_pair", "two_pairs"]), numbers)
@settings(deadline=None)
def test_without_shear_it_is_normal(structure, four):
    made = prescribed(structure, four, 0.0)

    np.testing.assert_allclose(made.matrix @ made.matrix.T, made.matrix.T @ made.matrix, atol=1e-14)


def test_the_basis_has_the_condition_of_its_triangle_and_is_orthogonal_at_0():
    np.testing.assert_allclose(shear_basis(0.0).T @ shear_basis(0.0), np.eye(4), atol=1e-15)
    for shear in (1.0, 2.0, 3.0, 5.0):
        triangle = np.eye(4) + shear * np.triu(np.ones((4, 4)), 1)
        assert np.linalg.cond(shear_basis(shear)) == pytest.approx(np.linalg.cond(triangle), rel=1e-12)


def test_a_pair_on_the_real_axis_still_has_two_vectors():
    made = prescribed("one_pair", np.array([0.9, 0.0, 0.5, 0.2]), 1.0)

    assert made.vectors is not None
    assert np.linalg.matrix_rank(made.vectors) == 4


def test_pairs_stand_first_and_what_is_left_is_real():
    blocks = blocks_of("one_pair", np.array([0.3, 0.4, 0.5, -0.6]))

    values = np.concatenate([block.eigenvalues for block in blocks])
    np.testing.assert_array_equal(values, [0.3 + 0.4j, 0.3 - 0.4j, 0.5, -0.6])
