"""Held against the form itself, and against the slopes that the gradient's terms promise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.form_section import moves, plane_of_the_terms
from app.core.quadratic_form import gradient, quadratic_form
from tests.core.test_quadratic_form import drawn, seeds, sizes


@given(sizes, seeds, st.floats(-3, 3), st.floats(-3, 3))
@settings(deadline=None)
def test_the_plane_shows_the_form_itself(size, seed, first, second):
    matrix, x = drawn(size, seed)

    section = plane_of_the_terms(matrix, x)

    point = section.origin + np.array([first, second]) @ section.directions
    height = section.heights(np.array([first]), np.array([second]))
    assert height[0] == pytest.approx(quadratic_form(matrix, point), abs=1e-10)


@given(sizes, seeds, st.booleans())
@settings(deadline=None)
def test_the_plane_holds_x_and_both_terms(size, seed, is_symmetric):
    matrix, x = drawn(size, seed)
    matrix = matrix + matrix.T if is_symmetric else matrix

    section = plane_of_the_terms(matrix, x)

    terms = gradient(matrix, x)
    np.testing.assert_allclose(section.directions @ section.directions.T, np.eye(2), atol=1e-13)
    for vector in (terms.left, terms.right, x - section.origin):
        np.testing.assert_allclose(vector @ section.directions.T @ section.directions, vector, atol=1e-12)


def test_where_there_is_no_gradient_there_is_a_plane_all_the_same():
    section = plane_of_the_terms(np.zeros((3, 3)), np.zeros(3))

    np.testing.assert_allclose(section.directions @ section.directions.T, np.eye(2), atol=1e-15)
    assert section.heights(np.ones(1), np.ones(1)).tolist() == [0.0]


@given(sizes, seeds)
@settings(deadline=None)
def test_each_place_moved_alone_is_a_line_with_the_slope_of_its_term(size, seed):
    matrix, x = drawn(size, seed)
    distances = np.linspace(-1, 1, 5)

    moved = moves(matrix, x, distances)

    terms, form = gradient(matrix, x), quadratic_form(matrix, x)
    np.testing.assert_allclose(moved.left, form + distances * (terms.left @ moved.direction), atol=1e-12)
    np.testing.assert_allclose(moved.right, form + distances * (terms.right @ moved.direction), atol=1e-12)
    for distance, value in zip(distances.tolist(), moved.both.tolist(), strict=True):
        assert value == pytest.approx(quadratic_form(matrix, x + distance * moved.direction), abs=1e-12)


def test_where_the_terms_cancel_one_place_still_moves_the_number():
    moved = moves(np.array([[0.0, 1.0], [-1.0, 0.0]]), np.array([1.0, 2.0]), np.linspace(-1, 1, 3))

    np.testing.assert_allclose(moved.both, 0, atol=1e-15)
    np.testing.assert_allclose(moved.left, [-np.sqrt(5), 0, np.sqrt(5)], atol=1e-15)
    np.testing.assert_allclose(moved.right, -moved.left, atol=1e-15)


def test_at_0_there_is_a_direction_all_the_same():
    assert moves(np.eye(2), np.zeros(2), np.array([0.0, 2.0])).both.tolist() == [0.0, 4.0]
