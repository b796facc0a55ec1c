"""Small figures of a blank at a sentence's end."""

import numpy as np

from app.figures.candidate_bars import Guesses, candidate_bars
from app.figures.gap_accuracy import GapCurve, Yardsticks, gap_accuracy
from app.figures.gap_course import gap_course
from app.figures.palette import LIGHT
from app.figures.view import Figure
from app.figures.word_shades import Shades, Span, word_shades

WORDS = ("Clouds", "<b>", "the")
SPANS = [Span(0, "gap g = 2", "gap", LIGHT.accent), Span(-2, "window of 5 words", "window", LIGHT.ink)]
SHADES = Shades(
    ("window", "lstm"), np.array([[0, 0.5, -1.5], [3, 0, 0]]), np.array([[0, 0, 0.1], [1e-3, 1e-5, 1e-4]])
)
GAPS = np.array([1, 3, 6])
LIMIT = np.array([1, 1, 0.5])
CURVES = [GapCurve("rnn", np.array([1, 0.9, 0.51])), GapCurve("lstm", np.array([1, 1, 0.5]))]
KNOWN = Yardsticks(0.5, LIMIT, "best of a window", (2, 9))
STEPS = np.array([0, 50, 60])
COURSE = np.linspace(0, 1, 18).reshape(2, 3, 3)
PROBABILITIES = np.array([0.7, 0.2])


def shaded(shades: Shades | None = SHADES) -> Figure:
    drawn = word_shades(WORDS, "___", SPANS, shades)
    return Figure("sentence", "A sentence", "How to read it.", drawn)


def bars(right: str | None = "sky") -> Figure:
    guesses = [Guesses("window", PROBABILITIES[::-1]), Guesses("gru", PROBABILITIES)]
    return Figure(
        "candidates", "Candidates", "How to read it.", candidate_bars(("sky", "sea"), right, guesses, 0.5)
    )


def accuracy(known: Yardsticks = KNOWN) -> Figure:
    return Figure("accuracy", "Accuracy", "How to read it.", gap_accuracy(GAPS, CURVES, known))


def course() -> Figure:
    drawn = gap_course(STEPS, GAPS, ("rnn", "lstm"), COURSE, (50, 60))
    return Figure("course", "Course", "How to read it.", drawn)


def blanks() -> list[Figure]:
    return [shaded(), shaded(None), bars(), accuracy(), course()]
