"""What does a recurrent network still know, many steps later, of what it read first?

Slide "Vanilla RNNs": h_t = tanh(W_x x_t + W_r h_{t-1}), and Problem 1: going forwards, signals from earlier in time
become fainter and fainter. The page opens on two units that do just that, in a spiral; its presets rest, turn, lock
and are chaotic.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from jaxtyping import Complex, Float

from app.core.attractor import MEASURED, WARM_UP
from app.core.fixed_points import FixedPoint, fixed_points, linear_fixed_points
from app.core.lyapunov import long_run
from app.core.random_network import random_network, scaled_to_radius
from app.core.random_network import spectral_radius as radius_of
from app.core.run_end import run_end
from app.core.signals import Signal, signal
from app.core.vanilla_rnn import VanillaRNN, input_nudge, state_nudge, states, yardstick
from app.microscope.projection import Projection, principal_components
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures.vanilla_rnn import draw
from app.topics.topic import Topic
from app.topics.words import vanilla_rnn as words
from app.topics.words.vanilla_rnn_formulas import script
from app.topics.words.vanilla_rnn_verdict import is_driven, status

Network = Literal["drawn", "own"]
Input = Literal[Signal, "own"]
Nudged = Literal["x_1", "h_0"]
Axes = Literal["2", "3"]

SWEPT_RADII = np.linspace(0, 3, 121)
_SWEEP_STEPS = (450, 150)
_VISITED = 80
_MANY_UNITS = "hidden_size=" + "|".join(str(size) for size in range(3, 65))


class Params(TopicParams):
    """The page's controls."""

    network: Network = fields.choice(
        "drawn", "Weights", "W_r drawn and scaled to a spectral radius, or your own", words.NETWORKS
    )
    hidden_size: int = fields.number(2, 1, 64, "Units", "hidden size", when="network=drawn")
    spectral_radius: float = fields.number(
        0.95, 0, 3, "Spectral radius ρ", "largest |eigenvalue| of W_r", step=0.01, when="network=drawn"
    )
    seed: int = fields.number(227, 0, 10_000, "Seed", "of W_r, of W_x and of the noise")
    weight_hh: Annotated[np.ndarray, Numbers(1, 8, ndim=2, limit=20)] = fields.numbers(
        "1.5,0.7;0.7,1.5", "W_r", "1 to 8 rows, numbers from -20 to 20; W_x is all ones", when="network=own"
    )
    input: Input = fields.choice("impulse", "Input", "x_1, x_2, ...: one number a step", words.INPUTS)
    own_input: Annotated[np.ndarray, Numbers(1, 500)] = fields.numbers(
        "1,0,0,0,0,-1",
        "Your input",
        "up to 500 numbers, then 0: type, paste or drop a CSV file",
        when="input=own",
    )
    input_scale: float = fields.number(
        1, 0, 5, "Input scale", "multiplies W_x", step=0.05, when="input=impulse|step|sine|noise|own"
    )
    initial_state: Annotated[np.ndarray, Numbers(1, 64, limit=5)] = fields.numbers(
        "0,0", "Initial state h₀", "of the first units; the others start at 0"
    )
    steps: int = fields.number(60, 1, 500, "Steps", "time steps of the run")
    squash: bool = fields.switch(True, "Squash with tanh", "without it the network is linear")
    nudge: Nudged = fields.choice("x_1", "Nudge", "whose effect on h_t is followed", words.NUDGES)
    axes: Axes = fields.choice(
        "2", "Axes of the trajectory", "principal components of the units", words.AXES, when=_MANY_UNITS
    )
    sweep: bool = fields.switch(
        False, "Show every spectral radius", "121 runs from ρ = 0 to 3; takes a moment"
    )


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; `hidden` and `projection` have h_0 first.

    `*_log10` are powers of ten, -inf (null in JSON) where the size is exactly 0. `lyapunov_exponent` is in nats a step,
    -inf where every nudge dies; `one_of_many_from` is the step after which rounding decides where a run is that is, or
    was for a while, chaotic.
    `fixed_points` are of the map with its input held at `held_input` (one or two units only, else empty).
    """

    params: Params
    status: str
    weight_hh: Float[np.ndarray, "hidden hidden"]
    weight_ih: Float[np.ndarray, "hidden 1"]
    input: Float[np.ndarray, " time"]
    hidden: Float[np.ndarray, "state hidden"]
    last_state: Float[np.ndarray, " hidden"]
    spectral_radius: float
    sigma_max: float
    nudge_log10: Float[np.ndarray, " nudge"]
    bound_log10: Float[np.ndarray, " nudge"]
    rate_log10: Float[np.ndarray, " nudge"]
    lyapunov_exponent: float
    one_of_many_from: int | None
    attractor: str
    period: int | None
    orbit: Float[np.ndarray, "point hidden"]
    held_input: float
    fixed_points: Float[np.ndarray, "rest hidden"]
    fixed_point_eigenvalues: Complex[np.ndarray, "rest hidden"]
    stabilities: tuple[str, ...]
    projection: Float[np.ndarray, "state axis"] | None
    explained: Float[np.ndarray, " axis"] | None
    radii: Float[np.ndarray, " radius"] | None
    visited: Float[np.ndarray, "visit radius"] | None
    exponents: Float[np.ndarray, " radius"] | None
    nudge_log10_at_larger_radius: float | None


def compute(params: Params) -> Result:
    """Run the network, follow the nudge, and let it run on to see where it ends."""
    network = _network(params, params.spectral_radius)
    h0 = _initial_state(params, len(network.weight_ih))
    x = _read(params, params.steps + WARM_UP + MEASURED)
    hidden = states(network, x[: params.steps], h0)
    rho, sigma = radius_of(network.weight_hh), float(np.linalg.norm(network.weight_hh, 2))
    nudge = _nudge(params, network, hidden)
    end = run_end(network, hidden, x[params.steps :], is_driven(params))
    held = float(params.input == "step")
    rests = _rests(network, held)
    projection = _projection(params, hidden)
    radii, visited, exponents = _sweep(params, network, h0, rho)
    return Result(
        params=params,
        status=status(len(hidden) - 1, params.steps),
        weight_hh=network.weight_hh,
        weight_ih=network.weight_ih,
        input=x[: len(hidden) - 1],
        hidden=hidden,
        last_state=hidden[-1],
        spectral_radius=rho,
        sigma_max=sigma,
        nudge_log10=nudge,
        bound_log10=yardstick(float(nudge[0]), sigma, len(nudge)),
        rate_log10=yardstick(float(nudge[0]), rho, len(nudge)),
        lyapunov_exponent=end.exponent,
        one_of_many_from=end.one_of_many_from,
        attractor=end.kind,
        period=end.period,
        orbit=end.orbit,
        held_input=held,
        fixed_points=np.array([rest.h for rest in rests]).reshape(len(rests), len(h0)),
        fixed_point_eigenvalues=np.array([rest.eigenvalues for rest in rests], complex).reshape(-1, len(h0)),
        stabilities=tuple(rest.stability for rest in rests),
        projection=projection.points if projection else None,
        explained=np.array(projection.explained) if projection else None,
        radii=radii,
        visited=visited,
        exponents=exponents,
        nudge_log10_at_larger_radius=_nudge_at_larger_radius(params, end.kind, h0),
    )


def _network(params: Params, spectral_radius: float) -> VanillaRNN:
    """The weights, W_x times the input scale."""
    if params.network == "own":
        weight_hh, weight_ih = params.weight_hh, np.ones((len(params.weight_hh), 1))
    else:
        weight_hh, weight_ih = random_network(params.hidden_size, spectral_radius, params.seed)
    scale = 1.0 if params.input == "none" else params.input_scale
    return VanillaRNN(weight_hh, weight_ih * scale, params.squash)


def _initial_state(params: Params, size: int) -> Float[np.ndarray, " hidden"]:
    """The given numbers for the first units, 0 for the others."""
    given = params.initial_state[:size]
    return np.pad(given, (0, size - len(given)))


def _read(params: Params, count: int) -> Float[np.ndarray, " time"]:
    """x_1 ... x_count; what the user gave is followed by 0."""
    if params.input != "own":
        return signal(params.input, count, params.seed)
    given = params.own_input[: params.steps]
    return np.pad(given, (0, count - len(given)))


def _nudge(
    params: Params, network: VanillaRNN, hidden: Float[np.ndarray, "state hidden"]
) -> Float[np.ndarray, " nudge"]:
    follow = input_nudge if params.nudge == "x_1" else state_nudge
    return follow(network, hidden)


def _rests(network: VanillaRNN, held: float) -> tuple[FixedPoint, ...]:
    """Fixed points of one unit or two, with the input held."""
    if len(network.weight_ih) > 2:
        return ()
    find = fixed_points if network.is_squashed else linear_fixed_points
    return find(network.weight_hh, network.weight_ih[:, 0] * held)


def _projection(params: Params, hidden: Float[np.ndarray, "state hidden"]) -> Projection | None:
    """The principal components of the run; one unit or two need none."""
    return principal_components(hidden, int(params.axes)) if hidden.shape[1] > 2 else None


def _sweep(
    params: Params, network: VanillaRNN, h0: Float[np.ndarray, " hidden"], rho: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | tuple[None, None, None]:
    """States of unit 0 and the exponent at every spectral radius of the same W_r."""
    if not params.sweep or not params.squash or (params.network == "own" and rho == 0):
        return None, None, None
    unscaled = scaled_to_radius(network.weight_hh, 1.0) if rho > 0 else _network(params, 1.0).weight_hh
    steps, warm_up = _SWEEP_STEPS
    drive = _read(params, params.steps + steps)[:steps, None] * network.weight_ih.T
    run = long_run(unscaled, np.tile(h0, (len(SWEPT_RADII), 1)), drive, warm_up, SWEPT_RADII)
    return SWEPT_RADII, run.states[-_VISITED:, :, 0], run.exponents


def _nudge_at_larger_radius(params: Params, kind: str, h0: Float[np.ndarray, " hidden"]) -> float | None:
    """log10 of the last nudge over the first at the advised radius, where the drawn network fades."""
    if params.network == "own" or kind not in ("rest", "fading"):
        return None
    network = _network(params, words.ADVISED_RADIUS)
    nudge = _nudge(params, network, states(network, _read(params, params.steps), h0))
    return float(nudge[-1] - nudge[0]) if np.isfinite(nudge[-1]) else None


TOPIC = Topic(
    name="vanilla_rnn",
    title="Vanilla RNNs, unrolled",
    question="What does a network still know, many steps later, of what it read first?",
    summary="Run h = tanh(W_x x + W_r h) over time: states, trajectory, and how far a nudge at the start carries.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=words.SOURCES,
)
