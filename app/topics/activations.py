"""How much of a gradient does a squash let through, once and many times over?

Slide "tanh and sigmoid": the two curves. The page adds their slopes, tanh x = 2 sigma(2x) - 1, the product of n slopes,
and two running networks that differ in the squash alone: how often their units are saturated, and what is left of n
slopes along the way.
"""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS, Squash, is_saturated, log10_slope
from app.core.random_lstm import random_lstm, run_gates
from app.core.random_network import random_network
from app.core.slope_products import log10_slope_products, run_preactivations
from app.figures.decade_lines import DecadeLine, decade_strip
from app.figures.palette import LIGHT
from app.figures.saturation_bars import EndShares, saturation_bars
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.table import Table, matrix_table
from app.figures.view import Figure, View
from app.topics import fields
from app.topics.fields import TopicParams
from app.topics.sources import DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Source, Topic
from app.topics.words import activations as words

_REACH = 6.0
_CURVE_POINTS = 241
_COLORS: dict[Squash, str] = {"tanh": LIGHT.roles["hidden"], "sigmoid": LIGHT.roles["forget_gate"]}
_GATES = ("input_gate", "forget_gate", "output_gate")


class Params(TopicParams):
    """The page's controls."""

    x: float = fields.number(0.5, -_REACH, _REACH, "x", "where on the curves", step=0.05)
    steps: int = fields.number(20, 1, 200, "n", "slopes in the product, and steps of the run", unit="steps")
    hidden_size: int = fields.number(16, 1, 64, "Units", "of the running networks")
    spectral_radius: float = fields.number(
        1.5, 0, 3, "ρ", "spectral radius of W_r in the running networks", step=0.05
    )
    input_scale: float = fields.number(
        1.0, 0, 10, "Input", "standard deviation of the noise that is read", step=0.1
    )
    seed: int = fields.number(0, 0, 10_000, "Seed", "of NumPy's default_rng")


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; products of slopes are given as log10, since no float holds 1e-3000.

    `hidden` are the states of the running tanh network and `sigmoid_hidden` those of the same network with sigma for
    tanh; `tanh_products` and `sigmoid_products` each unit's product of slopes so far; `..._saturated` shares of units
    and steps.
    """

    params: Params
    status: str
    x: float
    tanh: float
    sigmoid: float
    tanh_slope: float
    sigmoid_slope: float
    identity_error: float
    tanh_power: float
    sigmoid_power: float
    best_sigmoid_power: float
    sigma_max: float
    hidden: Float[np.ndarray, "time hidden"]
    sigmoid_hidden: Float[np.ndarray, "time hidden"]
    tanh_products: Float[np.ndarray, "time hidden"]
    sigmoid_products: Float[np.ndarray, "time hidden"]
    tanh_saturated: float
    sigmoid_saturated: float
    input_gate: Float[np.ndarray, "time hidden"]
    forget_gate: Float[np.ndarray, "time hidden"]
    cell_gate: Float[np.ndarray, "time hidden"]
    output_gate: Float[np.ndarray, "time hidden"]


def compute(params: Params) -> Result:
    """The two functions at x, and three networks that read the same noise."""
    weight_hh, weight_ih = random_network(params.hidden_size, params.spectral_radius, params.seed)
    noise = params.input_scale * np.random.default_rng([params.seed, 1]).standard_normal((params.steps, 1))
    z_tanh, z_sigmoid = (run_preactivations(weight_hh, noise @ weight_ih.T, squash) for squash in _COLORS)
    gates = run_gates(random_lstm(params.hidden_size, params.spectral_radius, params.seed), noise)
    hidden, sigmoid_hidden = np.tanh(z_tanh), ACTIVATIONS["sigmoid"].value(z_sigmoid)
    x = np.array([params.x])
    curve = np.linspace(-_REACH, _REACH, _CURVE_POINTS)
    return Result(
        params=params,
        status="ok",
        x=params.x,
        tanh=float(np.tanh(params.x)),
        sigmoid=float(ACTIVATIONS["sigmoid"].value(x)[0]),
        tanh_slope=float(ACTIVATIONS["tanh"].slope(x)[0]),
        sigmoid_slope=float(ACTIVATIONS["sigmoid"].slope(x)[0]),
        identity_error=float(np.abs(np.tanh(curve) - _stretched_sigmoid(curve)).max()),
        tanh_power=params.steps * float(log10_slope(x, "tanh")[0]),
        sigmoid_power=params.steps * float(log10_slope(x, "sigmoid")[0]),
        best_sigmoid_power=params.steps * float(np.log10(0.25)),
        sigma_max=float(np.linalg.norm(weight_hh, 2)),
        hidden=hidden,
        sigmoid_hidden=sigmoid_hidden,
        tanh_products=log10_slope_products(z_tanh, "tanh"),
        sigmoid_products=log10_slope_products(z_sigmoid, "sigmoid"),
        tanh_saturated=float(is_saturated(hidden, "tanh").mean()),
        sigmoid_saturated=float(is_saturated(sigmoid_hidden, "sigmoid").mean()),
        **gates,
    )


def _stretched_sigmoid(x: Float[np.ndarray, " point"]) -> Float[np.ndarray, " point"]:
    return 2 * ACTIVATIONS["sigmoid"].value(2 * x) - 1


def draw(result: Result) -> View:
    """The curves, their slopes, the products, and the running networks."""
    time = TimeAxis(1, len(result.hidden) + 1)
    return View(
        (
            _curves(result),
            _slopes(result),
            _powers(result, time),
            _running(result, time),
            _hidden(result, time),
            saturation_bars(_shares(result)),
        ),
        words.verdict(result),
        equations=words.equations(result),
        tables=tuple(_tables(result)),
        status=result.status,
    )


def _curves(result: Result) -> Figure:
    x = np.linspace(-_REACH, _REACH, _CURVE_POINTS)
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
        Curve(
            dots, "2σ(2x) − 1", "identity", LIGHT.ink, _stretched_sigmoid(x), "dot", (-1.5, "bottom right")
        ),
    ]
    marks = [
        Mark("", "tanh", tanh, result.x, result.tanh, result.tanh_slope),
        Mark("", "sigmoid", sigmoid, result.x, result.sigmoid, result.sigmoid_slope),
    ]
    figure = squash_curves(x, curves, marks, Frame("x", "value", (-_REACH, _REACH), (-1.15, 1.15)))
    figure.update_layout(meta={"handles": [_handle(result)]})
    return Figure("curves", *words.CURVES_WORDS, figure)


def _handle(result: Result) -> dict[str, object]:
    sets = [{"entry": 0, "axis": "x", "sign": 1}]
    return {"field": "x", "label": "x", "x": result.x, "y": result.tanh, "sets": sets}


def _slopes(result: Result) -> Figure:
    x = np.linspace(-_REACH, _REACH, _CURVE_POINTS)
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
    figure = squash_curves(x, curves, marks, Frame("x", "slope", (-_REACH, _REACH), (-0.05, 1.12)))
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
        _tanh_ends("tanh network: h", result.hidden),
        _gate_ends("σ network: h", result.sigmoid_hidden),
        *(_gate_ends(f"LSTM: {name.replace('_', ' ')}", getattr(result, name)) for name in _GATES),
        _tanh_ends("LSTM: candidate", result.cell_gate),
    ]


def _tanh_ends(name: str, values: Float[np.ndarray, "time hidden"]) -> EndShares:
    return EndShares(name, float((values < -0.9).mean()), float((values > 0.9).mean()))


def _gate_ends(name: str, values: Float[np.ndarray, "time hidden"]) -> EndShares:
    return EndShares(name, float((values < 0.1).mean()), float((values > 0.9).mean()))


def _tables(result: Result) -> list[Table]:
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


def script(params: Params) -> str:
    """The two slopes, and the products along both running networks."""
    return f'''"""tanh and sigmoid, their slopes, and products of slopes (Unrolled, /topics/activations)."""
import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def log10_slope(z, squash):
    """sigmoid'(z) = sigmoid(z) sigmoid(-z), tanh'(z) = 4 sigmoid'(2z); as log10, since products get very small."""
    if squash == "tanh":
        return np.log10(4) + log10_slope(2 * z, "sigmoid")
    return -(np.logaddexp(0, z) + np.logaddexp(0, -z)) / np.log(10)

