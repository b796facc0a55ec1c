"""tanh and sigmoid, drawn: the curves, their slopes, products of slopes, and how often units are saturated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS, ENDS, Squash, stretched_sigmoid
from app.figures.decade_lines import DecadeLine, decade_strip
from app.figures.handles import Sets, handle
from app.figures.palette import LIGHT
from app.figures.saturation_bars import EndShares, saturation_bars
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.table import Table, matrix_table
from app.figures.view import Figure
from app.topics.words import activations as words

if TYPE_CHECKING:
    from app.topics.activations import Result

REACH = 6.0
CURVE_POINTS = 241
_COLORS: dict[Squash, str] = {"tanh": LIGHT.roles["hidden"], "sigmoid": LIGHT.roles["forget_gate"]}
_GATES = ("input_gate", "forget_gate", "output_gate")


def figures(result: Result) -> list[Figure]:
    """The curves, their slopes, the products, and the running networks."""
    time = TimeAxis(1, len(result.hidden) + 1)
    return [
        _curves(result),
        _slopes(result),
        _powers(result, time),
        _running(result, time),
        _hidden(result, time),
        saturation_bars(_shares(result)),
    ]


def _curves(result: Result) -> Figure:
    x = np.linspace(-REACH, REACH, CURVE_POINTS)
    tanh, sigmoid = _COLORS["tanh"], _COLORS["sigmoid"]
    dots = "dots: 2σ(2x) − 1"
    curves = [
        Curve("tanh(x)", "tanh(x)", "tanh", tanh, np.tanh(x), label_at=(1.6, "top left")),
        Curve(
            "σ(x)",
            "σ(x)",
            "sigmoid",
            sigmoid,
            ACTIVATIONS["sigmoid"].value(x),
            label_at=(2.3, "bottom right"),
        ),
        Curve(dots, "2σ(2x) − 1", "identity", LIGHT.ink, stretched_sigmoid(x), "dot", (-1.5, "bottom right")),
    ]
    marks = [
        Mark("", "tanh", tanh, result.x, result.tanh, result.tanh_slope),
        Mark("", "sigmoid", sigmoid, result.x, result.sigmoid, result.sigmoid_slope),
    ]
    figure = squash_curves(x, curves, marks, Frame("x", "value", (-REACH, REACH), (-1.15, 1.15)))
    figure.update_layout(meta={"handles": [handle("x", "x", (result.x, result.tanh), Sets((0,)))]})
    return Figure("curves", *words.CURVES_WORDS, figure)


def _slopes(result: Result) -> Figure:
    x = np.linspace(-REACH, REACH, CURVE_POINTS)
    tanh, sigmoid = _COLORS["tanh"], _COLORS["sigmoid"]
    names = [f"tanh′ = {result.tanh_slope:.3g}", f"σ′ = {result.sigmoid_slope:.3g}"]
    steep, gentle = ACTIVATIONS["tanh"].slope(x), ACTIVATIONS["sigmoid"].slope(x)
    curves = [
        Curve(names[0], "tanh′(x)", "tanh-slope", tanh, steep, label_at=(0.7, "top right")),
        Curve(names[1], "σ′(x)", "sigmoid-slope", sigmoid, gentle, label_at=(2.2, "top right")),
    ]
    marks = [
        Mark("", "tanh-slope", tanh, result.x, result.tanh_slope),
        Mark("", "sigmoid-slope", sigmoid, result.x, result.sigmoid_slope),
    ]
    figure = squash_curves(x, curves, marks, Frame("x", "slope", (-REACH, REACH), (-0.05, 1.12)))
    return Figure("slopes", *words.SLOPES_WORDS, figure)


def _powers(result: Result, time: TimeAxis) -> Figure:
    n = time.steps
    counted = replace(time, title="number of slopes, n")
    tanh, sigmoid = _COLORS["tanh"], _COLORS["sigmoid"]
    lines = [
        DecadeLine("tanh at best", "1ⁿ", "tanh-best", tanh, np.zeros(len(n)), "dash"),
        DecadeLine("σ at best", "0.25ⁿ", "sigmoid-best", sigmoid, n * np.log10(0.25), "dash"),
        DecadeLine("tanh at x", "tanh′ⁿ", "tanh-power", tanh, n * (result.tanh_power / n[-1])),
        DecadeLine("σ at x", "σ′ⁿ", "sigmoid-power", sigmoid, n * (result.sigmoid_power / n[-1])),
    ]
    return Figure("powers", *words.POWERS_WORDS, decade_strip(lines, counted, "product"))


def _running(result: Result, time: TimeAxis) -> Figure:
    best = time.steps * np.log10(0.25)
    lines = [
        *_unit_lines(("tanh network", "tanh", "tanh-run"), "tanh", result.tanh_products),
        *_unit_lines(("σ network", "σ", "sigmoid-run"), "sigmoid", result.sigmoid_products),
        DecadeLine("σ at best", "0.25ⁿ", "sigmoid-best", LIGHT.muted, best, "dash"),
    ]
    return Figure("running", *words.RUNNING_WORDS, decade_strip(lines, time, "product"))


def _unit_lines(
    names: tuple[str, str, str], squash: Squash, products: Float[np.ndarray, "time hidden"]
) -> list[DecadeLine]:
    """The median unit, and thin the lowest and the highest."""
    name, label, term = names
    rest = (term, _COLORS[squash])
    return [
        DecadeLine(f"{name}, lowest unit", "", *rest, products.min(axis=1), is_thin=True),
        DecadeLine(f"{name}, highest unit", "", *rest, products.max(axis=1), is_thin=True),
        DecadeLine(f"{name}, median unit", label, *rest, np.median(products, axis=1)),
    ]


def _hidden(result: Result, time: TimeAxis) -> Figure:
    figure = state_heatmap(result.hidden.T, time, range(result.hidden.shape[1]))
    title, caption = words.HIDDEN_WORDS
    return replace(figure, title=title, caption=caption)


def _shares(result: Result) -> list[EndShares]:
    return [
        _ends("tanh network: h", result.hidden, "tanh"),
        _ends("σ network: h", result.sigmoid_hidden, "sigmoid"),
        *(_ends(f"LSTM: {name.replace('_', ' ')}", getattr(result, name), "sigmoid") for name in _GATES),
        _ends("LSTM: candidate", result.cell_gate, "tanh"),
    ]


def _ends(name: str, values: Float[np.ndarray, "time hidden"], squash: Squash) -> EndShares:
    low, high = ENDS[squash]
    return EndShares(name, float((values < low).mean()), float((values > high).mean()))


def tables(result: Result) -> list[Table]:
    """The numbers behind the figures; the curves at whole numbers."""
    x = np.arange(-6.0, 7.0)
    values = {f"{name}(x)": ACTIVATIONS[name].value(x) for name in _COLORS}
    slopes = {f"{name}'(x)": ACTIVATIONS[name].slope(x) for name in _COLORS}
    steps = np.arange(1, len(result.hidden) + 1)
    powers = {
        "log10 tanh'(x)^n": steps * (result.tanh_power / len(steps)),
        "log10 sigmoid'(x)^n": steps * (result.sigmoid_power / len(steps)),
        "log10 0.25^n": steps * np.log10(0.25),
    }
    medians = {
        f"log10, {name} network, median unit": np.median(products, axis=1)
        for name, products in (("tanh", result.tanh_products), ("sigmoid", result.sigmoid_products))
    }
    shares = _shares(result)
    return [
        Table("curves", "The two curves", {"x": x} | values),
        Table("slopes", "Their slopes", {"x": x} | slopes),
        Table("powers", "Products of n slopes", {"n": steps} | powers),
        Table("running", "Products along the running networks", {"step": steps} | medians),
        matrix_table("hidden", "States of the tanh network", result.hidden, "step", "unit"),
        Table(
            "saturation",
            "Shares of units and steps",
            {
                "units": np.array([share.name for share in shares]),
                "at the lower end": np.array([share.low for share in shares]),
                "at the upper end": np.array([share.high for share in shares]),
            },
        ),
    ]
