"""What the page of gates says: its presets, its question, its titles and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.topics.topic import Preset, Quiz
from app.topics.words.gating_numbers import name
from app.topics.words.quantities import count, joined

if TYPE_CHECKING:
    from app.topics.gating import Result

_KEEPING = {"source": "computed", "x": "0,0", "times": "100", "bias": "9.20527,4.96822,3.05488,0"}

PRESETS = (
    Preset("The slide", {}),
    Preset("Twice", {"times": "2"}),
    Preset("The slide’s gate from a sigmoid", {"source": "computed", "x": "0,0"}),
    Preset("x opens f₂ and closes f₄", {"source": "computed"}),
    Preset(
        "0.9, 0.99, 0.999, 0.9999", {"signal": "10,10,10,10", "gate": "0.9,0.99,0.999,0.9999", "times": "100"}
    ),
    Preset("99 %, half, 1 % after 100 steps", {"signal": "10,10,10,10", **_KEEPING}),
    Preset(
        "So open that it rounds to 1",
        {"source": "computed", "x": "0,0", "bias": "0,-10,20,40", "times": "1000"},
    ),
)

QUIZ = Quiz(
    "A gate is σ(b) at every step. Which b leaves half of a signal after 100 steps?",
    ("About 0.5", "About 5", "About 50"),
    1,
    "0.993 to the power 100 is a half, and σ(4.97) = 0.993. With b = 0.5 the half is gone in 1.5 steps; with b = 50 no "
    "one will see it go.",
    {"signal": "10,10,10,10", **_KEEPING},
)


def rows_words(result: Result) -> tuple[str, str]:
    """Title and caption of the gate at work."""
    drag = "Drag the ends of v" if result.preactivation is not None else "Drag the ends of v and f"
    return (
        "Before, gate, after",
        f"Row by row: what comes, how far its gate is open, and what passes; the outline is what came. {drag}.",
    )


def left_words(result: Result) -> tuple[str, str]:
    """Title and caption of what is left."""
    return (
        f"What is left after {count(result.params.times, 'step')}",
        "One factor a step is a straight line on this axis: its slope is log f.",
    )


def curve_words(result: Result) -> tuple[str, str]:
    """Title and caption of the sigmoid with the gates on it."""
    if result.preactivation is not None:
        return (
            "Where f comes from",
            "Each gate stands on σ at its z = Wx + b. Drag it along: that sets its b.",
        )
    beyond = [name(place) for place, gate in enumerate(result.gate.tolist()) if gate in (0, 1)]
    note = (
        f" No z gives {joined(beyond)}: 0 and 1 are where σ goes, and it never gets there." if beyond else ""
    )
    return "Which z would give f", f"Each gate stands on σ where it would come from.{note}"


def lifetimes_words(result: Result) -> tuple[str, str]:
    """Title and caption of the lifetimes."""
    drag = " Drag a gate along." if result.preactivation is not None else ""
    steps = count(result.params.times, "step")
    return (
        "How long a sigmoid gate keeps",
        f"Steps until 99 %, half and 1 % are left while z stays: each 2.3 more of z makes them ten times as many. The "
        f"rings are the z for {steps}.{drag}",
    )
