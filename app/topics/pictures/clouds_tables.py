"""The numbers behind the pictures of the blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from app.figures.table import Table, matrix_table
from app.tasks.cloze import WORDS
from app.topics.pictures.clouds import STATES
from app.topics.words.clouds import label, state_words

if TYPE_CHECKING:
    from app.live.cloze_course import Course
    from app.topics.clouds import Result
    from app.tracing.cloze_reading import Reading


def tables(result: Result) -> Iterator[Table]:
    """One behind each figure that is there."""
    yield Table("sentence", "Word by word", _words(result))
    candidates = {"candidate": np.array(result.sentence.candidates)}
    yield Table("candidates", "Candidates", candidates | _rows(result, "p", result.candidate_probabilities))
    by_gap = {"gap": result.gaps, "best of a window": result.window_limit}
    yield Table("accuracy", "Accuracy by gap", by_gap | _rows(result, "accuracy", result.accuracy))
    if result.course is not None:
        yield Table("course", "Accuracy by update and gap", _course(result.course))
    if result.reading is not None:
        yield from _states(result.reading)


def _rows(result: Result, what: str, values: Any) -> dict[str, np.ndarray]:
    """A column a network."""
    if values is None:
        return {}
    return {f"{what}, {label(name)}": row for name, row in zip(result.names, values, strict=True)}


def _words(result: Result) -> dict[str, np.ndarray]:
    sentence = result.sentence
    read = np.array([WORDS[number] for number in sentence.numbers])
    columns = {"word": np.array(sentence.words), "read as": read}
    influence = _rows(result, "influence (nats)", result.influence)
    return columns | influence | _rows(result, "gradient", result.gradient)


def _course(course: Course) -> dict[str, np.ndarray]:
    columns = {
        "update": np.repeat(course.steps, len(course.gaps)),
        "gap": np.tile(course.gaps, len(course.steps)),
    }
    values = zip(course.names, course.accuracy, strict=True)
    return columns | {f"accuracy, {label(name)}": accuracy.ravel() for name, accuracy in values}


def _states(reading: Reading) -> Iterator[Table]:
    for slot, (name, is_cell) in STATES.items():
        values = (reading.cell if is_cell else reading.hidden)[name]
        yield matrix_table(slot, state_words(name, is_cell)[0], values, "word", "unit")
