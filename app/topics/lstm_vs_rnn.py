"""How far back does the last error reach in an RNN, a GRU and an LSTM, and through which paths?

Slides "How do LSTMs solve the problems?": forwards the cell state is never squashed, backwards everything passes it.
The page runs the three side by side on one input and one seed, measures how far each reaches, and splits what comes
back to the cell into the straight path and everything else.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.core.cell_paths import CellPaths, StepPaths, cell_paths, held_products, total_jacobian
from app.core.random_network import spectral_radius
from app.core.reach import step_paths
from app.core.underflow import TINY
from app.figures.view import Advice
from app.models.side_by_side import KINDS, Draw, GatesRead, SideBySide, drawn, read_later
from app.topics import fields
from app.topics.fields import TopicParams
from app.topics.pictures.lstm_vs_rnn import draw
from app.topics.sources import LSTM_NETWORKS, TRAINING_RNNS, part
from app.topics.topic import Source, Topic, query_of
from app.topics.words import lstm_vs_rnn as words
from app.topics.words.lstm_vs_rnn_script import script
from app.topics.words.lstm_vs_rnn_verdict import advice, status
from app.tracing.horizon import Horizon
from app.tracing.side_by_side import BIASES, Course, Sweep, backwards_known, bias_sweep, courses

SOURCES: tuple[Source, ...] = (
    part(LSTM_NETWORKS, "the core idea: the cell state runs straight down the chain"),
    part(TRAINING_RNNS, "section 2: why gradients vanish and explode"),
    Source(
        "Long Short-Term Memory",
        "Sepp Hochreiter and Jürgen Schmidhuber, 1997",
        "https://doi.org/10.1162/neco.1997.9.8.1735",
        "the constant error carousel",
    ),
    Source(
        "An Empirical Exploration of Recurrent Network Architectures",
        "Rafal Jozefowicz, Wojciech Zaremba and Ilya Sutskever, 2015",
        "https://proceedings.mlr.press/v37/jozefowicz15.html",
        "a forget bias of 1 at the start",
    ),
)
_MOST_NORMS = 40
_DRAWN = "networks=drawn"
_SET = "networks=drawn&torch_init=false"


class Params(TopicParams):
    """The page's controls."""

    forget_bias: float = fields.number(
        1,
        -2,
        6,
        "Forget bias",
        "of the LSTM’s forget gate, and of the GRU’s update gate z",
        step=0.25,
        when=_SET,
    )
    spectral_radius: float = fields.number(
        1, 0, 3, "Spectral radius ρ", "of the RNN’s Wᵣ; it scales the RNN only", step=0.05, when=_SET
    )
    steps: int = fields.number(100, 2, 300, "Steps T", "the error is at the last one", unit="steps")
    lag: int = fields.number(
        20,
        1,
        299,
        "Steps back",
        "where dC_T/dCₜ is taken apart; at most T − 1",
        unit="steps",
        of="steps",
    )
    cell_held: bool = fields.switch(
        False, "Hold C still: a mistake", "the product of ∂hₜ/∂hₜ₋₁ alone, as published code has it"
    )
    networks: words.Networks = fields.choice(
        "drawn", "Networks", "three by one seed, or an LSTM and a tanh unit made by hand", words.NETWORKS
    )
    read_at: int = fields.number(
        60, 2, 300, "Read at step", "when the output gate opens, besides at T", when="networks=read_later"
    )
    gates_read: GatesRead = fields.choice(
        "state", "Gates read", "of LSTM and GRU", words.GATES_READ, when=_DRAWN, group=words.DRAW
    )
    torch_init: bool = fields.switch(
        False, "Leave torch’s own start", "all biases and Wᵣ as they are drawn", when=_DRAWN, group=words.DRAW
    )
    hidden_size: int = fields.number(32, 1, 64, "Hidden size", "units of each", when=_DRAWN, group=words.DRAW)
    input_size: int = fields.number(4, 1, 16, "Input size", "numbers a step", when=_DRAWN, group=words.DRAW)
    seed: int = fields.number(
        0, 0, 10_000, "Seed", "torch’s, of all three; the input has 100 more", when=_DRAWN, group=words.DRAW
    )


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; arrays over time are at the steps 1 ... T, the norms of the paths at `path_steps`.

    `..._nudge_norms` are |d s_t / d x_1|, `..._gradient_norms` |d eps_T / d s_t|, and `..._gradient_ratio` the first
    over the last of these. A horizon is None where the sequence is shorter, or where there is no such network. In the
    sweep it is T there, and `law` is what the forget bias alone would give. `cell_jacobian` is dC_T/dC_t at `lag`, the
    sum of `straight_path` (a diagonal) and `rest`; `straight_leads` is up to how many steps back the first is the
    larger one, `sum_error` how far the sum is from the product of the full-state Jacobians, relative to the larger.
    `held_norms` are those of the mistake.
    """

    params: Params
    status: str
    courses: tuple[Course, ...]
    lag: int
    spectral_radius: float
    rnn_parameters: int | None
    gru_parameters: int | None
    lstm_parameters: int | None
    rnn_nudge_norms: Float[np.ndarray, " time"] | None
    gru_nudge_norms: Float[np.ndarray, " time"] | None
    lstm_hidden_nudge_norms: Float[np.ndarray, " time"] | None
    lstm_cell_nudge_norms: Float[np.ndarray, " time"] | None
    rnn_gradient_norms: Float[np.ndarray, " time"] | None
    gru_gradient_norms: Float[np.ndarray, " time"] | None
    lstm_hidden_gradient_norms: Float[np.ndarray, " time"] | None
    lstm_cell_gradient_norms: Float[np.ndarray, " time"] | None
    rnn_horizon_steps: int | None
    gru_horizon_steps: int | None
    lstm_hidden_horizon_steps: int | None
    lstm_cell_horizon_steps: int | None
    rnn_gradient_ratio: float | None
    gru_gradient_ratio: float | None
    lstm_hidden_gradient_ratio: float | None
    lstm_cell_gradient_ratio: float | None
    path_steps: Int[np.ndarray, " point"]
    cell_jacobian_norms: Float[np.ndarray, " point"]
    straight_norms: Float[np.ndarray, " point"]
    rest_norms: Float[np.ndarray, " point"]
    held_norms: Float[np.ndarray, " point"] | None
    cell_jacobian: Float[np.ndarray, "hidden hidden"]
    straight_path: Float[np.ndarray, " hidden"]
    rest: Float[np.ndarray, "hidden hidden"]
    straight_leads: int
    sum_error: float | None
    sweep: Sweep | None
    sweep_biases: Float[np.ndarray, " bias"] | None
    sweep_lstm_horizons: Int[np.ndarray, " bias"] | None
    sweep_gru_horizons: Int[np.ndarray, " bias"] | None
    law: Int[np.ndarray, " bias"] | None
    advice: Advice | None


def compute(params: Params) -> Result:
    """Run the networks, follow a small change both ways, and take the cell's own way back apart."""
    draw_of, side = _side_by_side(params)
    found, lstm = courses(side)
    steps = step_paths(lstm)
    lag, paths = min(params.lag, params.steps - 1), cell_paths(steps)
    norms = _path_norms(steps, paths, lag, params.cell_held)
    sweep = None if draw_of is None else bias_sweep(draw_of)
    return Result(
        params=params,
        status=status([*(each for one in found for each in (one.nudges, one.gradients)), *norms.values()]),
        courses=found,
        lag=lag,
        spectral_radius=spectral_radius(side.networks["RNN"].weight_hh),
        **_numbers(found, side),
        **norms,
        cell_jacobian=paths.total[-1 - lag],
        straight_path=paths.straight[-1 - lag],
        rest=paths.rest[-1 - lag],
        straight_leads=paths.straight_leads,
        sum_error=_sum_error(steps, paths, lag),
        sweep=sweep,
        sweep_biases=None if sweep is None else np.array(BIASES),
        sweep_lstm_horizons=None if sweep is None else _capped(sweep.lstm),
        sweep_gru_horizons=None if sweep is None else _capped(sweep.gru),
        law=None if sweep is None else sweep.law,
        advice=_advice(params, found[-1].horizon, sweep),
    )


