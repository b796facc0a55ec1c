"""What the page of tanh and sigmoid says: its presets, its question, its formulas, and the verdict of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.figures.formula import Equation, number, power_of_ten, term
from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import count, percent, power, quantity

if TYPE_CHECKING:
    from app.topics.activations import Result


PRESETS = (
    Preset("On the way up", {}),
    Preset("Ten slopes at best", {"x": "0", "steps": "10"}),
    Preset("Twenty slopes at best", {"x": "0"}),
    Preset("On the flat", {"x": "3"}),
    Preset("A quiet network", {"spectral_radius": "0.9", "input_scale": "0.1"}),
    Preset("A loud network", {"input_scale": "6"}),
    Preset(
        "Large and chaotic",
        {"hidden_size": "64", "spectral_radius": "3", "input_scale": "0.1", "steps": "100"},
    ),
)

QUIZ = Quiz(
    "A gradient passes ten sigmoid units, each at its steepest point, with all weights 1. How much of it is left?",
    ("About a quarter", "About a thousandth", "About a millionth"),
    2,
    "The steepest slope of σ is 0.25, so 0.25 to the power 10 is left: 9.5 · 10⁻⁷. Ten tanh units at their steepest "
    "point, where the slope is 1, leave all of it.",
    {"x": "0", "steps": "10"},
)

CURVES_WORDS = (
    "tanh and σ",
    "Drag x: the short lines are the slopes there. The dots are σ made twice as narrow and twice as high, and shifted "
    "down by 1: they lie on tanh.",
)
SLOPES_WORDS = (
    "Their slopes",
    "What a gradient is multiplied by on its way back through the unit: at best 1 for tanh and 0.25 for σ, and next to "
    "nothing on the flats.",
)
POWERS_WORDS = (
    "The product of n slopes",
    "Dashed at best (x = 0), solid at your x; on this axis one factor a step is a straight line.",
)
RUNNING_WORDS = (
    "Slopes along a running network",
    "One network run twice, with tanh and with σ: the product of a unit’s slopes so far, thick for the median unit, "
    "thin for the lowest and the highest; W is left out.",
)
HIDDEN_WORDS = (
    "The running tanh network",
    "One row a unit: orange is positive, blue is negative; the cells of strongest color are saturated, and hardly any "
    "gradient passes them.",
)


def equations(result: Result) -> tuple[Equation, ...]:
    """The functions, their slopes and the products, with numbers."""
    x, minus, n = number(result.x), number(-result.x), result.params.steps
    tanh, sigmoid = term("tanh", number(result.tanh)), term("sigmoid", number(result.sigmoid))
    steep, gentle = (
        term("tanh-slope", number(result.tanh_slope)),
        term("sigmoid-slope", number(result.sigmoid_slope)),
    )
    identity, doubled = term("identity", r"2 \sigma(2x) - 1"), number((result.tanh + 1) / 2)
    return (
        Equation(
            "tanh", rf"\tanh({x}) = \frac{{e^{{{x}}} - e^{{{minus}}}}}{{e^{{{x}}} + e^{{{minus}}}}} = {tanh}"
        ),
        Equation("sigmoid", rf"\sigma({x}) = \frac{{1}}{{1 + e^{{{minus}}}}} = {sigmoid}"),
        Equation(
            "identity",
            rf"\tanh(x) = {identity} = 2 \cdot {doubled} - 1 = {tanh}",
        ),
        Equation("tanh_slope", rf"\tanh'({x}) = 1 - \tanh^2(x) = {steep} \leq 1"),
        Equation(
            "sigmoid_slope", rf"\sigma'({x}) = \sigma(x)(1 - \sigma(x)) = {gentle} \leq \frac{{1}}{{4}}"
        ),
        Equation(
            "tanh_power", rf"\tanh'({x})^{{{n}}} = {term('tanh-power', power_of_ten(result.tanh_power))}"
        ),
        Equation(
            "sigmoid_power",
            rf"\sigma'({x})^{{{n}}} = {term('sigmoid-power', power_of_ten(result.sigmoid_power))}",
        ),
        Equation("bound", _bound(result)),
        Equation("best", rf"{term('tanh-best', rf'1^{{{n}}} = 1')}, \quad {_best(result)}"),
    )


def _best(result: Result) -> str:
    return term(
        "sigmoid-best", rf"0.25^{{{result.params.steps}}} = {power_of_ten(result.best_sigmoid_power)}"
    )


def _bound(result: Result) -> str:
    """What one step back can leave at most, W included."""
    factor = 0.25 * result.sigma_max
    sign = "< 1" if factor < 1 else r"\geq 1"
    step = r"\left| \frac{\partial h_t}{\partial h_{t-1}} \right| \leq \frac{1}{4} \sigma_{\max}(W_r)"
    return rf"{step} = \frac{{1}}{{4}} \cdot {number(result.sigma_max)} = {number(factor)} {sign}"


def verdict(result: Result) -> str:
    """What one slope, n slopes, and the running networks leave of a gradient."""
    return f"{_at_x(result)} {_along(result)}"


def _at_x(result: Result) -> str:
    n = result.params.steps
    end = "." if result.sigmoid_slope <= result.tanh_slope else ": out on the flat, σ passes more than tanh."
    return (
        f"At x = {quantity(result.x)} a gradient keeps {quantity(result.tanh_slope)} of its size through tanh and "
        f"{quantity(result.sigmoid_slope)} through σ; after {count(n, 'such slope')} "
        f"{power(result.tanh_power)} and {power(result.sigmoid_power)} are left{end}"
    )


def _along(result: Result) -> str:
    n = result.params.steps
    tanh, sigmoid = (float(np.median(run[-1])) for run in (result.tanh_products, result.sigmoid_products))
    end = "." if sigmoid <= tanh else ": saturated so often, tanh lets less through than σ."
    return (
        f"In the running network {percent(result.tanh_saturated)} of the tanh units are saturated, and the product "
        f"of the median unit’s {count(n, 'slope')} is {power(tanh)}; with σ in its place "
        f"{percent(result.sigmoid_saturated)} are, and {power(sigmoid)} is left{end}"
    )
