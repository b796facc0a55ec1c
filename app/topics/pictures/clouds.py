"""The page of the blank in pictures: the shaded sentence, candidates, accuracy over gap and update, states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from app.figures.candidate_bars import Guesses, candidate_bars
from app.figures.gap_accuracy import GapCurve, Yardsticks, gap_accuracy
from app.figures.gap_course import gap_course
from app.figures.palette import LIGHT
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.view import Figure
from app.figures.word_shades import Shades, Span, word_shades
from app.topics.words import clouds as words
from app.topics.words.quantities import count

if TYPE_CHECKING:
    from app.live.cloze_course import Course
    from app.topics.clouds import Result
    from app.tracing.cloze_reading import Reading

BLANK = "___"
STATES = {"hidden_rnn": ("rnn", False), "hidden_lstm": ("lstm", False), "cell_lstm": ("lstm", True)}
"""Each strip of states: whose, and whether it is the cell's."""


def figures(result: Result) -> tuple[Figure, ...]:
    """Those that can be drawn: before training what needs none."""
    found = [_sentence(result), _candidates(result), _accuracy(result)]
    if result.course is not None:
        found.append(_course(result.course, result.params.steps))
    if result.reading is not None:
        found += _states(result.reading, result.sentence.words)
    return tuple(found)


def absent(result: Result) -> dict[str, str]:
    """Why the others are not there."""
    if result.course is None:
        return dict.fromkeys(("course", *STATES), "Shown once the networks are trained.")
    if result.reading is None:
        return dict.fromkeys(STATES, "Shown from the first checkpoint of the run on.")
    return {}


def _sentence(result: Result) -> Figure:
    reading = result.reading
    shades = None if reading is None else Shades(reading.names, reading.influence, reading.gradient)
    drawn = word_shades(result.sentence.words, BLANK, list(_spans(result)), shades)
    return Figure("sentence", *words.sentence_words(result), drawn)


def _spans(result: Result) -> Iterator[Span]:
    sentence, n = result.sentence, result.params.window_size
    last = len(sentence.words)
    if sentence.gap is not None:
        yield Span(max(sentence.cues), f"gap g = {sentence.gap}", "gap", LIGHT.accent)
    yield Span(last - n, f"window of {count(n, 'word')}", "window", LIGHT.ink)


def _candidates(result: Result) -> Figure:
    sentence, found = result.sentence, result.candidate_probabilities
    guesses = (
        [] if found is None else [Guesses(name, row) for name, row in zip(result.names, found, strict=True)]
    )
    drawn = candidate_bars(sentence.candidates, sentence.answer, guesses, result.sentence_chance)
    return Figure("candidates", *words.candidates_words(result), drawn)


def _accuracy(result: Result) -> Figure:
    params, found = result.params, result.accuracy
    curves = (
        [] if found is None else [GapCurve(name, row) for name, row in zip(result.names, found, strict=True)]
    )
    limit_name = f"best of a window of {params.window_size}"
    trained = (params.shortest_gap, params.longest_gap)
    known = Yardsticks(result.chance, result.window_limit, limit_name, trained)
    return Figure("accuracy", *words.accuracy_words(result), gap_accuracy(result.gaps, curves, known))


def _course(course: Course, end: int) -> Figure:
    drawn = gap_course(course.steps, course.gaps, course.names, course.accuracy, (course.shown_step, end))
    return Figure("course", *words.COURSE, drawn)


def _states(reading: Reading, sentence: tuple[str, ...]) -> list[Figure]:
    time = TimeAxis(0, len(sentence), sentence, title="word")
    drawn = []
    for slot, (name, is_cell) in STATES.items():
        values = (reading.cell if is_cell else reading.hidden)[name].T
        figure = state_heatmap(values, time, range(len(values)), "cell" if is_cell else "hidden")
        title, caption = words.state_words(name, is_cell)
        drawn.append(replace(figure, slot=slot, title=title, caption=caption))
    return drawn
