"""Gates, drawn: one pass row by row, what is left over the steps, where a gate comes from, and how long it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS
from app.core.gating import lifetime, logit
from app.figures.fading import Fading, fading
from app.figures.gate_lifetimes import GateMark, Level, ShareLine, gate_lifetimes
from app.figures.gate_rows import RowWords, gate_rows
from app.figures.handles import Sets, handle
from app.figures.palette import LIGHT
from app.figures.squash_curves import Curve, Frame, Mark, Side, squash_curves
from app.figures.strip import TimeAxis
from app.figures.table import Table
from app.figures.view import Figure
from app.topics.words import gating as words
from app.topics.words.gating_numbers import SUBSCRIPTS, gate_text, left_texts, name
from app.topics.words.quantities import count

if TYPE_CHECKING:
    from app.topics.gating import Result

SHARES = (0.99, 0.5, 0.01)
BIAS_LIMIT = 50
SIGNAL_LIMIT = 100
_SHARE_NAMES = (("99 % left", "most"), ("half left", "half"), ("1 % left", "least"))
_REACH, _Z_RANGE, _POINTS = 7.0, (-4.0, 12.0), 161
_NEAR_EDGE, _SAME = 0.75, 0.05


def figures(result: Result) -> list[Figure]:
    """The four figures of the page."""
    return [_rows(result), _left(result), _curve(result), _lifetimes(result)]


def _rows(result: Result) -> Figure:
    once = left_texts(result, 1)
    texts = RowWords(_names(result, "v"), left_texts(result, 0), _gate_texts(result), once)
    drawn = gate_rows(result.signal, result.gate, texts, _row_handles(result))
    return Figure("rows", *words.rows_words(result), drawn)


def _names(result: Result, letter: str) -> list[str]:
    return [f"{letter}<sub>{place}</sub>" for place in range(1, len(result.signal) + 1)]


def _gate_texts(result: Result) -> list[str]:
    pairs = zip(result.gate.tolist(), result.lost.tolist(), strict=True)
    return [gate_text(gate, lost) for gate, lost in pairs]


def _row_handles(result: Result) -> list[dict[str, Any]]:
    """The bars' ends: of the signal, and of the gate where it is given."""
    limits = (-float(SIGNAL_LIMIT), float(SIGNAL_LIMIT))
    handles = [
        handle("signal", f"v{SUBSCRIPTS[place]}", (value, place + 1.0), Sets((place,), within=limits))
        for place, value in enumerate(result.signal.tolist())
    ]
    if result.preactivation is not None:
        return handles
    return handles + [
        handle("gate", name(place), (value, place + 1.0), Sets((place,), within=(0.0, 1.0), on="x2"))
        for place, value in enumerate(result.gate.tolist())
    ]


def _left(result: Result) -> Figure:
    time = TimeAxis(0, result.params.times + 1, title="time step n")
    lines = [
        Fading(name, f"entry{place}", sizes)
        for place, (name, sizes) in enumerate(
            zip(_names(result, "v"), result.log10_left.T, strict=True), start=1
        )
    ]
    return Figure("left", *words.left_words(result), fading(lines, time, "size of what is left"))


def _z(result: Result) -> Float[np.ndarray, " entry"]:
    """The gates' pre-activations, or those that would give them: infinite for 0 and 1."""
    return logit(result.gate) if result.preactivation is None else result.preactivation


def _curve(result: Result) -> Figure:
    """The sigmoid with every gate on it; a gate that no z gives stands at the edge, with an arrow."""
    z = _z(result)
    reach = max(_REACH, 1.15 * float(np.abs(z[np.isfinite(z)]).max(initial=0.0)))
    x = np.linspace(-reach, reach, _POINTS)
    color = LIGHT.roles["forget_gate"]
    curve = Curve("σ(z)", "σ(z)", "sigmoid", color, ACTIVATIONS["sigmoid"].value(x))
    at = np.clip(z, -reach, reach)
    marks = [
        Mark(_label(name, z[place]), f"entry{place + 1}", color, at[place], gate, side=_side(z[place], reach))
        for place, (name, gate) in enumerate(zip(_joined(result, z), result.gate.tolist(), strict=True))
    ]
    frame = Frame("pre-activation z", "gate f = σ(z)", (-reach, reach), (-0.08, 1.12))
    figure = squash_curves(x, [curve], marks, frame)
    figure.update_layout(meta={"handles": _bias_handles(result, result.gate)})
    return Figure("curve", *words.curve_words(result), figure)


