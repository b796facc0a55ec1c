"""Why do we need networks that remember?

Slide "Why do we need RNNs?": Clouds are in the _____. A window of words, an RNN and an LSTM learn to fill the blank of
the same sentences, in which an early word decides it. The page trains them when first asked to, and shows which of
them still knows the early word, over how many words between, and which words its answer hangs on.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.errors import InvalidInput
from app.figures.view import View
from app.live.cloze_course import Course, course_of
from app.live.learned import Learned
from app.models.cloze import read_nets
from app.tasks.cloze import ANSWERS
from app.tasks.cloze_limit import CHANCE, window_limit
from app.tasks.open_sentence import OpenSentence, read_open_sentence
from app.topics import fields
from app.topics.fields import TopicParams
from app.topics.pictures import clouds as pictures
from app.topics.pictures.clouds_tables import tables
from app.topics.sources import LSTM_NETWORKS, part
from app.topics.topic import Source, Topic
from app.topics.untrained import training_status
from app.topics.words import clouds as words
from app.topics.words.clouds_formulas import equations
from app.topics.words.clouds_run import network_names, wanted
from app.topics.words.clouds_script import script
from app.topics.words.clouds_verdict import facts, verdict
from app.tracing.cloze_reading import Reading, read_sentence
from app.training.cloze_exam import asked_gaps

MAX_STEPS = 3_000


class Params(TopicParams):
    """The page's controls."""

    sentence: str = fields.text(
        words.SLIDE, 1_000, "Your sentence", "up to the blank; other words than these are read as <unk>"
    )
    step: int = fields.number(
        MAX_STEPS,
        1,
        MAX_STEPS,
        "Look back at update",
        "shows the last snapshot up to this one",
        unit="updates",
        of="steps",
    )
    steps: int = fields.number(
        600, 1, MAX_STEPS, "Train for", "updates of each network", unit="updates", scale="log"
    )
    shortest_gap: int = fields.number(
        1, 1, 40, "Shortest gap", "words between cue and blank, in training", unit="words", group=words.DATA
    )
    longest_gap: int = fields.number(
        20, 1, 40, "Longest gap", "words between cue and blank, in training", unit="words", group=words.DATA
    )
    asked_gap: int = fields.number(
        20, 1, 60, "Asked up to gap", "the accuracy is measured up to it", unit="words", group=words.DATA
    )
    window_size: int = fields.number(
        5, 1, 20, "Window n", "words before the blank that the window sees", unit="words", group=words.NETS
    )
    hidden_size: int = fields.number(
        32, 1, 64, "Hidden size", "of window and RNN", unit="units", group=words.NETS
    )
    gated_hidden_size: int = fields.number(
        32,
        1,
        64,
        "Hidden size, gated",
        "of LSTM and GRU: an LSTM of 16 has about as many parameters as an RNN of 32",
        unit="units",
        group=words.NETS,
    )
    forget_bias: float = fields.number(
        1, -10, 10, "Forget bias", "of the LSTM’s forget gate", step=0.25, group=words.NETS
    )
    gru: bool = fields.switch(False, "With a GRU", "a fourth network", group=words.NETS)
    seed: int = fields.number(3, 0, 10_000, "Seed", "of weights and sentences", group=words.NETS)

    @field_validator("sentence")
    @classmethod
    def _is_read(cls, sentence: str) -> str:
        try:
            read_open_sentence(sentence)
        except InvalidInput as error:
            raise _refused(error.detail) from None
        return sentence

    @model_validator(mode="after")
    def _gaps_in_order(self) -> "Params":
        low, high = self.shortest_gap, self.longest_gap
        if low > high:
            raise _refused(
                f"shortest_gap is {low} and longest_gap {high}: give a longest_gap of at least {low}"
            )
        return self


