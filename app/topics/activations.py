"""How much of a gradient does a squash let through, once and many times over?

Slide "tanh and sigmoid": the two curves. The page adds their slopes, tanh x = 2 sigma(2x) - 1, the product of n slopes,
and two running networks that differ in the squash alone: how often their units are saturated, and what is left of n
slopes along the way.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS, Squash, is_saturated, log10_slope, stretched_sigmoid
from app.core.random_lstm import random_lstm, run_gates
from app.core.random_network import random_network
from app.core.slope_products import log10_slope_products, run_preactivations
from app.figures.view import View
from app.topics import fields
from app.topics.fields import TopicParams
from app.topics.pictures import activations as pictures
from app.topics.sources import DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Source, Topic
from app.topics.words import activations as words

_SQUASHES: tuple[Squash, ...] = ("tanh", "sigmoid")


class Params(TopicParams):
    """The page's controls."""

    x: float = fields.number(0.5, -pictures.REACH, pictures.REACH, "x", "where on the curves", step=0.05)
    steps: int = fields.number(20, 1, 200, "n", "slopes in the product, and steps of the run", unit="steps")
    hidden_size: int = fields.number(16, 1, 64, "Units", "of the running networks")
    spectral_radius: float = fields.number(
        1.5, 0, 3, "ρ", "spectral radius of W_r in the running networks", step=0.05
    )
    input_scale: float = fields.number(
        1.0, 0, 10, "Input", "standard deviation of the noise that is read", step=0.1
    )
    seed: int = fields.number(0, 0, 10_000, "Seed", "of NumPy’s default_rng")


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
    z_tanh, z_sigmoid = (run_preactivations(weight_hh, noise @ weight_ih.T, squash) for squash in _SQUASHES)
    gates = run_gates(random_lstm(params.hidden_size, params.spectral_radius, params.seed), noise)
    hidden, sigmoid_hidden = np.tanh(z_tanh), ACTIVATIONS["sigmoid"].value(z_sigmoid)
    x = np.array([params.x])
    curve = np.linspace(-pictures.REACH, pictures.REACH, pictures.CURVE_POINTS)
    return Result(
        params=params,
        status="ok",
        x=params.x,
        tanh=float(np.tanh(params.x)),
        sigmoid=float(ACTIVATIONS["sigmoid"].value(x)[0]),
        tanh_slope=float(ACTIVATIONS["tanh"].slope(x)[0]),
        sigmoid_slope=float(ACTIVATIONS["sigmoid"].slope(x)[0]),
        identity_error=float(np.abs(np.tanh(curve) - stretched_sigmoid(curve)).max()),
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


def draw(result: Result) -> View:
    """The curves, their slopes, the products, and the running networks."""
    return View(
        tuple(pictures.figures(result)),
        words.verdict(result),
        equations=words.equations(result),
        tables=tuple(pictures.tables(result)),
        status=result.status,
    )


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
    part(TRAINING_RNNS, "section 2.1: the slope’s bound γ, 1 for tanh and 1/4 for the sigmoid"),
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
