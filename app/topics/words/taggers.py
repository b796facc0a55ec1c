"""What the page of the taggers says: its presets, its question, its verdict and captions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.live.compute import NETWORKS
from app.live.words import percent
from app.live.words import verdict as told_verdict
from app.topics.topic import Preset, Quiz

if TYPE_CHECKING:
    from app.topics.taggers import Result
    from app.topics.taggers_course import Lowest

SENTENCE = "I can light the fire and carry the can, but the light is red."
NETS, LEARNING = "Networks", "Learning"

FORGET_BIASES = {"torch": "torch’s own start", "minus": "−1", "zero": "0", "one": "1", "three": "3"}
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD"}
CLIPPING = {"norm": "by norm", "none": "none"}

PRESETS = (
    Preset("The lecture’s two", {}),
    Preset("With a GRU", {"gru": "true"}),
    Preset("As many parameters", {"gated_hidden_dim": "15"}),
    Preset("Forget bias 1", {"forget_bias": "one"}),
    Preset("Both directions", {"bidirectional": "true"}),
    Preset(
        "A large rate, not clipped",
        {"optimizer": "sgd", "learning_rate": "1", "clipping": "none", "epochs": "5"},
    ),
    Preset("The same rate, clipped", {"optimizer": "sgd", "learning_rate": "1", "epochs": "5"}),
)

QUIZ = Quiz(
    "“… carry the can, but …”: both taggers read from left to right, one word at a time. What tells them that this can "
    "is a noun?",
    ("The word itself", "“the”, just before it", "“but”, just after it"),
    1,
    "“can” alone is more often an auxiliary, and what comes later they have not read yet. Press the second “can” in "
    "the shaded sentence below: without “the” its tag loses most.",
    {},
)


def label(name: str) -> str:
    """A network's name as people write it."""
    return NETWORKS[name]


def steps_of(result: Result) -> int:
    """Updates of the run that is wanted."""
    params = result.params
    return params.epochs * math.ceil(result.corpus.sentences / params.batch_size)


def verdict(result: Result) -> str:
    """The run's own words at the shown step; before there is one, what there is to beat."""
    if result.told is not None:
        return told_verdict(result.told, result.params.step)
    low, high = result.baseline_interval
    return (
        f"To beat: each word’s most frequent tag gets {percent(result.baseline_accuracy)} of the "
        f"{result.held_out_words:,} words held out right ({100 * low:.1f} to {percent(high)}). Train the networks to "
        "see whether they do better, and whether the LSTM does better than the RNN."
    )


def corpus_facts(result: Result) -> tuple[tuple[str, str], ...]:
    """What is learned from, and how large the networks are to be."""
    corpus = result.corpus
    sizes = zip(result.names, result.parameters.tolist(), strict=True)
    return (
        ("read", f"{corpus.sentences:,} sentences, {corpus.words:,} words"),
        ("held out", f"{corpus.held_out_sentences:,} sentences, {corpus.held_out_words:,} words"),
        ("unknown words there", f"{corpus.unknown_words:,}"),
        *((f"{label(name)} learns", f"{count:,} numbers") for name, count in sizes),
    )


def tags_caption(result: Result) -> str:
    """How to read which tags are given right."""
    order = "Most frequent tag on top."
    if result.told is None:
        return f"{order} Where a word has one tag only, the baseline is hard to beat."
    return f"{order} At update {result.shown_step:,}; upright strokes are the baseline."


def lowest(found: Lowest) -> str:
    """The way to the best moment of a network that has learned its sentences by heart since."""
    return (
        f"On sentences held out the loss of the {label(found.network)} was lowest at update {found.step:,}, "
        f"{found.loss:.2f} nats a word; it is {found.newest_loss:.2f} now: look there."
    )


def clipped_name(path: str) -> str:
    """The name of a norm after clipping, from its path in the snapshots."""
    return f"{label(path.split('.')[1])}, clipped"
