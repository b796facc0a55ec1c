"""Does an LSTM tag better than an RNN?

Slides "RNNTagger" and "LSTMTagger": both learn from the same sentences, one a step, while you watch. The page rests on
a run of the experiment `tagger`; beside it always stands the baseline, each word's most frequent tag, and "better" is
said only where a paired test on the same words says so.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from jaxtyping import Float, Int
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from app.errors import InvalidInput
from app.figures.view import Advice, View
from app.live.compute import Result as Told
from app.live.learned import Learned
from app.live.words import facts
from app.tasks.tagging import tokenize
from app.topics import fields
from app.topics.fields import TopicParams
from app.topics.pictures import taggers as pictures
from app.topics.pictures.taggers_tables import tables
from app.topics.taggers_course import FORGET_BIASES, Corpus, course_of, everyday, lowest, sizes
from app.topics.topic import Source, Topic, query_of
from app.topics.untrained import training_status
from app.topics.words import taggers as words
from app.topics.words.taggers_formulas import equations
from app.topics.words.taggers_script import script
from app.training.tagger_params import MAX_OWN_WORDS

MAX_EPOCHS = 40
MAX_STEPS = 26_240
"""Updates of the longest run: 40 passes over 656 sentences, one at a time."""


class Params(TopicParams):
    """The page's controls."""

    sentence: str = fields.text(
        words.SENTENCE,
        400,
        "Your sentence",
        f"tagged at every snapshot, so another one is trained for anew; up to {MAX_OWN_WORDS} words",
    )
    gru: bool = fields.switch(False, "With a GRU", "a third network beside the lecture’s two")
    epochs: int = fields.number(20, 1, MAX_EPOCHS, "Epochs", "passes over the training sentences")
    step: int = fields.number(
        MAX_STEPS,
        0,
        MAX_STEPS,
        "Look back at update",
        "shows the last snapshot up to this one",
        unit="updates",
    )
    embedding_dim: int = fields.number(16, 1, 64, "Embedding size", "numbers a word", group=words.NETS)
    hidden_dim: int = fields.number(32, 1, 128, "Hidden size", "units of the RNN", group=words.NETS)
    gated_hidden_dim: int = fields.number(
        32,
        1,
        128,
        "Hidden size, gated",
        "units of LSTM and GRU: an LSTM of 15 has about as many parameters as an RNN of 32",
        group=words.NETS,
    )
    bidirectional: bool = fields.switch(
        False, "Both directions", "a second layer reads from the end", group=words.NETS
    )
    forget_bias: Literal["torch", "minus", "zero", "one", "three"] = fields.choice(
        "torch",
        "Forget bias",
        "of the LSTM’s forget gate and the GRU’s update gate, at the start",
        words.FORGET_BIASES,
        group=words.NETS,
    )
    batch_size: int = fields.number(
        1, 1, 32, "Batch", "sentences an update; 1 as on the slide", group=words.LEARNING
    )
    optimizer: Literal["adam", "sgd"] = fields.choice(
        "adam", "Optimizer", "how weights follow gradients", words.OPTIMIZERS, group=words.LEARNING
    )
    learning_rate: float = fields.number(
        0.003, 0.0001, 10, "Learning rate", "size of a step", scale="log", group=words.LEARNING
    )
    clipping: Literal["norm", "none"] = fields.choice(
        "norm", "Clipping", "of the gradient, by its norm", words.CLIPPING, group=words.LEARNING
    )
    clip_at: float = fields.number(
        1,
        0.01,
        1000,
        "Clip at",
        "largest norm that is left",
        scale="log",
        when="clipping=norm",
        group=words.LEARNING,
    )
    seed: int = fields.number(
        0, 0, 10_000, "Seed", "of weights, order and hidden words", group=words.LEARNING
    )

    @field_validator("sentence")
    @classmethod
    def _some_words(cls, sentence: str) -> str:
        try:
            count = len(tokenize(sentence))
        except InvalidInput as error:
            raise PydanticCustomError("sentence", "{words}", {"words": error.detail}) from None
        if count > MAX_OWN_WORDS:
            text = f"the sentence has {count} words; at most {MAX_OWN_WORDS} are taken: shorten it"
            raise PydanticCustomError("sentence", "{words}", {"words": text})
        return sentence


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; those that have to be learned are None before that.

    Networks in the order of the run. Everything of the corpus and of the baseline is of the sentences held out.
    `shown_step` is the newest measuring up to the wished step: `accuracy` and all beside it are from there; `loss` is
    of the updates before the wished step, in nats a word; `end_...` are the newest. Pairs of `p` are those of the
    networks and the baseline, in that order; `first_only` and `second_only` are words that one of a pair gets right
    and the other not.
    """

    params: Params
    status: str
    told: Told | None
    corpus: Corpus
    held_out_words: int
    unknown_words: int
    baseline_accuracy: float
    baseline_interval: Float[np.ndarray, "2"]
    baseline_unknown_accuracy: float | None
    parameters: Int[np.ndarray, " network"]
    tag_counts: Int[np.ndarray, " tag"]
    baseline_by_tag: Float[np.ndarray, " tag"]
    shown_step: int | None = None
    accuracy: Float[np.ndarray, " network"] | None = None
    interval: Float[np.ndarray, "network 2"] | None = None
    unknown_accuracy: Float[np.ndarray, " network"] | None = None
    loss: Float[np.ndarray, " network"] | None = None
    held_out_loss: Float[np.ndarray, " network"] | None = None
    accuracy_by_tag: Float[np.ndarray, "network tag"] | None = None
    first_only: Int[np.ndarray, " pair"] | None = None
    second_only: Int[np.ndarray, " pair"] | None = None
    p: Float[np.ndarray, " pair"] | None = None
    end_accuracy: Float[np.ndarray, " network"] | None = None
    end_unknown_accuracy: Float[np.ndarray, " network"] | None = None
    seconds: Float[np.ndarray, " network"] | None = None
    measured_steps: Int[np.ndarray, " measuring"] | None = None
    accuracy_course: Float[np.ndarray, "network measuring"] | None = None
    held_out_loss_course: Float[np.ndarray, "network measuring"] | None = None
    own_probabilities: Float[np.ndarray, "network time tagset"] | None = None
    own_gradient_norms: Float[np.ndarray, "network time"] | None = None
    own_influence: Float[np.ndarray, "network time time"] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The networks, as snapshots name them."""
        return tuple(wanted(self.params)["cell"])


