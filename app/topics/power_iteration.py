"""What is left of a state when the same matrix is applied again and again?

Slides "Going forwards": ten thousand times h = W_r h; h /= |h| ends on the eigenvector with the largest eigenvalue.
The page opens on the slide's own numbers, and has a preset for every way in which the sentence fails.
"""

from dataclasses import dataclass
from functools import partial
from typing import Annotated

import numpy as np
from jaxtyping import Float, Shaped

from app.core.outcome import LinearEnd, SquashedEnd, kinds_of_draws, linear_end, squashed_end
from app.core.power_iteration import (
    Keep,
    Run,
    angles_to,
    fan_of_states,
    power_iteration,
    predicted_angles,
    turns,
)
from app.core.spectrum import spectrum
from app.figures.view import View
from app.topics import fields
from app.topics.fields import Numbers, TopicParams, continued
from app.topics.pictures import power_iteration as pictures
from app.topics.sources import DEEP_LEARNING, part
from app.topics.topic import Source, Topic
from app.topics.words import power_iteration as words
from app.topics.words.power_iteration_formulas import equations
from app.topics.words.power_iteration_script import script

_STARTS = 24
_CHANCE = "W by chance"
_KEEPS = {"scale": "scaling, h / |h|", "squash": "squashing, tanh", "nothing": "nothing"}


