"""Held against autograd, the definition of a derivative, and what is known of special matrices."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.quadratic_form import (
    central_differences,
    curvatures,
    gradient,
    quadratic_form,
    shape_of,
)

sizes = st.integers(2, 4)
seeds = st.integers(0, 999)


def drawn(size: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    matrix, x = generator.normal(size=(size, size)), generator.normal(size=size)
    matrix.setflags(write=False)
    x.setflags(write=False)
    return matrix, x


def autograd(matrix: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Derivatives by the x on the left and by the x on the right, as two leaves of one graph."""
    left, right = (torch.tensor(x, requires_grad=True) for _ in range(2))
    q = left @ torch.tensor(matrix) @ right
    by_left, by_right = torch.autograd.grad(q, (left, right))
    return by_left.numpy(), by_right.numpy()


@given(sizes, seeds)
@settings(deadline=None)
def test_each_term_is_autograds_for_its_own_place_of_x(size, seed):
    matrix, x = drawn(size, seed)

    terms = gradient(matrix, x)

    left, right = autograd(matrix, x)
    np.testing.assert_allclose(terms.left, left, atol=1e-14)
    np.testing.assert_allclose(terms.right, right, atol=1e-14)


@given(sizes, seeds)
@settings(deadline=None)
def test_the_sum_is_autograds_for_one_x_that_stands_twice(size, seed):
    matrix, x = drawn(size, seed)
    leaf = torch.tensor(x, requires_grad=True)

    (by_x,) = torch.autograd.grad(leaf @ torch.tensor(matrix) @ leaf, leaf)

    np.testing.assert_allclose(gradient(matrix, x).total, by_x.numpy(), atol=1e-14)


@given(sizes, seeds)
@settings(deadline=None)
def test_central_differences_miss_by_rounding_only(size, seed):
    matrix, x = drawn(size, seed)

    off = central_differences(matrix, x) - gradient(matrix, x).total

    assert np.abs(off).max() < 1e-8


def test_central_differences_are_the_gradient_in_exact_arithmetic():
    matrix, x, nudge = np.array([[2, 1], [0, 1]]), np.array([Fraction(1), Fraction(2)]), Fraction(1, 10**6)
    steps = np.array([[nudge, 0], [0, nudge]])

    exact = [
        ((x + step) @ matrix @ (x + step) - (x - step) @ matrix @ (x - step)) / (2 * nudge) for step in steps
    ]

    terms = gradient(matrix.astype(float), x.astype(float))
    assert terms.total.tolist() == exact


@given(sizes, seeds)
@settings(deadline=None)
def test_for_a_symmetric_matrix_both_terms_are_one(size, seed):
    matrix, x = drawn(size, seed)

    terms = gradient(matrix + matrix.T, x)

    np.testing.assert_allclose(terms.left, terms.right, atol=1e-14)
    np.testing.assert_allclose(terms.total, 2 * x @ (matrix + matrix.T), atol=1e-14)


@given(sizes, seeds)
@settings(deadline=None)
def test_for_an_antisymmetric_matrix_the_terms_cancel_and_the_form_is_0(size, seed):
    matrix, x = drawn(size, seed)
    antisymmetric = matrix - matrix.T

    np.testing.assert_allclose(gradient(antisymmetric, x).total, 0, atol=1e-14)
    assert abs(quadratic_form(antisymmetric, x)) < 1e-13
    assert shape_of(antisymmetric) == "flat"


@given(sizes, seeds)
@settings(deadline=None)
def test_along_x_the_gradient_is_twice_the_form(size, seed):
    """Euler's rule for a form of second degree."""
    matrix, x = drawn(size, seed)

    assert gradient(matrix, x).total @ x == pytest.approx(2 * quadratic_form(matrix, x), abs=1e-13)


@pytest.mark.parametrize(
    ("matrix", "shape"),
    [
        ([[2, 1], [0, 1]], "bowl"),
        ([[-2, 0], [0, -1]], "dome"),
        ([[1, 2], [2, 1]], "saddle"),
        ([[1, 1], [1, 1]], "trough"),
        ([[-1, -1], [-1, -1]], "ridge"),
        ([[0, 1], [-1, 0]], "flat"),
        ([[0, 0], [0, 0]], "flat"),
    ],
)
def test_the_shape_is_named_by_the_curvatures(matrix, shape):
    assert shape_of(np.array(matrix, float)) == shape


def test_curvatures_of_the_saddle():
    np.testing.assert_allclose(curvatures(np.array([[1.0, 2.0], [2.0, 1.0]])), [-1, 3], atol=1e-15)