def wanted(params: Params) -> dict[str, Any]:
    """The run that the page rests on; what is only looked at has no part in it."""
    left_out = {"gru", "step", "forget_bias"}
    return {
        "experiment": "tagger",
        "cell": ["rnn", *(("gru",) if params.gru else ()), "lstm"],
        "forget_bias": FORGET_BIASES[params.forget_bias],
        **{name: getattr(params, name) for name in Params.model_fields if name not in left_out},
    }


def compute(params: Params, learned: Learned | None) -> Result:
    """What is known of the corpus without training, and what the run has told up to the wished step."""
    told = learned.told if learned is not None and learned.told.is_tagger else None
    corpus = everyday() if told is None else everyday().told_by(told)
    run = {} if told is None else course_of(told, params.step)
    return Result(
        params=params,
        status=training_status(wanted(params), learned),
        told=told,
        corpus=corpus,
        held_out_words=corpus.held_out_words,
        unknown_words=corpus.unknown_words,
        baseline_accuracy=corpus.baseline_accuracy,
        baseline_interval=corpus.baseline_interval,
        baseline_unknown_accuracy=corpus.baseline_unknown_accuracy,
        parameters=sizes(wanted(params), corpus),
        tag_counts=corpus.tag_counts,
        baseline_by_tag=corpus.baseline_by_tag,
        **run,
    )


def draw(result: Result) -> View:
    """The run's own panels, filled at the shown step, and what the baseline and the networks make of each tag."""
    return View(
        pictures.figures(result),
        words.verdict(result),
        equations=equations(result),
        tables=tuple(tables(result)),
        advice=_advice(result),
        facts=tuple(facts(result.told)) if result.told else words.corpus_facts(result),
        absent=pictures.absent(result),
        status=result.status,
    )


def _advice(result: Result) -> Advice | None:
    """The measuring at which a network's loss on sentences held out was lowest, where that is well before the end."""
    found = None if result.told is None else lowest(result.told)
    if found is None or found.step == result.shown_step:
        return None
    there = result.params.model_copy(update={"step": found.step})
    return Advice(words.lowest(found), query_of(there))


SOURCES: tuple[Source, ...] = (
    Source(
        "Sequence Models and Long Short-Term Memory Networks",
        "PyTorch tutorials",
        "https://docs.pytorch.org/tutorials/beginner/nlp/sequence_models_tutorial.html",
        "a tagger of the same shape, with an LSTM",
    ),
    Source(
        "Universal Dependencies: universal POS tags",
        "Universal Dependencies contributors",
        "https://universaldependencies.org/u/pos/",
        "the tags, and CoNLL-U, the format of the corpus",
    ),
    Source(
        "Note on the sampling error of the difference between correlated proportions or percentages",
        "Quinn McNemar, 1947",
        "https://doi.org/10.1007/BF02295996",
        "the paired test, here in its exact form",
    ),
    Source(
        "Simple and Accurate Dependency Parsing Using Bidirectional LSTM Feature Representations",
        "Eliyahu Kiperwasser and Yoav Goldberg, 2016",
        "https://doi.org/10.1162/tacl_a_00101",
        "rare words are hidden now and then, so that the unknown word learns what they are like",
    ),
)

TOPIC = Topic(
    name="taggers",
    title="RNNTagger and LSTMTagger",
    question="Does an LSTM tag better than an RNN?",
    summary="Both learn to tag the same sentences while you watch, against each word’s most frequent tag.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="tags",
    wanted=wanted,
)
