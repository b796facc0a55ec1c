"""The numbers of one step of an LSTM cell, as the drawing in the page shows them, equation by equation.

The drawing itself stands in templates/_partials/_cell_diagram.html: its lines never change. What changes is which part
is live, what has been computed so far, each number, and how far each gate is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

EQUATIONS = ("f", "g", "i", "c", "o", "h")
"""The six equations of a step in the lecture's order, by their letter; g is the candidate."""
PARTS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "read": (1, 2, 3, 5),
        "c-before": (4,),
        "f": (1,),
        "g": (2,),
        "i": (3,),
        "keep": (4,),
        "write": (4,),
        "c": (4,),
        "o": (5,),
        "squashed": (6,),
        "show": (6,),
        "h": (6,),
    }
)
"""The equations that use or make each part of the drawing, counted from 1."""
_GIVEN = ("read", "c-before")
"""Known before the first equation."""
FULL_PX = 68
"""Height of a gate that is fully open, in units of the drawing."""


@dataclass(frozen=True)
class CellDiagram:
    """One step of one unit.

    Args:
        step: the time step, from 1; `last` is the sequence's last.
        stage: the equation that is computed last, 1 to 6.
        values: every number that can stand in the drawing, by part, written out.
        gates: the four gates' activations by letter, 0 to 1, the candidate g from -1 to 1.
        held: letter of the gate that is held at this step, or empty.
        words: what the stage's equation says, in a sentence.
        places: the parameters of the states that the buttons lead to: a step back, a step forward, the same with no
            gate held (free), and each equation of this step.
    """

    step: int
    last: int
    stage: int
    values: Mapping[str, str]
    gates: Mapping[str, float]
    held: str
    words: str
    places: Mapping[str, Mapping[str, Any] | None]

    def plain(self) -> dict[str, Any]:
        """All of it as plain data for the template and the page's script."""
        states = {part: _state(part, stages, self.stage) for part, stages in PARTS.items()}
        return {
            "step": self.step,
            "last": self.last,
            "stage": self.stage,
            "label": f"An LSTM cell: time step {self.step:,}, equation {self.stage} of {len(EQUATIONS)}",
            "words": self.words,
            "held": self.held,
            "states": states,
            "texts": {
                part: text if states.get(part) != "later" else "" for part, text in self.values.items()
            },
            "bars": {
                letter: _bar(letter, value if states[letter] != "later" else 0.0)
                for letter, value in self.gates.items()
            },
            "places": {name: None if place is None else dict(place) for name, place in self.places.items()},
        }


def _state(part: str, stages: tuple[int, ...], stage: int) -> str:
    """Whether the part is live, was computed before, or comes later."""
    if stage in stages:
        return "live"
    return "done" if part in _GIVEN or stages[0] < stage else "later"


def _bar(letter: str, value: float) -> dict[str, float]:
    """A gate fills its box from the bottom up; the candidate, which may be negative, from the middle."""
    reach = FULL_PX / 2 if letter == "g" else FULL_PX
    return {"y": round(reach * (1 - max(value, 0.0)), 2), "height": round(reach * abs(value), 2)}