x, n = {params.x!r}, {params.steps}
print("tanh =", float(np.tanh(x)))
print("sigmoid =", float(sigmoid(x)))
print("tanh_slope =", float(1 - np.tanh(x) ** 2))
print("sigmoid_slope =", float(sigmoid(x) * (1 - sigmoid(x))))
print("tanh_power =", float(n * log10_slope(x, "tanh")))
print("sigmoid_power =", float(n * log10_slope(x, "sigmoid")))

rng = np.random.default_rng({params.seed})
G = rng.standard_normal(({params.hidden_size}, {params.hidden_size}))
W_x = rng.standard_normal(({params.hidden_size}, 1))
W_r = G * ({params.spectral_radius!r} / abs(np.linalg.eigvals(G)).max())
noise = {params.input_scale!r} * np.random.default_rng([{params.seed}, 1]).standard_normal((n, 1))
print("sigma_max =", float(np.linalg.norm(W_r, 2)))

for squash, foo in (("tanh", np.tanh), ("sigmoid", sigmoid)):
    h, z = np.zeros({params.hidden_size}), []
    for x_t in noise:
        z.append(W_r @ h + W_x @ x_t)
        h = foo(z[-1])
    z = np.array(z)
    saturated = abs(foo(z)) > 0.9 if squash == "tanh" else (foo(z) < 0.1) | (foo(z) > 0.9)
    print(f"{{squash}}_products =", log10_slope(z, squash).cumsum(axis=0).tolist())
    print(f"{{squash}}_saturated =", float(saturated.mean()))
'''


SOURCES: tuple[Source, ...] = (
    part(DEEP_LEARNING, "section 6.3.2: logistic sigmoid and hyperbolic tangent, tanh(z) = 2σ(2z) − 1"),
    part(TRAINING_RNNS, "section 2.1: the slope's bound γ, 1 for tanh and 1/4 for the sigmoid"),
    Source(
        "Visualizing and Understanding Recurrent Networks",
        "Andrej Karpathy, Justin Johnson and Li Fei-Fei, 2015",
        "https://arxiv.org/abs/1506.02078",
        "section 4.2: gates below 0.1 and above 0.9 as saturated",
    ),
)

TOPIC = Topic(
    name="activations",
    title="tanh and sigmoid",
    question="How much of a gradient does a squash let through, once and many times over?",
    summary="tanh and σ with their slopes, at best 1 and 0.25, and what many of them leave in a running network.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
)
