"""Gradient clipping in words: its presets, its question, and what the three descents of a result come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.descent import Clip, Descent
from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import count, joined, quantity, vector

if TYPE_CHECKING:
    from app.topics.gradient_clipping import Result

CLIPS: dict[str, str] = {"none": "no clipping", "norm": "by norm", "value": "by value"}

PRESETS = (
    Preset("At the cliff", {}),
    Preset("Thrown far", {"start": "5,-2.8", "learning_rate": "0.3", "steps": "150", "step": "28"}),
    Preset(
        "Luck: over the wall",
        {"start": "5.2,-2.9", "learning_rate": "1", "steps": "150", "step": "28"},
    ),
    Preset("Less lucky", {"start": "5.2,-2.5", "learning_rate": "0.5", "steps": "150", "step": "21"}),
    Preset("On the wall itself", {"start": "5,-2.6123", "clip": "norm", "step": "0"}),
    Preset("Ten recurrent steps", {"seq_len": "10"}),
    Preset("A tight threshold", {"threshold": "0.05", "clip": "norm"}),
    Preset("Vanished: nothing to clip", {"start": "6,3", "step": "0"}),
)

QUIZ = Quiz(
    "On the wall the gradient is about (−410, −660). Clipped at 1, by norm or by value: which keeps its direction?",
    ("Both", "By norm alone", "By value alone"),
    1,
    "By norm both entries are divided by one number: (−0.53, −0.85). By value each is cut on its own: (−1, −1), longer "
    "than 1 and, on this wall, turned by 13.1°.",
    {"start": "5,-2.6123", "step": "0", "clip": "value"},
)

_NAMES: dict[str, str] = {"none": "without clipping", "norm": "clipped by norm", "value": "clipped by value"}
LAST = 50
"""What a descent has come to is the median error of so many last points: near the wall single ones jump."""
_FAR = 1.0
"""A step that is longer than this, half the picture's width, has been thrown."""
_STEEP = 1.0
"""A long step down a gentler slope is the learning rate's doing, not the wall's."""
_VANISHED = 1e-3
"""Slope of the output under which a descent goes nowhere."""


def steepest(clip: Clip, step: int, grad_norm: float) -> str:
    """The way to the steepest step."""
    return (
        f"The descent {_NAMES[clip]} is steepest at step {step:,}, |∇E| = {quantity(grad_norm)}: look there."
    )


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """Where each descent ends, and the chosen step."""
    ends = tuple(
        (CLIPS[clip], f"last step at {_place(run.points[-1])}, E = {quantity(float(run.errors[-1]))}")
        for clip, run in result.descents.items()
    )
    return (*ends, (f"step {result.step:,}", _chosen(result)))


def _chosen(result: Result) -> str:
    length = float(np.hypot(*result.gradient))
    if result.turned is None:
        return "∇E = 0"
    turn = (
        ""
        if result.turned < 1e-9
        else f"; by value it is turned by {quantity(result.turned)}°, by norm not at all"
    )
    return f"|∇E| = {quantity(length)}{turn}"


def verdict(result: Result) -> str:
    """What happens without clipping, what with it, and how far the paths can be trusted."""
    parts = (_free(result), _with_clipping(result), _one_of_many(result))
    return " ".join(part for part in parts if part)


def _free(result: Result) -> str:
    """The descent without clipping: thrown, without any slope, lucky, or none of these."""
    run, error = result.descents["none"], f"{quantity(result.unclipped_median_error)} {_of(result)}"
    at, highest = int(run.jumps.argmax()), float(run.grad_norms.max())
    if run.jumps[at] > _FAR and run.grad_norms[at] > _STEEP:
        after = "At its start" if at == 0 else f"After {count(at, 'step')}"
        return (
            f"{after} the descent without clipping meets a gradient of {quantity(float(run.grad_norms[at]))} and is "
            f"thrown to {_place(run.points[at + 1])}; E comes to {error}."
        )
    if _has_vanished(run):
        return (
            f"The gradient has vanished, |∇E| is {quantity(highest)} at most, and E stays at {error}. Clipping bounds "
            "a step, it makes none longer."
        )
    if result.crossings and result.wall_grad_norm > highest:
        return (
            f"Luck: on the wall |∇E| is {quantity(result.wall_grad_norm)}, and the descent without clipping steps over "
            f"it {count(result.crossings, 'time')} without meeting more than {quantity(highest)}; E comes to {error}."
        )
    return f"Without clipping no gradient is above {quantity(highest)}, and E comes to {error}."


def _has_vanished(run: Descent) -> bool:
    """Whether the output hardly moves with w and b anywhere; in a valley |∇E| = 2 √E |∇σ(x_T)| is small by its E."""
    return bool((run.grad_norms < _VANISHED * 2 * np.sqrt(run.errors)).all())


def _of(result: Result) -> str:
    """Which E is told: near the wall that of a single step says little."""
    return f"(the median of {f'the last {LAST}' if result.params.steps >= LAST else 'all'} steps)"


def _with_clipping(result: Result) -> str:
    runs = result.descents
    if not (runs["norm"].is_clipped.any() or runs["value"].is_clipped.any()):
        return f"The threshold {quantity(result.params.threshold)} is never passed: clipping changes nothing."
    norm, value = (
        quantity(error, 2) for error in (result.by_norm_median_error, result.by_value_median_error)
    )
    return (
        f"By norm {_share(runs['norm'], result.by_norm_clipped)} and E comes to {norm}; by value "
        f"{_share(runs['value'], result.by_value_clipped)} and it comes to {value}."
    )


def _share(run: Descent, share: float) -> str:
    number = int(run.is_clipped.sum())
    verb = "is" if number == 1 else "are"
    return f"{number:,} of {count(len(run.is_clipped), 'step')} {verb} clipped ({quantity(100 * share)} %)"


def _one_of_many(result: Result) -> str:
    found = (result.unclipped_parts_at, result.by_norm_parts_at, result.by_value_parts_at)
    names = ("no clipping", "by norm", "by value")
    told = [f"{step:,} ({name})" for step, name in zip(found, names, strict=True) if step is not None]
    if not told:
        return ""
    if found[0] is not None and len(set(found)) == 1:
        told = [f"{found[0]:,}"]
    return f"From step {joined(told)} on rounding decides the way: a path is one of many."


def _place(point: np.ndarray) -> str:
    return vector(point.tolist())
