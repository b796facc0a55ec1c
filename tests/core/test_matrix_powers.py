"""Held against numpy's matrix_power, exact rational powers, and closed forms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.matrix_powers import (
    Powers,
    eigenmodes,
    log10_block_growth,
    log10_geometric,
    modes_of,
    powers,
    rebuilding_errors,
)
from app.core.prescribed_spectrum import Prescribed, Structure, prescribed

SETTINGS: list[tuple[Structure, list[float], float]] = [
    ("four_real", [0.9, 0.8, 0.7, 0.6], 0.0),
    ("four_real", [0.9, 0.8, 0.7, 0.6], 5.0),
    ("one_pair", [0.7277, 0.6106, 0.8, 0.5], 1.0),
    ("four_real", [1.05, 0.95, 0.7, -0.9], 1.0),
    ("two_pairs", [0.9063, 0.4226, -0.1563, 0.8863], 3.0),
    ("chain_of_2", [0.95, 0.95, 0.8, 0.5], 0.0),
    ("chain_of_4", [0.95, 0.95, 0.95, 0.95], 0.0),
    ("chain_of_4", [0.95, 0.9, 0.85, 0.8], 2.0),
]


def made(structure: Structure, numbers: list[float], shear: float) -> Prescribed:
    four = np.array(numbers)
    four.setflags(write=False)
    return prescribed(structure, four, shear)


def exact_power(matrix: np.ndarray, n: int) -> np.ndarray:
    """W^n of the very floats, in rational arithmetic, by repeated squaring."""
    base = np.array([[Fraction(entry) for entry in row] for row in matrix.tolist()])
    power = np.array([[Fraction(int(i == j)) for j in range(len(matrix))] for i in range(len(matrix))])
    while n:
        power, base, n = power @ base if n % 2 else power, base @ base, n // 2
    return power.astype(float)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("n", [0, 1, 2, 7, 60, 200])
def test_powers_are_those_of_exact_arithmetic(setting, n):
    matrix = made(*setting).matrix

    ours = powers(matrix, n)

    exact = exact_power(matrix, n)
    off = np.linalg.norm(ours[n] - exact, 2) / np.linalg.norm(exact, 2)
    assert off < 1e-11
    assert ours.log10_norms[n] == pytest.approx(math.log10(np.linalg.norm(exact, 2)), abs=1e-11)


@pytest.mark.parametrize("setting", SETTINGS)
def test_powers_are_numpys(setting):
    matrix = made(*setting).matrix

    ours = powers(matrix, 200)

    # numpy squares repeatedly, which on a long chain is 10,000 times as far from exact arithmetic as ours
    tolerance = 1e-7 if setting[0] == "chain_of_4" else 1e-12
    for n in range(201):
        theirs = np.linalg.matrix_power(matrix, n)
        assert np.linalg.norm(ours[n] - theirs, 2) <= tolerance * np.linalg.norm(theirs, 2)


@given(
    st.sampled_from(["four_real", "one_pair", "two_pairs"]),
    st.lists(st.integers(-15, 15), min_size=4, max_size=4),
)
@settings(deadline=None)
def test_a_normal_matrix_has_the_size_of_its_radius(structure, tenths):
    matrix = made(structure, [number / 10 for number in tenths], 0.0)

    ours = powers(matrix.matrix, 50).log10_norms

    radius = float(np.abs(matrix.eigenvalues).max())
    if radius:
        np.testing.assert_allclose(ours, log10_geometric(radius, 50), atol=1e-12)


def test_sizes_beyond_float64_are_known_all_the_same():
    huge, tiny = np.diag([1e3, 2.0]), np.diag([1e-3, 1e-4])

    assert powers(huge, 200).log10_norms[200] == pytest.approx(600, rel=1e-14)
    assert powers(tiny, 200).log10_norms[200] == pytest.approx(-600, rel=1e-14)
    assert powers(tiny, 200)[200].max() == 0


def test_a_nilpotent_matrix_becomes_exactly_0():
    ours = powers(np.array([[3.0, -1.0], [9.0, -3.0]]), 3)

    assert ours.log10_norms.tolist()[2:] == [-np.inf, -np.inf]
    assert ours[3].tolist() == [[0, 0], [0, 0]]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_size_lies_between_the_radius_and_both_bounds(setting):
    known = made(*setting)
    norms = powers(known.matrix, 200).log10_norms
    radius = float(np.abs(known.eigenvalues).max())
    spectral = float(np.linalg.norm(known.matrix, 2))

    assert (norms >= log10_geometric(radius, 200) - 1e-9).all()
    assert (norms <= log10_geometric(spectral, 200) + 1e-9).all()
    modes = None if known.vectors is None else modes_of(known.eigenvalues, known.vectors)
    if modes is not None:
        assert (norms <= log10_geometric(radius, 200) + math.log10(modes.condition) + 1e-9).all()


@pytest.mark.parametrize("setting", [setting for setting in SETTINGS if len(set(setting[1])) == 4])
def test_what_is_rebuilt_is_the_power(setting):
    known = made(*setting)
    assert known.vectors is not None
    modes = modes_of(known.eigenvalues, known.vectors)
    assert modes is not None

    errors = rebuilding_errors(powers(known.matrix, 200), modes)

    assert errors.max() < 1e-14 * max(modes.condition**1.5, 200)
    rebuilt = modes.vectors * modes.eigenvalues**9 @ modes.inverse
    np.testing.assert_allclose(rebuilt, np.linalg.matrix_power(known.matrix, 9), atol=1e-9)


def test_a_wrong_v_is_seen_in_the_rebuilding_error():
    known = made("four_real", [0.9, 0.8, 0.7, 0.6], 0.0)
    assert known.vectors is not None
    wrong = modes_of(known.eigenvalues[::-1], known.vectors)
    assert wrong is not None

    assert rebuilding_errors(powers(known.matrix, 10), wrong)[1:].min() > 0.1


def test_a_defective_matrix_has_no_usable_v_and_a_distinct_one_has():
    assert eigenmodes(made("chain_of_4", [0.95] * 4, 1.0).matrix) is None
    assert eigenmodes(made("chain_of_2", [0.95, 0.95, 0.8, 0.5], 0.0).matrix) is None
    modes = eigenmodes(np.array([[0.0, 2.0], [0.5, 0.0]]))
    assert modes is not None
    np.testing.assert_allclose(np.sort(modes.eigenvalues.real), [-1, 1], atol=1e-15)


@given(st.integers(1, 4), st.sampled_from([0.5, 0.95, 1.0, 1.1]))
@settings(deadline=None)
def test_block_growth_is_the_corner_of_a_jordan_blocks_power(size, modulus):
    block = modulus * np.eye(size) + np.diag(np.ones(size - 1), 1)

    growth = log10_block_growth(modulus, size, 60)

    for n in range(61):
        corner = np.linalg.matrix_power(block, n)[0, -1]
        assert (growth[n] == -np.inf) if corner == 0 else math.isclose(10 ** growth[n], corner, rel_tol=1e-12)


def test_a_block_with_eigenvalue_0_is_felt_once():
    assert log10_block_growth(0.0, 3, 4).tolist() == [-np.inf, -np.inf, 0, -np.inf, -np.inf]


@pytest.mark.parametrize(("size", "peak"), [(2, 19.5), (4, 58.5)])
def test_a_block_peaks_where_calculus_says(size, peak):
    """The derivative of log C(n, m-1) + n log λ is 0 near n = (m-1) / -ln λ + (m-2)/2."""
    growth = log10_block_growth(0.95, size, 200)

    assert abs(int(growth.argmax()) - ((size - 1) / -math.log(0.95) + (size - 2) / 2)) <= 1
    assert abs(int(growth.argmax()) - peak) <= 1.5


def test_the_last_power_may_be_the_first():
    ours = powers(np.ones((2, 2)), 0)

    assert isinstance(ours, Powers)
    np.testing.assert_array_equal(ours[0], np.eye(2))
