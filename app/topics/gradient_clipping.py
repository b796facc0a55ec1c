"""What does a descent do at a cliff, and what does clipping its gradient change?

The lecture's footnote, and section 2.3 of Pascanu, Mikolov and Bengio 2013: one recurrent unit whose error has a wall
over its two parameters. Three descents run from the same start: not clipped, clipped by norm, clipped by value.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from jaxtyping import Float
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from app.core.cliff import wall, wall_crossings, wall_gradient_norm, wall_multiplier
from app.core.clipping import turn_degrees
from app.core.descent import CLIPS, Clip, Descent, Plan, clipped, descent, parts_at
from app.figures.view import Advice
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures.gradient_clipping import draw
from app.topics.sources import DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Source, Topic, query_of
from app.topics.words import gradient_clipping as words
from app.topics.words.gradient_clipping_script import script

_LEAST_W = 0.5
_KEPT = 64


class Params(TopicParams):
    """The page's controls."""

    start: Annotated[np.ndarray, Numbers(2, 2, limit=10)] = fields.numbers(
        "4.8,-2.2", "Start (w, b)", f"of all three descents; w from {_LEAST_W:g} to 10, b from -10 to 10"
    )
    learning_rate: float = fields.number(
        0.1, 0.001, 10, "Learning rate η", "how far a step goes for a gradient of 1", scale="log"
    )
    threshold: float = fields.number(
        1, 0.001, 1000, "Threshold", "largest norm, or largest entry, that is left", scale="log"
    )
    steps: int = fields.number(200, 1, 500, "Descent steps", "of each descent", unit="steps")
    seq_len: int = fields.number(
        50, 1, 100, "Recurrent steps T", "through which each gradient comes back", unit="steps"
    )
    clip: Clip = fields.choice(
        "none", "Descent to follow", "whose steps are looked at one by one", words.CLIPS
    )
    step: int = fields.number(22, 0, 500, "Step", "of the descent to follow; the last one at most")

    @field_validator("start")
    @classmethod
    def _is_over_the_landscape(cls, start: np.ndarray) -> np.ndarray:
        if start[0] < _LEAST_W:
            text = f"w, the first number, must be from {_LEAST_W:g} to 10; it is {start[0]:g}"
            raise PydanticCustomError("start", "{words}", {"words": text})
        return start


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page.

    `unclipped`, `by_norm` and `by_value` are the points (w, b) of the descents, the start first; `..._grad_norms`
    the gradients' sizes there before clipping, `..._clipped` the share of steps that are clipped, `..._median_error`
    the median of E over the last 50 points, and `..._parts_at` the step from which the path is one of many, None
    where it never is. `point` is where the chosen step begins; `gradient` is the gradient there, whole and clipped in
    both ways; `turned` are the degrees by which clipping by value turns it, None where it is 0. The wall's numbers
    are those at the start's w.
    """

    params: Params
    status: str
    descents: dict[Clip, Descent]
    unclipped: Float[np.ndarray, "time 2"]
    by_norm: Float[np.ndarray, "time 2"]
    by_value: Float[np.ndarray, "time 2"]
    unclipped_errors: Float[np.ndarray, " time"]
    by_norm_errors: Float[np.ndarray, " time"]
    by_value_errors: Float[np.ndarray, " time"]
    unclipped_grad_norms: Float[np.ndarray, " time"]
    by_norm_grad_norms: Float[np.ndarray, " time"]
    by_value_grad_norms: Float[np.ndarray, " time"]
    by_norm_clipped: float
    by_value_clipped: float
    unclipped_median_error: float
    by_norm_median_error: float
    by_value_median_error: float
    unclipped_parts_at: int | None
    by_norm_parts_at: int | None
    by_value_parts_at: int | None
    crossings: int
    step: int
    steepest: int
    point: Float[np.ndarray, "2"]
    error: float
    gradient: Float[np.ndarray, "2"]
    gradient_by_norm: Float[np.ndarray, "2"]
    gradient_by_value: Float[np.ndarray, "2"]
    turned: float | None
    wall_b: float
    wall_multiplier: float
    wall_grad_norm: float
    advice: Advice | None


def compute(params: Params) -> Result:
    """The three descents, and the chosen step of one of them."""
    plan = Plan(params.learning_rate, params.threshold, params.steps, params.seq_len)
    runs = {clip: _run(tuple(params.start.tolist()), clip, plan) for clip in CLIPS}
    (free, free_parts), (norm, norm_parts), (value, value_parts) = runs.values()
    followed = runs[params.clip][0]
    step = min(params.step, len(followed.points) - 1)
    gradient = followed.gradients[step]
    by_value = clipped(gradient, "value", params.threshold)
    steepest, w = int(followed.grad_norms.argmax()), params.start[:1]
    return Result(
        params=params,
        status="ok",
        descents={clip: run for clip, (run, _) in runs.items()},
        unclipped=free.points,
        by_norm=norm.points,
        by_value=value.points,
        unclipped_errors=free.errors,
        by_norm_errors=norm.errors,
        by_value_errors=value.errors,
        unclipped_grad_norms=free.grad_norms,
        by_norm_grad_norms=norm.grad_norms,
        by_value_grad_norms=value.grad_norms,
        by_norm_clipped=float(norm.is_clipped.mean()),
        by_value_clipped=float(value.is_clipped.mean()),
        unclipped_median_error=float(np.median(free.errors[-words.LAST :])),
        by_norm_median_error=float(np.median(norm.errors[-words.LAST :])),
        by_value_median_error=float(np.median(value.errors[-words.LAST :])),
        unclipped_parts_at=free_parts,
        by_norm_parts_at=norm_parts,
        by_value_parts_at=value_parts,
        crossings=wall_crossings(free.points),
        step=step,
        steepest=steepest,
        point=followed.points[step],
        error=float(followed.errors[step]),
        gradient=gradient,
        gradient_by_norm=clipped(gradient, "norm", params.threshold),
        gradient_by_value=by_value,
        turned=turn_degrees(gradient, by_value),
        wall_b=float(wall(w)[0]),
        wall_multiplier=float(wall_multiplier(w)[0]),
        wall_grad_norm=float(wall_gradient_norm(w, params.seq_len)[0]),
        advice=_advice(params, step, steepest, float(followed.grad_norms[steepest])),
    )


@lru_cache(_KEPT)
def _run(start: tuple[float, float], clip: Clip, plan: Plan) -> tuple[Descent, int | None]:
    """A descent, and from which step on it is one of many; kept, since looking at its steps does not change it."""
    run = descent(np.array(start), clip, plan)
    return run, parts_at(run, clip, plan)


def _advice(params: Params, step: int, steepest: int, grad_norm: float) -> Advice | None:
    """The steepest step of the descent that is followed, where another one is looked at."""
    if step == steepest:
        return None
    there = params.model_copy(update={"step": steepest})
    return Advice(words.steepest(params.clip, steepest, grad_norm), query_of(there))


SOURCES: tuple[Source, ...] = (
    part(TRAINING_RNNS, "section 2.3: the unit and its wall; section 3.2: clipping by the norm"),
    part(DEEP_LEARNING, "pages 288-290: cliffs and exploding gradients"),
    Source(
        "torch.nn.utils.clip_grad_norm_",
        "PyTorch documentation",
        "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html",
        "the two ways of clipping, with clip_grad_value_",
    ),
)

TOPIC = Topic(
    name="gradient_clipping",
    title="Gradient clipping",
    question="What does a descent do at a cliff, and what does clipping change?",
    summary="A wall on which the gradient explodes: thrown out without clipping, held in the valley with it.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="descents",
)