class Params(TopicParams):
    """The page's controls."""

    matrix: Annotated[np.ndarray, Numbers(2, 8, ndim=2)] = fields.numbers(
        "-1.15011703,-0.45383375;-3.68550987,2.13596934",
        "W",
        "2 to 8 rows, numbers from -100 to 100",
        when="drawn=false",
    )
    h0: Annotated[np.ndarray, Numbers(2, 8)] = fields.numbers(
        "0.3,0.2", "h₀", "the start; for a larger matrix its last number is repeated"
    )
    keep: Keep = fields.choice("scale", "Kept in size by", "what is done after each step", _KEEPS)
    steps: int = fields.number(10_000, 1, 10_000, "Steps", "how often W is applied", scale="log")
    shown: int = fields.number(60, 10, 2_000, "Steps drawn", "how many of them the figures show", scale="log")
    drawn: bool = fields.switch(
        False, "Draw W from N(0, 3²)", "as the slide does, by size and seed", group=_CHANCE
    )
    size: int = fields.number(2, 2, 8, "Size", "units", when="drawn=true", group=_CHANCE)
    seed: int = fields.number(
        0, 0, 10_000, "Seed", "of NumPy’s default_rng", when="drawn=true", group=_CHANCE
    )
    draws: int = fields.number(
        0,
        0,
        10_000,
        "How many more to draw",
        "to count how often the slide is right",
        step=1000,
        when="drawn=true",
        group=_CHANCE,
    )


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; eigenvalues and eigenvectors (columns) in the order of `numpy.linalg.eig`.

    `path` are the first states, the start among them; `angle` is the angle to the leading eigenvector and `turn` that
    between a state and the one before, in degrees; `fan` the angles of other starts. `h` is None where it overflows.
    """

    params: Params
    status: str
    matrix: Float[np.ndarray, "hidden hidden"]
    h0: Float[np.ndarray, " hidden"]
    h: Float[np.ndarray, " hidden"] | None
    direction: Float[np.ndarray, " hidden"]
    eigenvalues: Shaped[np.ndarray, " hidden"]
    eigenvectors: Shaped[np.ndarray, "hidden hidden"]
    leading: complex
    spectral_radius: float
    sigma_max: float
    cond_v: float
    ratio: float
    path: Float[np.ndarray, "shown hidden"]
    angle: Float[np.ndarray, " time"] | None
    predicted_angle: Float[np.ndarray, " shown"] | None
    turn: Float[np.ndarray, " step"]
    log10_norm: Float[np.ndarray, " time"]
    fan: Float[np.ndarray, "shown start"]
    reference: Float[np.ndarray, " hidden"]
    repeats_from: int | None
    period: int | None
    zero_at: int | None
    end: LinearEnd
    squashed: SquashedEnd | None
    drawn_settle: int | None
    drawn_flip: int | None
    drawn_turn: int | None


def compute(params: Params) -> Result:
    """Run the loop, take W apart, and hold one against the other."""
    w, rng = params.matrix, np.random.default_rng(params.seed)
    if params.drawn:
        w = rng.normal(0, 3, (params.size, params.size))
    h0 = continued(params.h0, len(w))
    run, found = power_iteration(w, h0, params.steps, params.keep), spectrum(w)
    shown = min(params.shown, params.steps, run.zero_at or params.steps)
    values, vectors = np.linalg.eig(w)
    is_real = found.values[0].imag == 0
    reference = _unit(found.vectors[:, 0].real)
    scaled = run if params.keep == "scale" else power_iteration(w, h0, shown, "scale")
    h, direction = _end(run, params.keep)
    counts = (
        kinds_of_draws(rng.normal(0, 3, (params.draws, *w.shape))) if _counts(params) else (None, None, None)
    )
    return Result(
        params=params,
        status=words.status(h is not None, run.zero_at, float(run.log10_norms[-1])),
        matrix=w,
        h0=h0,
        h=h,
        direction=direction,
        eigenvalues=values,
        eigenvectors=vectors,
        leading=complex(found.values[0]),
        spectral_radius=found.radius,
        sigma_max=found.sigma_max,
        cond_v=found.cond_v,
        ratio=found.ratio,
        path=run.states[: shown + 1],
        angle=run.of_each(partial(angles_to, reference)) if is_real else None,
        predicted_angle=predicted_angles(found, h0, shown) if params.keep != "squash" else None,
        turn=turns(run.states[: shown + 1]),
        log10_norm=run.log10_norms,
        fan=_fan(w, h0, params, shown, reference),
        reference=reference,
        repeats_from=run.repeats_from,
        period=run.period,
        zero_at=run.zero_at,
        end=linear_end(found, scaled),
        squashed=squashed_end(w, run) if params.keep == "squash" else None,
        drawn_settle=counts[0],
        drawn_flip=counts[1],
        drawn_turn=counts[2],
    )


def _counts(params: Params) -> bool:
    return params.drawn and params.draws > 0


def _unit(vector: Float[np.ndarray, " hidden"]) -> Float[np.ndarray, " hidden"]:
    size = float(np.linalg.norm(vector))
    return vector / size if size > 0 else np.eye(len(vector))[0]


def _end(run: Run, keep: Keep) -> tuple[Float[np.ndarray, " hidden"] | None, Float[np.ndarray, " hidden"]]:
    """State after the last step, None where it overflows, and its direction."""
    last, log10_size = run.states[-1], float(run.log10_norms[-1])
    direction = _unit(last) if last.any() else last
    if keep != "nothing" or not last.any():
        return last, direction
    return (direction * 10.0**log10_size if log10_size < 300 else None), direction


def _fan(
    w: Float[np.ndarray, "hidden hidden"],
    h0: Float[np.ndarray, " hidden"],
    params: Params,
    shown: int,
    reference: Float[np.ndarray, " hidden"],
) -> Float[np.ndarray, "shown start"]:
    """Angles to the reference of 24 other starts, as long as h0, and of h0 itself in the last column."""
    if len(w) == 2:
        angle = np.arange(_STARTS) * np.pi / _STARTS
        starts = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    else:
        starts = np.random.default_rng(params.seed).standard_normal((_STARTS, len(w)))
    starts *= (float(np.linalg.norm(h0)) or 1.0) / np.linalg.norm(starts, axis=1, keepdims=True)
    return angles_to(reference, fan_of_states(w, np.concatenate([starts, h0[None]]), shown, params.keep))


def draw(result: Result) -> View:
    """The state on its plane, its angle, the fan, the map, the eigenvalues and the size."""
    absent = {}
    if (size := len(result.matrix)) > 2:
        absent["map"] = f"A {size} x {size} matrix does not fit on a plane."
    if result.drawn_settle is None:
        absent["draws"] = (
            "Draw W from N(0, 3²) and draw 1,000 more, to see how often the slide’s sentence holds."
        )
    return View(
        tuple(pictures.figures(result)),
        words.verdict(result),
        equations=tuple(equations(result)),
        tables=tuple(pictures.tables(result)),
        facts=tuple(words.facts(result)),
        absent=absent,
        status=result.status,
    )


SOURCES: tuple[Source, ...] = (
    part(DEEP_LEARNING, "pages 288-290: long-term dependencies, powers of one matrix"),
    Source(
        "Matrix Computations, 4th edition",
        "Gene H. Golub and Charles F. Van Loan, 2013",
        "https://jhupbooks.press.jhu.edu/title/matrix-computations",
        "section 7.3.1: the power method and its rate |λ₂/λ₁|",
    ),
)

TOPIC = Topic(
    name="power_iteration",
    title="Going forwards",
    question="What is left of a state when the same matrix is applied again and again?",
    summary="Apply a matrix ten thousand times: the eigenvector takes over, if its eigenvalue is real and alone.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
)
