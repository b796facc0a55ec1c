"""How a blank is filled, what a word counts for, chance and the window's limit, each with the page's numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.figures.formula import Equation, number, term
from app.tasks.cloze import ANSWERS, WORDS

if TYPE_CHECKING:
    from app.topics.clouds import Result
    from app.tracing.cloze_reading import Reading


def equations(result: Result) -> tuple[Equation, ...]:
    """The formulas of the page; before training those of networks are without numbers."""
    return (
        Equation("window", _window(result)),
        Equation("rnn", _rnn(result)),
        Equation("answer", _answer(result.reading)),
        Equation("influence", _influence(result)),
        Equation("chance", _chance(result)),
        Equation("limit", _limit(result)),
    )


def _window(result: Result) -> str:
    n = result.params.window_size
    words = r"x_T" if n == 1 else rf"x_{{T-{n - 1}}} \; \cdots \; x_T"
    state = term("window", rf"\tanh(W [{words}] + b)")
    return f"h = {state}"


def _rnn(result: Result) -> str:
    last = len(result.sentence.words)
    state = term("rnn", r"\tanh(W_x x_t + W_r h_{t-1} + b)")
    return rf"h_t = {state}, \quad t = 1 \ldots T = {last}"


def _answer(reading: Reading | None) -> str:
    """The softmax of the last network, numbers of its own answer."""
    law = r"p(a) = \frac{e^{s_a}}{\sum_{a'} e^{s_{a'}}}, \quad s = W_o h + b_o"
    if reading is None:
        return law
    name, asked, scores = reading.names[-1], reading.asked[-1], reading.scores[-1]
    place = ANSWERS.index(asked)
    score, p = number(float(scores[place])), number(float(reading.probabilities[-1, place]))
    others = number(float(np.delete(np.exp(scores), place).sum()))
    fraction = rf"\frac{{e^{{{score}}}}}{{e^{{{score}}} + {others}}}"
    return _lines(law, term(name, rf"p(\text{{{asked}}}) = {fraction} = {p}"))


def _lines(first: str, second: str) -> str:
    return rf"\begin{{array}}{{l}} {first} \\ {second} \end{{array}}"


def _influence(result: Result) -> str:
    """Of the word that moves the last network most."""
    reading = result.reading
    if reading is None:
        return r"\ln p(a \mid \text{word}) - \ln p(a \mid \text{unk})"
    row, asked = reading.influence[-1], reading.asked[-1]
    place = int(np.abs(row).argmax())
    word = WORDS[result.sentence.numbers[place]].strip("<>")
    scores = reading.scores[-1]
    with_it = float(scores[ANSWERS.index(asked)] - np.logaddexp.reduce(scores))
    without, change = with_it - float(row[place]), term("influence", number(float(row[place])))
    law = rf"\ln p(\text{{{asked}}} \mid \text{{{word}}}) - \ln p(\text{{{asked}}} \mid \text{{unk}})"
    return _lines(law, f"= {number(with_it)} - ({number(without)}) = {change}")


def _chance(result: Result) -> str:
    fraction = rf"\frac{{1}}{{{len(result.sentence.candidates)}}}"
    chance = term("chance", f"{fraction} = {number(result.sentence_chance)}")
    return rf"{chance}, \quad -\ln {fraction} = {number(-math.log(result.sentence_chance))}"


def _limit(result: Result) -> str:
    n, chance = result.params.window_size, number(result.chance)
    sees = rf"\text{{accuracy}} \le 1 & g \le n - 1 = {n - 1} \\ " if n > 1 else ""
    blind = rf"\text{{accuracy}} \le {term('limit', chance)} & g \ge n = {n}"
    return rf"\begin{{array}}{{ll}} {sees}{blind} \end{{array}}"
