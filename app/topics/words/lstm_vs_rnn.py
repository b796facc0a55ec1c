"""An RNN, a GRU and an LSTM side by side in words: the page's presets, its question, its titles and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import count

if TYPE_CHECKING:
    from app.topics.lstm_vs_rnn import Result

Networks = Literal["drawn", "read_later"]

NETWORKS = {"drawn": "drawn by seed", "read_later": "by hand: read later"}
GATES_READ = {
    "state": "h and x",
    "input": "x alone",
    "nothing": "x alone, and f, z nothing",
}
DRAW = "The draw"
_HAND = {"networks": "read_later"}

PRESETS = (
    Preset("Forget bias 1, ρ = 1", {}),
    Preset("Forget bias 0", {"forget_bias": "0"}),
    Preset("Forget bias 3", {"forget_bias": "3"}),
    Preset("torch’s own start", {"torch_init": "true"}),
    Preset("A lucky RNN: ρ = 1.5", {"spectral_radius": "1.5", "forget_bias": "3", "seed": "1"}),
    Preset("ρ = 2.5: the RNN explodes", {"spectral_radius": "2.5"}),
    Preset("Forget bias 6, 300 steps: it grows", {"forget_bias": "6", "steps": "300"}),
    Preset("No gate reads h: straight on only", {"gates_read": "input", "forget_bias": "3", "lag": "50"}),
    Preset("The forget bias alone", {"gates_read": "nothing", "forget_bias": "2"}),
    Preset("Read later: the footnote", _HAND),
    Preset("A mistake: C held still", {"cell_held": "true", "forget_bias": "3", "lag": "50"}),
)

QUIZ = Quiz(
    "An RNN, a GRU and an LSTM of 32 units start as torch starts them, and read the same noise. Which one hears an "
    "error from furthest back?",
    (
        "The LSTM, by far",
        "The GRU and the LSTM, both well before the RNN",
        "None: all three forget within 10 steps",
    ),
    2,
    "At torch’s own start the gates stand half open: f is about 0.5, and 0.5⁷ is under 1 %. A gate is no memory, a "
    "gate that stands open is: that is what the forget bias is for.",
    {"torch_init": "true"},
)

HORIZONS = (
    "Memory horizon",
    "The last steps that the error hears: further back than its bar a gradient stays under 1 % of its value at T.",
)
BACKWARDS = (
    "Backwards: |∂ε<sub>T</sub>/∂s<sub>t</sub>|, as a share of its value at T",
    "Read it from right to left; the dot is where a line falls under 1 % for good. s is h, or the LSTM’s cell C.",
)
FORWARDS = (
    "Forwards: what is left of a nudge of x<sub>1</sub>",
    "How far a change of the first input still moves each state: a straight slope is one factor a step.",
)
PATHS = (
    "What comes back to the cell: dC<sub>T</sub>/dC<sub>t</sub> in two parts",
    "∏ f comes straight on, through the forget gates alone; the rest, everything else, through some h. Click a step "
    "to take it apart.",
)
BIAS = (
    "One knob: the forget bias",
    "Each dot is a network of its own. Drag the bias. An open triangle is a horizon longer than the sequence, a cross "
    "a gradient that explodes.",
)


def sum_words(result: Result) -> tuple[str, str]:
    """Title and reading of the three matrices."""
    return (
        f"dC<sub>T</sub>/dC<sub>t</sub>, {count(result.lag, 'step')} back, is a sum of two matrices",
        "Orange is positive, blue negative, on one scale. The matrices add up, their norms do not.",
    )
