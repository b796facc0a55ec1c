"""What the page of the taggers reads out of a run, and what it knows of the built-in corpus without one."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from jaxtyping import Float, Int

from app.live.binding import Snapshot, newest, value_at
from app.live.compute import Result as Told
from app.models.taggers import TAGGERS
from app.tasks.tagging import built_in_corpus, split
from app.training.material import Material, material
from app.training.snapshot import parameters
from app.training.statistics import wilson_interval

FORGET_BIASES: Mapping[str, float | None] = {
    "torch": None,
    "minus": -1.0,
    "zero": 0.0,
    "one": 1.0,
    "three": 3.0,
}
"""Starts of the gate that keeps, by the names of the page's choices; None leaves torch's own."""

_WELL_BELOW = 0.98
"""A loss has been lower before where that was below this share of the newest."""


@dataclass(frozen=True, eq=False)
class Corpus:
    """The corpus's sizes, and the baseline on the words held out; tags are those that occur there."""

    sentences: int
    words: int
    held_out_sentences: int
    held_out_words: int
    unknown_words: int
    vocab_size: int
    tagset_size: int
    baseline_accuracy: float
    baseline_unknown_accuracy: float | None
    tags: tuple[str, ...]
    tag_counts: Int[np.ndarray, " tag"]
    baseline_by_tag: Float[np.ndarray, " tag"]

    @property
    def baseline_interval(self) -> Float[np.ndarray, "2"]:
        """95 % interval of the baseline's accuracy."""
        right = round(self.baseline_accuracy * self.held_out_words)
        return np.array(wilson_interval(right, self.held_out_words))

    def told_by(self, told: Told) -> "Corpus":
        """The same with the sizes and the baseline that a run tells of what it learns from."""
        known, baseline = told.facts, told.facts["baseline"]
        counts = np.array(told.snapshots[0]["assessment"][told.networks[0]]["confusion"]).sum(1)
        shown = [tag for tag, count in zip(known["tags"], counts, strict=True) if count and tag in self.tags]
        return replace(
            self,
            **{name: known[name] for name in ("sentences", "words", "held_out_sentences", "held_out_words")},
            unknown_words=known["unknown_words"],
            vocab_size=known["vocabulary"],
            tagset_size=len(known["tags"]),
            baseline_accuracy=baseline["accuracy"],
            baseline_unknown_accuracy=baseline["unknown_accuracy"],
            tags=tuple(shown),
            tag_counts=counts[[known["tags"].index(tag) for tag in shown]],
            baseline_by_tag=self.baseline_by_tag[[self.tags.index(tag) for tag in shown]],
        )


@cache
def everyday() -> Corpus:
    """The built-in corpus, each sixth sentence held out."""
    training, held_out = split(built_in_corpus())
    data = material(training, held_out)
    right, unknown, counts, by_tag = _baseline(data)
    return Corpus(
        sentences=len(training),
        words=len(data.training.words),
        held_out_sentences=len(held_out),
        held_out_words=len(right),
        unknown_words=int(unknown.sum()),
        vocab_size=len(data.vocabulary.words),
        tagset_size=len(data.tags),
        baseline_accuracy=float(right.mean()),
        baseline_unknown_accuracy=float(right[unknown].mean()),
        tags=tuple(tag for tag, count in zip(data.tags, counts, strict=True) if count),
        tag_counts=counts[counts > 0],
        baseline_by_tag=by_tag,
    )


def _baseline(data: Material) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which words it gets right, which are unknown, words by tag, and of these the share that it gets right."""
    right, tags = data.is_baseline_right, data.held_out.tags[data.held_out.is_tagged]
    counts = np.bincount(tags, minlength=len(data.tags))
    by_tag = np.bincount(tags, right, minlength=len(data.tags))[counts > 0] / counts[counts > 0]
    return right, data.is_unknown, counts, by_tag


def sizes(wanted: Mapping[str, Any], corpus: Corpus) -> Int[np.ndarray, " network"]:
    """How many numbers each network learns."""
    units = {"rnn": wanted["hidden_dim"]}
    return np.array(
        [
            parameters(
                TAGGERS[cell](
                    wanted["embedding_dim"],
                    units.get(cell, wanted["gated_hidden_dim"]),
                    corpus.vocab_size,
                    corpus.tagset_size,
                    bidirectional=wanted["bidirectional"],
                )
            )
            for cell in wanted["cell"]
        ]
    )


@dataclass(frozen=True)
class Lowest:
    """Where a network's loss on sentences held out was lowest, and what it is at the newest measuring."""

    network: str
    step: int
    loss: float
    newest_loss: float