def _refused(text: str) -> PydanticCustomError:
    return PydanticCustomError("clouds", "{words}", {"words": text})


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; those that have to be learned are None before that.

    Rows are the networks `names`. `accuracy` is by gap at `shown_step`, `accuracy_course` at each of `snapshot_steps`;
    `window_limit` is the best that a window can do. `probabilities`, `influence` (nats) and `gradient` are the newest
    networks', of the sentence; `candidate_probabilities` those at `shown_step` where they were measured, by
    candidate.
    """

    params: Params
    status: str
    names: tuple[str, ...]
    sentence: OpenSentence
    course: Course | None
    reading: Reading | None
    gaps: Int[np.ndarray, " gap"]
    chance: float
    sentence_chance: float
    window_limit: Float[np.ndarray, " gap"]
    shown_step: int | None
    snapshot_steps: Int[np.ndarray, " snapshot"] | None
    accuracy: Float[np.ndarray, "network gap"] | None
    accuracy_course: Float[np.ndarray, "network snapshot gap"] | None
    parameters: Int[np.ndarray, " network"] | None
    probabilities: Float[np.ndarray, "network answer"] | None
    candidate_probabilities: Float[np.ndarray, "network candidate"] | None
    influence: Float[np.ndarray, "network time"] | None
    gradient: Float[np.ndarray, "network time"] | None


def compute(params: Params, learned: Learned | None) -> Result:
    """What is known without training, what the run has told so far, and the sentence read by its newest networks."""
    sentence, names = read_open_sentence(params.sentence), network_names(params)
    course = course_of(learned, params.step)
    reading = (
        None if learned is None or learned.weights is None else _reading(learned.weights, names, sentence)
    )
    gaps = np.array(asked_gaps(params.asked_gap))
    return Result(
        params=params,
        status=training_status(wanted(params), learned),
        names=names,
        sentence=sentence,
        course=course,
        reading=reading,
        gaps=gaps,
        chance=CHANCE,
        sentence_chance=sentence.chance,
        window_limit=window_limit(gaps, params.window_size),
        candidate_probabilities=_candidates(sentence, course, reading),
        **_told(course),
        **_read(reading),
    )


def _told(course: Course | None) -> dict[str, Any]:
    """What the run has told of its networks."""
    if course is None:
        return dict.fromkeys(("shown_step", "snapshot_steps", "accuracy", "accuracy_course", "parameters"))
    return {
        "shown_step": course.shown_step,
        "snapshot_steps": course.steps,
        "accuracy": course.accuracy[:, course.shown],
        "accuracy_course": course.accuracy,
        "parameters": course.parameters,
    }


def _read(reading: Reading | None) -> dict[str, Any]:
    """What its newest networks make of the sentence."""
    names = ("probabilities", "influence", "gradient")
    return {name: None if reading is None else getattr(reading, name) for name in names}


@lru_cache(16)
def _reading(weights: bytes, names: tuple[str, ...], sentence: OpenSentence) -> Reading:
    nets = read_nets(weights)
    return read_sentence({name: nets[name] for name in names}, sentence)


def _candidates(
    sentence: OpenSentence, course: Course | None, reading: Reading | None
) -> Float[np.ndarray, "network candidate"] | None:
    """Of the run's own sentence at the shown snapshot; of any other by the newest networks."""
    allowed = [ANSWERS.index(answer) for answer in sentence.candidates]
    if course is not None and course.fits(sentence):
        return course.probabilities[:, course.shown, allowed]
    return None if reading is None else reading.probabilities[:, allowed]


def draw(result: Result) -> View:
    """The sentence with its shades, the candidates, accuracy over the gap and over updates, states word by word."""
    return View(
        pictures.figures(result),
        verdict(result),
        equations=equations(result),
        tables=tuple(tables(result)),
        facts=facts(result),
        absent=pictures.absent(result),
        status=result.status,
    )


SOURCES: tuple[Source, ...] = (
    part(LSTM_NETWORKS, "the problem of long-term dependencies: the clouds, and French after France"),
    Source(
        "A Neural Probabilistic Language Model",
        "Yoshua Bengio, Réjean Ducharme, Pascal Vincent and Christian Jauvin, 2003",
        "https://jmlr.org/papers/v3/bengio03a.html",
        "the window: vectors of the last words side by side, and one hidden layer of tanh",
    ),
    Source(
        "Finding Structure in Time",
        "Jeffrey L. Elman, 1990",
        "https://doi.org/10.1207/s15516709cog1402_1",
        "a recurrent network that reads sentences of a small grammar word by word",
    ),
)

TOPIC = Topic(
    name="clouds",
    title="Why do we need RNNs?",
    question="Clouds are in the _____: which network still knows, many words later?",
    summary="An early word decides the blank. A window of words cannot see it; a network with a state can carry it.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="accuracy",
    wanted=wanted,
)