def _joined(result: Result, z: Float[np.ndarray, " entry"]) -> list[str]:
    """The gates' names, those at one place together: the others' stay empty."""
    names = _names(result, "f")
    firsts = [
        int(np.flatnonzero(np.abs(z - value) < _SAME if np.isfinite(value) else z == value)[0]) for value in z
    ]
    groups = [
        [name for name, first in zip(names, firsts, strict=True) if first == place] for place in range(len(z))
    ]
    return [", ".join(group) for group in groups]


def _label(name: str, z: float) -> str:
    return name if np.isfinite(z) or not name else f"{name} →" if z > 0 else f"← {name}"


def _side(z: float, reach: float) -> Side:
    """A name stands above the curve on its left and below it on its right, clear of it and inside the axes."""
    if -_NEAR_EDGE * reach <= z <= 0 or np.isinf(z):
        return "top left"
    return "top right" if z < 0 else "bottom right"


def _bias_handles(result: Result, heights: Float[np.ndarray, " entry"]) -> list[dict[str, Any]]:
    """Gates that move along z by their bias: z = b + (W x)_i."""
    if result.preactivation is None:
        return []
    from_input = result.preactivation - result.params.bias
    limits = (-float(BIAS_LIMIT), float(BIAS_LIMIT))
    points = zip(result.preactivation.tolist(), heights.tolist(), from_input.tolist(), strict=True)
    return [
        handle(
            "bias",
            f"z{SUBSCRIPTS[place]}, by its b",
            (z, height),
            Sets((place,), start=(shift, 0.0), within=limits),
        )
        for place, (z, height, shift) in enumerate(points)
    ]


def _lifetimes(result: Result) -> Figure:
    z, half_life = _z(result), result.half_life
    finite = np.isfinite(z)
    low, high = (
        min(_Z_RANGE[0], z[finite].min(initial=0) - 1),
        max(_Z_RANGE[1], z[finite].max(initial=0) + 1),
    )
    x = np.linspace(low, high, _POINTS)
    log_f = -np.logaddexp(0, -x)
    lines = [
        ShareLine(label, term, np.log10(lifetime(share, log_f)), crossing)
        for (label, term), share, crossing in zip(
            _SHARE_NAMES, SHARES, result.keeping_bias.tolist(), strict=True
        )
    ]
    heights = np.log10(half_life, out=np.zeros_like(half_life), where=finite)
    marks = [
        GateMark(name, f"entry{place + 1}", float(z[place]), float(heights[place]))
        for place, name in enumerate(_joined(result, z))
        if finite[place]
    ]
    level = Level(count(result.params.times, "step"), float(np.log10(result.params.times)))
    drawn = gate_lifetimes(x, lines, marks, level, _bias_handles(result, heights))
    return Figure("lifetimes", *words.lifetimes_words(result), drawn)


def tables(result: Result) -> list[Table]:
    """The numbers behind the figures."""
    entry = np.arange(1, len(result.signal) + 1)
    rows = {"entry": entry, "signal v": result.signal, "gate f": result.gate, "f v": result.passed}
    steps = np.arange(result.params.times + 1)
    sizes = {f"v{place}": values for place, values in enumerate(result.left.T, start=1)}
    logs = {f"log10 |v{place}|": values for place, values in enumerate(result.log10_left.T, start=1)}
    gates = {
        "gate": entry,
        "z": _z(result),
        "f": result.gate,
        "1 - f": result.lost,
        "half-life": result.half_life,
    }
    shares = {"share left": np.array(SHARES), "z": result.keeping_bias}
    return [
        Table("rows", "One pass", rows),
        Table("left", "What is left, step by step", {"n": steps} | sizes | logs),
        Table("curve", "Gates and their pre-activations", gates),
        Table("lifetimes", f"z that leaves a share after {count(result.params.times, 'step')}", shares),
    ]
