"""What a run tells of itself at a step: plain data, ready for JSON, nothing live.

    step, epoch      updates done; passes over the data, a fraction within one
    cells            by cell, over the updates since the snapshot before: loss (nats a word) and accuracy, each sentence
                     as it was read, before its own update; gradient norms, their mean before and after clipping and
                     the largest; the share of updates that were clipped; whether learning has stopped
    look             at some steps, by cell: what the network does with the two sentences (app/training/look.py), and
                     the plane to draw the probe's states on (app/training/plane.py)
    assessment       at some steps, by cell, on the sentences held out: loss, accuracy, accuracy on unknown words, words
                     by right and by given tag, mean state of each unit by tag
    comparisons      with each assessment: paired tests between the cells, and with the baseline, on the same words
    facts            at step 0: what is learned from, the two sentences, the baseline, the sizes
    end              at the last step: accuracies with 95 % intervals, these tests, parameters, seconds

What is not a number is None. All but the seconds comes out the same again, on a CPU with one thread.
"""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import combinations
from typing import Any

import numpy as np
from jaxtyping import Bool

from app.models.taggers import Tagger
from app.training.assessment import Assessment
from app.training.look import Watched
from app.training.loop import Learner, Tally
from app.training.material import Material
from app.training.plain import plain
from app.training.plane import StatePlane
from app.training.statistics import mcnemar, wilson_interval

BASELINE = "baseline"


def facts(
    data: Material, watched: Watched, models: Mapping[str, Tagger], updates_an_epoch: int
) -> dict[str, Any]:
    """What holds for the whole run."""
    held_out = data.held_out
    return {
        "tags": list(data.tags),
        "vocabulary": len(data.vocabulary.words),
        "sentences": len(data.training.lengths),
        "words": len(data.training.words),
        "held_out_sentences": len(held_out.lengths),
        "held_out_words": len(data.is_unknown),
        "unknown_words": int(data.is_unknown.sum()),
        "updates_an_epoch": updates_an_epoch,
        "parameters": {name: parameters(model) for name, model in models.items()},
        BASELINE: _score(data.is_baseline_right, data.is_unknown),
        "probe": {
            "words": list(watched.probe.words),
            "tags": list(watched.probe_tags),
            "target": watched.probe.target,
        },
        "own": {
            "words": list(watched.own.words),
            "is_known": (watched.own.numbers > 0).tolist(),
            "target": watched.own.target,
        },
    }


def cell_entry(learner: Learner) -> dict[str, Any]:
    """One cell's course since its tally was set back."""
    tally: Tally = learner.tally
    updates, words = tally.updates or None, tally.words or None
    return {
        "loss": _ratio(tally.loss, words),
        "accuracy": _ratio(tally.right, words),
        "gradient_norm": _ratio(tally.norm, updates),
        "largest_gradient_norm": plain(tally.largest_norm) if updates else None,
        "clipped_gradient_norm": _ratio(tally.clipped_norm, updates),
        "clipped_share": _ratio(tally.clipped, updates),
        "has_stopped": learner.stopped,
    }


def plane_entry(plane: StatePlane) -> dict[str, Any]:
    """The plane to draw every state of the probe on, those of earlier snapshots too."""
    return {
        "center": plain(plane.center),
        "axes": plain(plane.axes),
        "explained": plain(plane.explained),
    }


def assessment_entry(found: Assessment, data: Material) -> dict[str, Any]:
    """One cell on the sentences held out."""
    return {
        "loss": plain(found.loss),
        **_score(found.is_right, data.is_unknown),
        "confusion": plain(found.confusion),
        "unit_means": plain(found.unit_means.astype(np.float32)),
    }


def comparisons(data: Material, found: Mapping[str, Assessment]) -> list[dict[str, Any]]:
    """A paired test for any two of the cells and the baseline, on the same words."""
    right = {name: assessment.is_right for name, assessment in found.items()}
    right[BASELINE] = data.is_baseline_right
    return [
        {"first": first, "second": second, **asdict(mcnemar(right[first], right[second]))}
        for first, second in combinations(right, 2)
    ]


def end(data: Material, learners: Mapping[str, Learner], found: Mapping[str, Assessment]) -> dict[str, Any]:
    """The comparison at the end, between the cells and with the baseline, on the same words."""
    return {
        "cells": {
            name: _sure_score(found[name].is_right, data.is_unknown)
            | {"parameters": parameters(learner.model), "seconds": learner.seconds}
            for name, learner in learners.items()
        },
        BASELINE: _sure_score(data.is_baseline_right, data.is_unknown),
        "comparisons": comparisons(data, found),
    }


def parameters(model: Tagger) -> int:
    """How many numbers a network learns."""
    return sum(parameter.numel() for parameter in model.parameters())


def _score(right: Bool[np.ndarray, " token"], unknown: Bool[np.ndarray, " token"]) -> dict[str, Any]:
    return {
        "accuracy": float(right.mean()),
        "unknown_accuracy": float(right[unknown].mean()) if unknown.any() else None,
    }


def _sure_score(right: Bool[np.ndarray, " token"], unknown: Bool[np.ndarray, " token"]) -> dict[str, Any]:
    """Shares with their intervals; None for unknown words where there are none."""
    interval = wilson_interval(int(right.sum()), len(right))
    unknown_interval = (
        wilson_interval(int(right[unknown].sum()), int(unknown.sum())) if unknown.any() else None
    )
    return _score(right, unknown) | {
        "interval": list(interval),
        "unknown_interval": list(unknown_interval) if unknown_interval else None,
    }


def _ratio(total: float | int, count: int | None) -> Any:
    return plain(total / count) if count else None