def lowest(told: Told) -> Lowest | None:
    """Of the network that has gone farthest from it; None where all are still near their lowest."""
    measured = _measured(told)
    found = []
    for network in told.networks:
        losses = {one["step"]: one["assessment"][network]["loss"] for one in measured}
        real = {step: loss for step, loss in losses.items() if loss is not None}
        last = losses[measured[-1]["step"]]
        if real and last is not None:
            step = min(real, key=lambda step: real[step])
            found.append(Lowest(network, step, real[step], last))
    farthest = min(found, key=lambda one: one.loss / one.newest_loss, default=None)
    return farthest if farthest and farthest.loss < _WELL_BELOW * farthest.newest_loss else None


def course_of(told: Told, step: int) -> dict[str, Any]:
    """What a run has told, under the names that the page's Result has for it."""
    measured = _measured(told)
    shown = newest(told.snapshots, "assessment", step) or told.snapshots[0]
    looked = newest(told.snapshots, "look", step) or told.snapshots[0]
    end = newest(told.snapshots, "end")
    return (
        _scores(shown, told.networks)
        | _pairs(shown)
        | {"loss": _losses(told, step)}
        | {
            f"end_{name}": _of_all(measured[-1], told.networks, name)
            for name in ("accuracy", "unknown_accuracy")
        }
        | {
            "seconds": end
            and np.array([end["end"]["cells"][network]["seconds"] for network in told.networks]),
            "measured_steps": np.array([one["step"] for one in measured]),
            "accuracy_course": _course(measured, told.networks, "accuracy"),
            "held_out_loss_course": _course(measured, told.networks, "loss"),
            "own_probabilities": _own(looked, told.networks, "probabilities"),
            "own_gradient_norms": _own(looked, told.networks, "gradient_norms"),
            "own_influence": _own(looked, told.networks, "influence"),
        }
    )


def _measured(told: Told) -> list[Snapshot]:
    return [one for one in told.snapshots if "assessment" in one]


def _scores(shown: Snapshot, networks: Sequence[str]) -> dict[str, Any]:
    """At one measuring; words with a tag are those of its row."""
    confusion = np.array([shown["assessment"][network]["confusion"] for network in networks])
    counts, right = confusion.sum(2), np.diagonal(confusion, axis1=1, axis2=2)
    occurs = counts[0] > 0
    total = int(counts[0].sum())
    return {
        "shown_step": shown["step"],
        "accuracy": _of_all(shown, networks, "accuracy"),
        "interval": np.array([wilson_interval(int(one.sum()), total) for one in right]),
        "unknown_accuracy": _of_all(shown, networks, "unknown_accuracy"),
        "held_out_loss": _of_all(shown, networks, "loss"),
        "accuracy_by_tag": right[:, occurs] / counts[:, occurs],
    }


def _losses(told: Told, step: int) -> Float[np.ndarray, " network"] | None:
    """Of the newest snapshot up to the step that has one of each network; there is none before the first update."""
    end = bisect_right(told.snapshots, step, key=lambda one: one["step"])
    for one in reversed(told.snapshots[:end]):
        losses = [one["cells"][network]["loss"] for network in told.networks]
        if None not in losses:
            return np.array(losses)
    return None


def _pairs(shown: Snapshot) -> dict[str, Any]:
    pairs = shown.get("comparisons", ())
    return {name: np.array([pair[name] for pair in pairs]) for name in ("first_only", "second_only", "p")}


def _of_all(shown: Snapshot, networks: Sequence[str], name: str) -> Float[np.ndarray, " network"]:
    return np.array([shown["assessment"][network][name] for network in networks], float)


def _course(
    measured: Sequence[Snapshot], networks: Sequence[str], name: str
) -> Float[np.ndarray, "network measuring"]:
    return np.array([[one["assessment"][network][name] for one in measured] for network in networks], float)


def _own(looked: Snapshot, networks: Sequence[str], name: str) -> Float[np.ndarray, "network ..."]:
    return np.array([value_at(looked, f"look.{network}.own.{name}") for network in networks], float)
