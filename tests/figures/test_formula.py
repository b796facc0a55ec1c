import math

import numpy as np
import pytest

from app.figures.formula import Equation, base, column, fixed, matrix, number, power_of_ten, row, term


@pytest.mark.parametrize(
    ("value", "digits", "latex"),
    [
        (0.12065226, 3, "0.121"),
        (-1.5, 3, "-1.5"),
        (0.0, 3, "0"),
        (12345.678, 3, "12346"),
        (3.2e-7, 3, r"3.2 \cdot 10^{-7}"),
        (1e300, 3, r"1 \cdot 10^{300}"),
        (0.5 + 0.8660254j, 3, "0.5 + 0.866i"),
        (1 - 2j, 3, "1 - 2i"),
        (2 + 0j, 3, "2"),
        (math.inf, 3, r"\infty"),
        (math.nan, 3, r"\text{undefined}"),
    ],
)
def test_a_number_is_written_with_its_significant_digits(value, digits, latex):
    assert number(value, digits) == latex


@pytest.mark.parametrize(
    ("exponent", "latex"),
    [
        (-math.inf, "0"),
        (math.log10(0.0213), "0.0213"),
        (363.5, r"3.2 \cdot 10^{363}"),
        (-3000 + math.log10(9.99), r"1 \cdot 10^{-2999}"),
    ],
)
def test_a_power_of_ten_may_be_one_that_no_float_holds(exponent, latex):
    assert power_of_ten(exponent) == latex


def test_eight_decimals_are_as_numpy_prints_them():
    assert fixed(-1.598054397931819) == "-1.5980544"
    assert fixed(2.0) == "2"


def test_matrices_and_vectors_stand_in_brackets():
    assert matrix(np.array([[1.0, 2.0], [3.0, 4.0]])) == r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
    assert column(np.array([0.5, 2.0])) == r"\begin{bmatrix} 0.5 \\ 2 \end{bmatrix}"
    assert row(["a", "b"]) == r"\begin{bmatrix} a & b \end{bmatrix}"


def test_a_large_matrix_is_cut_with_dots():
    latex = matrix(np.ones((20, 20)))

    assert latex.count(r"\\") == 7
    assert r"\cdots" in latex
    assert r"\vdots" in latex


def test_a_term_can_be_focused_in_the_page_and_is_plain_for_programs():
    equation = Equation("step", rf"W {term('h0', column(np.array([0.3, 0.2])))} = {term('v1', 'x')}")

    assert "term" not in equation.latex
    assert 'data-term="h0" tabindex="0"' in equation.mathml
    assert 'data-term="v1" tabindex="0"' in equation.mathml
    assert equation.mathml.startswith("<math")
    assert 'display="block"' in equation.mathml


def test_terms_inside_a_matrix_leave_its_cells_apart():
    equation = Equation("w", matrix([[term("a", "1"), term("b", "2")], ["3", "4"]]))

    assert equation.mathml.count("<mtd>") == 4
    assert 'class="bracketed"' in equation.mathml


@pytest.mark.parametrize(
    ("value", "latex"), [(0.5, "0.5"), (-0.5, r"\left(-0.5\right)"), (1e-9, r"\left(1 \cdot 10^{-9}\right)")]
)
def test_what_a_power_is_written_on_is_one_piece(value, latex):
    assert base(value) == latex
    assert Equation("power", rf"{base(value)}^{{50}}").mathml.startswith("<math")
