r"""The unrolled network's formulas with its numbers, and the script that gives the same numbers.

Terms: x, h, map (W_r), nudge, bound (sigma_max), rate (rho), exponent (lambda).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from app.figures.formula import Equation, base, column, matrix, number, power_of_ten, term

if TYPE_CHECKING:
    from app.topics.vanilla_rnn import Params, Result

_FEW = 2


def equations(result: Result) -> Iterator[Equation]:
    """The slide's formula, its weights, its first step, the nudge with its bound, and the exponent."""
    inside = rf"W_x {term('x', 'x_t')} + {term('map', 'W_r')} {term('h', 'h_{t-1}')}"
    squash = rf"\tanh({inside})" if result.params.squash else inside
    yield Equation("update", f"{term('h', 'h_t')} = {squash}")
    weights = (
        rf"{term('map', f'W_r = {_matrix(result.weight_hh)}')}, \quad W_x = {_column(result.weight_ih[:, 0])}"
    )
    yield Equation("weights", weights)
    yield _first_step(result)
    yield from _nudge(result)
    if np.isfinite(result.lyapunov_exponent):
        yield _exponent(result)


def _first_step(result: Result) -> Equation:
    """What is read and what is passed on, unit by unit: all of one unit or two, else the first."""
    read = result.weight_ih[:, 0] * result.input[0]
    kept = result.weight_hh @ result.hidden[0]
    sums = [_sum(float(first), float(second)) for first, second in zip(read, kept, strict=True)]
    inside = column(sums if len(sums) <= _FEW else [sums[0], r"\vdots"])
    squash = r"\tanh" if result.params.squash else ""
    return Equation("first", f"{term('h', 'h_1')} = {squash} {inside} = {_column(result.hidden[1])}")


def _sum(read: float, kept: float) -> str:
    sign = "-" if kept < 0 else "+"
    return f"{term('x', number(read))} {sign} {number(abs(kept))}"


def _column(values: np.ndarray) -> str:
    if len(values) <= _FEW:
        return column(values)
    return column([number(float(values[0])), r"\vdots"])


def _matrix(values: np.ndarray) -> str:
    if len(values) <= _FEW:
        return matrix(values)
    return matrix([[number(float(values[0, 0])), r"\cdots"], [r"\vdots", r"\ddots"]])


def _nudge(result: Result) -> Iterator[Equation]:
    """The size at the last step, and the bound, each out of its logarithm."""
    last, first = len(result.hidden) - 1, 1 if result.params.nudge == "x_1" else 0
    size = rf"|\partial h_{{{last}}} / \partial {result.params.nudge}|"
    yield Equation("nudge", term("nudge", f"{size} = {power_of_ten(result.nudge_log10[-1])}"))
    start = "" if first == 0 else rf"{power_of_ten(result.nudge_log10[0])} \cdot "
    bound = rf"{start}{base(result.sigma_max)}^{{{last - first}}} = {power_of_ten(result.bound_log10[-1])}"
    yield Equation("bound", rf"\le {term('bound', bound)}")


def _exponent(result: Result) -> Equation:
    value = term("exponent", rf"\lambda = {number(result.lyapunov_exponent)}")
    if result.attractor != "chaos":
        keeps = number(math.exp(result.lyapunov_exponent))
        return Equation("exponent", rf"{value}, \quad e^{{\lambda}} = {keeps} \text{{ a step}}")
    horizon = rf"t^* = \frac{{\ln 10^{{16}}}}{{\lambda}} = {result.one_of_many_from}"
    return Equation("exponent", rf"{value}, \quad {horizon}")


def script(params: Params) -> str:
    """The run, the nudge and the exponent in plain NumPy."""
    return f'''"""A vanilla RNN, unrolled (Unrolled, /topics/vanilla-rnn)."""
import numpy as np

{_weights(params)}
{_input(params)}
h = np.zeros(len(W_r))
h[:{len(params.initial_state)}] = {params.initial_state.tolist()}[:len(h)]

hidden, nudge_log10 = [h], {_NUDGE_FIRST[params.nudge]}
size, d = 0.0, {_NUDGE_START[params.nudge]}
for t, x_t in enumerate(x[:{params.steps}]):
    h = {"np.tanh(W_x * x_t + W_r @ h)" if params.squash else "W_x * x_t + W_r @ h"}
{_STOP if not params.squash else ""}    hidden.append(h)
    # what one step makes of a nudge: dh_t/dh_(t-1) = diag(1 - h_t^2) W_r
    slope = {"(1 - h) * (1 + h)" if params.squash else "np.ones_like(h)"}
{_NUDGE_STEP[params.nudge]}
    nudge_log10.append(size)

print("spectral_radius =", float(abs(np.linalg.eigvals(W_r)).max()))
print("sigma_max =", float(np.linalg.norm(W_r, 2)))
print("last_state =", h.tolist())
print("nudge_log10 =", [None if np.isinf(s) else float(s) for s in nudge_log10])
'''


_NUDGE_FIRST = {"x_1": "[]", "h_0": "[0.0]"}
_NUDGE_START = {"x_1": "None", "h_0": "np.eye(len(h))"}
_STOP = """    if not (abs(h) <= 1e300).all():
        h = hidden[-1]
        break
"""
_NUDGE_STEP = {
    "x_1": """    d = slope * (W_x if t == 0 else W_r @ d)
    norm = np.linalg.norm(d)
    size += np.log10(norm) if norm > 0 else -np.inf
    d = d / (norm or 1)""",
    "h_0": """    d = slope[:, None] * (W_r @ d)
    norm = np.linalg.norm(d, 2)
    size += np.log10(norm) if norm > 0 else -np.inf
    d = d / (norm or 1)""",
}
_SIGNALS = {
    "none": "0.0 * t",
    "impulse": "1.0 * (t == 1)",
    "step": "1.0 + 0 * t",
    "sine": "np.sin(2 * np.pi * t / 20)",
}


def _weights(params: Params) -> str:
    scale = "" if params.input == "none" or params.input_scale == 1 else f" * {params.input_scale}"
    if params.network == "own":
        return f"W_r = np.array({params.weight_hh.tolist()})\nW_x = np.ones(len(W_r)){scale}"
    size = params.hidden_size
    return f"""rng = np.random.default_rng({params.seed})
G = rng.standard_normal(({size}, {size}))
W_x = rng.standard_normal({size}){scale}
W_r = G * ({params.spectral_radius} / abs(np.linalg.eigvals(G)).max())"""


def _input(params: Params) -> str:
    if params.input == "own":
        given = params.own_input[: params.steps]
        return f"x = np.array({np.pad(given, (0, params.steps - len(given))).tolist()})"
    if params.input == "noise":
        return f"x = np.random.default_rng(({params.seed}, 1)).standard_normal({params.steps})"
    return f"t = np.arange(1, {params.steps} + 1)\nx = {_SIGNALS[params.input]}"
