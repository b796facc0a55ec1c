"""The quadratic form's formulas with their numbers: the number, its two terms, and their sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.formula import Equation, column, matrix, row, term
from app.topics.words import quadratic_form as words

if TYPE_CHECKING:
    from app.topics.quadratic_form import Result


def equations(result: Result) -> list[Equation]:
    """The number as the slide writes it, transposed, and its derivative from the chain rule to the sum."""
    form = r"x^T M x"
    x, left, right = column(result.x), row(result.left), row(result.right)
    of_left = term("left", rf"\frac{{\partial {form}}}{{\partial x}}\Big|_{{Mx}}")
    of_right = term("right", rf"\frac{{\partial {form}}}{{\partial Mx}} \frac{{\partial Mx}}{{\partial x}}")
    return [
        Equation(
            "form",
            rf"{form} = {term('x', row(result.x))} {matrix(result.matrix)} {term('x', x)}",
        ),
        Equation("value", f"= {words.latex(result.form)}"),
        Equation("transposed", rf"({form})^T = x^T M^T x = {words.latex(result.form_transposed)}"),
        Equation("chain", rf"\frac{{d \, {form}}}{{dx}} = {of_left} + {of_right}"),
        Equation("terms", rf"= {term('left', 'x^T M^T')} + {term('right', 'x^T M')}"),
        Equation("numbers", rf"= {term('left', left)} + {term('right', right)}"),
        Equation("gradient", rf"= {term('sum', row(result.gradient))}"),
    ]
