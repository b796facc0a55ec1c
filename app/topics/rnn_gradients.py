"""By which ways does the error reach the recurrent matrix, and what is left of it at the end of each?

Slides "RNN gradients": the derivative of the error by W_r as a sum of products, one for each use of W_r, and the same
with the activation functions ignored, where the products are powers of W_r.
"""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from jaxtyping import Float

from app.core import bptt
from app.core.bptt import Network
from app.core.random_network import random_network, spectral_radius
from app.core.way_back import Loss, credit_theory, exact_way, quotient, relative_distance, simplified_way
from app.figures.view import Advice
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures.rnn_gradients import draw
from app.topics.sources import BACKPROPAGATION, DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Topic, query_of
from app.topics.words import rnn_gradients as words
from app.topics.words.rnn_gradients_script import script
from app.tracing.horizon import Horizon, memory_horizon
from app.tracing.weight_gradient import weight_gradient

_ADVISED_RADII = (0.5, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0, 2.5, 3.0)
_LEAST_ADVISED, _MOST_ADVISED = 0.05, 1.5
_REPEATED = "repeated until every unit has one"


_NETWORK = "The network"
_READS = "Input, bias and target"


class Params(TopicParams):
    """The page's controls."""

    steps: int = fields.number(3, 1, 100, "Steps T", "how often Wᵣ is used; 3 on the slide")
    term: int = fields.number(1, 1, 100, "Term k", "whose way is lit; at most T", of="steps")
    ignore_activations: bool = fields.switch(
        False, "Ignore the activation functions", "Wᵣ in the place of every step back, as on the slide"
    )
    loss: Loss = fields.choice("last", "Error", "which answers are held against the target", words.LOSSES)
    h_0: Annotated[np.ndarray, Numbers(1, 32, limit=10)] = fields.numbers(
        "0.5,-0.5", "h₀", f"the state before step 1, {_REPEATED}"
    )
    drawn: bool = fields.switch(
        False, "Draw the network by seed", "Wᵣ, Wₓ, Wₒ from N(0, 1); Wᵣ is then scaled to ρ", group=_NETWORK
    )
    w_r: Annotated[np.ndarray, Numbers(1, 4, ndim=2, limit=5)] = fields.numbers(
        "0.5,-0.8;0.9,0.6", "Wᵣ", "1 to 4 rows, numbers from -5 to 5", when="drawn=false", group=_NETWORK
    )
    w_x: Annotated[np.ndarray, Numbers(1, 4)] = fields.numbers(
        "1,0.5", "Wₓ", _REPEATED, when="drawn=false", group=_NETWORK
    )
    w_o: Annotated[np.ndarray, Numbers(1, 4)] = fields.numbers(
        "1,-1", "Wₒ", _REPEATED, when="drawn=false", group=_NETWORK
    )
    hidden_size: int = fields.number(
        8, 1, 32, "Hidden size", "how many units", when="drawn=true", group=_NETWORK
    )
    spectral_radius: float = fields.number(
        1.2,
        0,
        3,
        "Spectral radius ρ",
        "largest |eigenvalue| of Wᵣ",
        step=0.05,
        when="drawn=true",
        group=_NETWORK,
    )
    seed: int = fields.number(
        0, 0, 10_000, "Seed", "of the network, by NumPy’s default_rng", when="drawn=true", group=_NETWORK
    )
    input: words.Input = fields.choice(
        "numbers", "Input", "what the network reads", words.INPUTS, group=_READS
    )
    x: Annotated[np.ndarray, Numbers(1, 100)] = fields.numbers(
        "1,0.5,-1", "x", "repeated until every step has one", when="input=numbers", group=_READS
    )
    noise_seed: int = fields.number(
        2,
        0,
        10_000,
        "Seed of the noise",
        "x from N(0, 1), by NumPy’s default_rng",
        when="input=noise",
        group=_READS,
    )
    b_h: Annotated[np.ndarray, Numbers(1, 32, limit=20)] = fields.numbers(
        "0", "bₕ", f"the bias, {_REPEATED}", group=_READS
    )
    target: float = fields.number(1, -10, 10, "Target y", "the answer that is wanted", step=0.1, group=_READS)


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page. Arrays over time begin at step 1, `h` alone at h_0; a lag is t - k.

    `loss` is every step's error, `counted` says which of them count. What is `simplified` has W_r in the place of
    every step's Jacobian, on the same states; `factor` is simplified over exact at step 1. What would be a division
    by 0, or too large for a float, is None: `shares`, `relative_error`, `simplified_miss` and `factor`.
    """

    params: Params
    status: str
    term: int
    weight_hh: Float[np.ndarray, "hidden hidden"]
    weight_ih: Float[np.ndarray, " hidden"]
    weight_ho: Float[np.ndarray, " hidden"]
    x: Float[np.ndarray, " time"]
    h: Float[np.ndarray, "steps hidden"]
    o: Float[np.ndarray, " time"]
    loss: Float[np.ndarray, " time"]
    gradients: Float[np.ndarray, "time hidden"]
    gradient_norms: Float[np.ndarray, " time"]
    terms: Float[np.ndarray, "time hidden hidden"]
    term_sizes: Float[np.ndarray, " time"]
    shares: Float[np.ndarray, " time"] | None
    gradient: Float[np.ndarray, "hidden hidden"]
    autograd_gradient: Float[np.ndarray, "hidden hidden"]
    relative_error: float | None
    credit: Float[np.ndarray, "time time"]
    relative_credit: Float[np.ndarray, "time time"]
    spectral_radius: float
    sigma_max: float
    bound: Float[np.ndarray, " lag"]
    rate: Float[np.ndarray, " lag"]
    pairs: int
    pairs_over_bound: int
    pairs_over_rate: int
    most_over_rate: float
    simplified_gradients: Float[np.ndarray, "time hidden"]
    simplified_gradient_norms: Float[np.ndarray, " time"]
    simplified_terms: Float[np.ndarray, "time hidden hidden"]
    simplified_term_sizes: Float[np.ndarray, " time"]
    simplified_gradient: Float[np.ndarray, "hidden hidden"]
    simplified_last_credit: Float[np.ndarray, " time"]
    simplified_miss: float | None
    factor: float | None
    horizon: Horizon
    horizon_steps: int | None
    advice: Advice | None


def compute(params: Params) -> Result:
    """Run the network, go back through it by every way, and hold the sum against autograd."""
    network, x = _network(params)
    h = bptt.unrolled_states(network, x, _start(params, network))
    exact = exact_way(network, h, params.target, params.loss)
    simplified = simplified_way(network, h, params.target, params.loss)
    theory = credit_theory(exact.credit, h, network.weight_hh)
    o = h[1:] @ network.weight_ho
    autograd = weight_gradient(network, x, h, params.target, params.loss)
    norms, simplified_norms = exact.gradient_norms, simplified.gradient_norms
    shares = bptt.shares(exact.terms)
    horizon = memory_horizon(norms, is_one_step=params.loss == "last")
    return Result(
        params=params,
        status="ok" if shares is not None else words.no_gradient(),
        term=min(params.term, params.steps),
        weight_hh=network.weight_hh,
        weight_ih=network.weight_ih,
        weight_ho=network.weight_ho,
        x=x,
        h=h,
        o=o,
        loss=0.5 * (o - params.target) ** 2,
        gradients=exact.gradients,
        gradient_norms=norms,
        terms=exact.terms,
        term_sizes=exact.term_sizes,
        shares=shares,
        gradient=exact.gradient,
        autograd_gradient=autograd,
        relative_error=relative_distance(exact.gradient, autograd),
        credit=exact.credit,
        relative_credit=theory.relative,
        spectral_radius=spectral_radius(network.weight_hh),
        sigma_max=float(np.linalg.norm(network.weight_hh, 2)),
        bound=theory.bound,
        rate=theory.rate,
        pairs=theory.pairs,
        pairs_over_bound=theory.pairs_over_bound,
        pairs_over_rate=theory.pairs_over_rate,
        most_over_rate=theory.most_over_rate,
        simplified_gradients=simplified.gradients,
        simplified_gradient_norms=simplified_norms,
        simplified_terms=simplified.terms,
        simplified_term_sizes=simplified.term_sizes,
        simplified_gradient=simplified.gradient,
        simplified_last_credit=bptt.sizes(simplified.rows[-1]),
        simplified_miss=relative_distance(simplified.gradient, exact.gradient),
        factor=quotient(float(simplified_norms[0]), float(norms[0])),
        horizon=horizon,
        horizon_steps=horizon.steps,
        advice=_advice(params, horizon),
    )


def _network(params: Params) -> tuple[Network, Float[np.ndarray, " time"]]:
    """The weights and the input; one generator draws W_r, W_x and W_o, in this order, another one the noise."""
    size = params.hidden_size if params.drawn else len(params.w_r)
    bias = np.resize(params.b_h, size)
    if params.drawn:
        weight_hh, weight_ih = random_network(size, params.spectral_radius, params.seed)
        rng = np.random.default_rng(params.seed)
        rng.standard_normal(size * (size + 1))  # what random_network has drawn
        network = Network(weight_hh, weight_ih[:, 0], bias, rng.standard_normal(size))
    else:
        network = Network(params.w_r, np.resize(params.w_x, size), bias, np.resize(params.w_o, size))
    if params.input == "noise":
        return network, np.random.default_rng(params.noise_seed).standard_normal(params.steps)
    return network, np.resize(params.x, params.steps)


def _start(params: Params, network: Network) -> Float[np.ndarray, " hidden"]:
    """The state before step 1, h_0."""
    return np.resize(params.h_0, len(network.bias))


def _advice(params: Params, horizon: Horizon) -> Advice | None:
    """The nearest spectral radius that was found to carry the gradient of the same draw, if one was."""
    if not params.drawn or horizon.verdict not in ("vanishes", "explodes"):
        return None
    wanted = [r for r in _ADVISED_RADII if (r > params.spectral_radius) == (horizon.verdict == "vanishes")]
    for radius in sorted(wanted, key=lambda r: abs(r - params.spectral_radius)):
        other = params.model_copy(update={"spectral_radius": radius})
        found = _horizon_alone(other)
        ratio = found.ratio or 0.0
        if found.verdict == "carries" and _LEAST_ADVISED <= ratio <= _MOST_ADVISED:
            return Advice(words.advice(radius, ratio), query_of(other))
    return None


def _horizon_alone(params: Params) -> Horizon:
    """The horizon of these parameters, with nothing else computed."""
    network, x = _network(params)
    h = bptt.unrolled_states(network, x, _start(params, network))
    return memory_horizon(bptt.sizes(bptt.last_error_rows(network, h, params.target)))


TOPIC = Topic(
    name="rnn_gradients",
    title="Going backwards",
    question="By which ways does the error reach the recurrent matrix, and what is left of it on the long ones?",
    summary="The gradient of W_r, way by way: one term for each step that used it.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=(
        part(TRAINING_RNNS, "section 2: the sum over k, the immediate derivative, the bound"),
        part(DEEP_LEARNING, "pages 384-388: backpropagation through time"),
        part(BACKPROPAGATION, "summing over paths"),
    ),
)
