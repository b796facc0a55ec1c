"""Gradient descent over the cliff, with its gradients clipped or not, step by step.

    (w, b) <- (w, b) - rate * clip(dE/d(w, b))

Near the wall a descent is chaotic: two starts that differ in their last digit alone part in the end, so that from
then on its path is one of many.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Bool, Float

from app.core.cliff import gradient
from app.core.clipping import clip_by_norm, clip_by_value

Clip = Literal["none", "norm", "value"]

CLIPS: tuple[Clip, ...] = ("none", "norm", "value")
APART = 1e-3
"""Paths that are farther apart than this are two paths to the eye."""

Step = tuple[float, float, float, float, float, bool]


@dataclass(frozen=True)
class Plan:
    """How a descent is made: the threshold is the largest norm, or the largest entry, that is left."""

    learning_rate: float
    threshold: float
    steps: int
    seq_len: int


@dataclass(frozen=True, eq=False)
class Descent:
    """A path in the (w, b) plane, its start first; gradients are those before clipping.

    `is_clipped` has an entry a step, the step from points[t] to points[t + 1]. It is shorter than planned where a
    number became too large for a float.
    """

    points: Float[np.ndarray, "time 2"]
    errors: Float[np.ndarray, " time"]
    gradients: Float[np.ndarray, "time 2"]
    is_clipped: Bool[np.ndarray, " step"]

    @property
    def grad_norms(self) -> Float[np.ndarray, " time"]:
        """|dE/d(w, b)| at each point, before clipping."""
        return np.hypot(*self.gradients.T)

    @property
    def jumps(self) -> Float[np.ndarray, " step"]:
        """How far each step goes."""
        return np.hypot(*np.diff(self.points, axis=0).T)


def clipped(found: Float[np.ndarray, "2"], clip: Clip, threshold: float) -> Float[np.ndarray, "2"]:
    """What a descent goes by in the gradient's place."""
    if clip == "none":
        return found
    return clip_by_norm(found, threshold) if clip == "norm" else clip_by_value(found, threshold)


def descent(start: Float[np.ndarray, "2"], clip: Clip, plan: Plan) -> Descent:
    """The whole path from this start."""
    *columns, flags = (np.array(column) for column in zip(*_walk(start, clip, plan), strict=True))
    w, b, errors, by_w, by_b = columns
    parts = (np.stack([w, b], 1), errors, np.stack([by_w, by_b], 1), flags[: len(w) - 1])
    for array in parts:
        array.setflags(write=False)
    return Descent(*parts)


def parts_at(run: Descent, clip: Clip, plan: Plan) -> int | None:
    """From which step on the path is one of many: a start larger by one unit in the last place is elsewhere then.

    None where it is not, for all of the run.
    """
    neighbor = _walk(np.nextafter(run.points[0], np.inf), clip, plan)
    for t, ((w, b), (other_w, other_b, *_)) in enumerate(zip(run.points.tolist(), neighbor, strict=False)):
        if math.hypot(w - other_w, b - other_b) > APART:
            return t
    return None


def _walk(start: Float[np.ndarray, "2"], clip: Clip, plan: Plan) -> Iterator[Step]:
    """w, b, E, its derivatives and whether they are clipped, at the start and after each step."""
    w, b = start.tolist()
    error, by_w, by_b = gradient(w, b, plan.seq_len)
    for _ in range(plan.steps + 1):
        if not all(map(math.isfinite, (w, b, by_w, by_b))):
            return
        found = [by_w, by_b]
        used = clipped(np.array(found), clip, plan.threshold).tolist()
        yield w, b, error, by_w, by_b, used != found
        before = w, b
        w, b = (here - plan.learning_rate * by for here, by in zip(before, used, strict=True))
        if (w, b) != before:  # where the gradient has vanished, the same numbers stand for ever
            error, by_w, by_b = gradient(w, b, plan.seq_len)