def _side_by_side(params: Params) -> tuple[Draw | None, SideBySide]:
    """The networks, and the draw that they are of, if they are drawn."""
    if params.networks == "read_later":
        return None, read_later(params.steps, params.read_at)
    draw_of = Draw(params.seed, params.steps, params.input_size, params.hidden_size, params.gates_read)
    return draw_of, drawn(
        draw_of, None if params.torch_init else (params.spectral_radius, params.forget_bias)
    )


def _numbers(found_courses: tuple[Course, ...], side: SideBySide) -> dict[str, Any]:
    """The courses by the names that they have in the API."""
    by_name = {course.name: course for course in found_courses}
    found: dict[str, Any] = {f"{kind.lower()}_parameters": side.parameters.get(kind) for kind in KINDS}
    for name in ("rnn", "gru", "lstm_hidden", "lstm_cell"):
        course = by_name.get(name)
        found[f"{name}_nudge_norms"] = course and course.nudges
        found[f"{name}_gradient_norms"] = course and course.gradients
        found[f"{name}_horizon_steps"] = course and course.horizon.steps
        found[f"{name}_gradient_ratio"] = course and course.horizon.ratio
    return found


def _path_norms(steps: StepPaths, paths: CellPaths, lag: int, is_held: bool) -> dict[str, Any]:
    """Spectral norms of the total derivative, its parts and, where asked for, the mistake, at up to 40 steps."""
    seq_len = len(paths.straight)
    lags = np.union1d(np.arange(0, seq_len, -(-seq_len // _MOST_NORMS)), [lag])
    at = seq_len - 1 - lags[::-1]
    total, rest, *held = (
        np.linalg.norm(each[at], 2, axis=(1, 2))
        for each in (paths.total, paths.rest, *([held_products(steps)] if is_held else []))
    )
    norms = {
        "cell_jacobian_norms": total,
        "straight_norms": paths.straight[at].max(axis=1),
        "rest_norms": rest,
    }
    known: dict[str, Any] = {name: backwards_known(each) for name, each in norms.items()}
    return known | {"path_steps": at + 1, "held_norms": backwards_known(held[0]) if held else None}


def _sum_error(steps: StepPaths, paths: CellPaths, lag: int) -> float | None:
    """How far straight path + rest is from the full-state Jacobians' product, relative to the larger of the two."""
    straight, rest = np.diag(paths.straight[-1 - lag]), paths.rest[-1 - lag]
    product = total_jacobian(steps, len(paths.straight) - 1 - lag)
    size = max(float(straight.max()), float(np.linalg.norm(rest, 2)))
    return float(np.linalg.norm(straight + rest - product, 2)) / size if size >= TINY else None


def _capped(horizons: tuple[Horizon, ...]) -> Int[np.ndarray, " bias"]:
    return np.array([horizon.steps or horizon.seq_len for horizon in horizons])


def _advice(params: Params, own: Horizon, sweep: Sweep | None) -> Advice | None:
    """The lowest forget bias at which this LSTM was found to reach the first step without an explosion."""
    if sweep is None or own.verdict != "vanishes":
        return None
    for bias, horizon in zip(BIASES, sweep.lstm, strict=True):
        if horizon.verdict == "carries":
            other = params.model_copy(update={"forget_bias": bias, "torch_init": False})
            return Advice(advice(bias, horizon), query_of(other))
    return None


TOPIC = Topic(
    name="lstm_vs_rnn",
    title="LSTM against RNN",
    question="How far back does the last error reach in an RNN, a GRU and an LSTM, and by which path?",
    summary="Memory horizons side by side, and the straight path through the forget gates against everything else.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="backwards",
)
