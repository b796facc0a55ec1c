"""LSTMs of one unit whose weights are set by hand, so that each gate's job can be read off its row.

Lecture 9, and the footnote of lecture 10 ("read later"). Nothing is trained: a gate is opened or closed by a weight
of 20 against a bias of 10, which gives sigma(10) = 0.99995 and sigma(-10) = 0.00005. The hidden state feeds nothing
back (weight_hh = 0), so that every course has a closed form.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights

ConstructedName = Literal[
    "latch", "counter", "counter_in_h", "brackets", "latch_with_reset", "ramp_with_reset", "read_later"
]

RESET_AT = 101
"""Step at which the demonstration of the latch with reset sets it back."""
RAMP_RESET_AT = 60
RAMP_VALUE = 0.05
READ_AT = (60, 100)
"""Steps at which the demonstration of reading later opens the output gate."""
BRACKETS = "((()())(()))"
"""What the demonstration of the bracket counter reads, over and over."""
_PULSES_A_STEP = 0.4


@dataclass(frozen=True)
class ConstructedLSTM:
    """An LSTM of one unit: what its inputs are called, and its weights, rows i, f, g, o."""

    inputs: tuple[str, ...]
    weights: CellWeights


def _constructed(inputs: str, weight_ih: list[list[float | int]], bias: list[float | int]) -> ConstructedLSTM:
    arrays = np.array(weight_ih, float), np.zeros((4, 1)), np.array(bias, float), np.zeros(4)
    for array in arrays:
        array.setflags(write=False)
    return ConstructedLSTM(tuple(inputs.split()), CellWeights(*arrays))


CONSTRUCTED: Mapping[ConstructedName, ConstructedLSTM] = MappingProxyType(
    {
        # One scalar cannot write both bits: a sigmoid of it opens on one side only. Hence a value, and when to write.
        "latch": _constructed("value write", [[0, 20], [0, -20], [5, 0], [0, 0]], [-10, 10, 0, 10]),
        "counter": _constructed("pulse", [[20], [0], [10], [0]], [-10, 20, 0, 10]),
        # Each pulse adds 0.01, so that tanh C is still far from its end after a hundred of them.
        "counter_in_h": _constructed("pulse", [[20], [0], [math.atanh(0.01)], [0]], [-10, 20, 0, 10]),
        "brackets": _constructed("open close", [[20, 20], [0, 0], [10, -10], [0, 0]], [-10, 20, 0, 10]),
        "latch_with_reset": _constructed("set reset", [[20, 0], [0, -20], [5, 0], [0, 0]], [-10, 10, 0, 10]),
        "ramp_with_reset": _constructed("value reset", [[0, 0], [0, -20], [1, 0], [0, 0]], [10, 10, 0, 10]),
        # The candidate's weight is 1, not 5: 1 - tanh(5)^2 = 0.0002 would hide the gradient.
        "read_later": _constructed(
            "value write read", [[0, 20, 0], [0, -20, 0], [1, 0, 0], [0, 0, 20]], [-10, 10, 0, -10]
        ),
    }
)
"""Every construction by its name; the same weights in `torch.nn.LSTM` do the same."""


def demonstration(name: ConstructedName, steps: int, seed: int = 0) -> Float[np.ndarray, "time input"]:
    """What a construction is shown at work with.

    latch: 1 is written at step 1; from step 2 on the value is -1 and is not written. counter, counter_in_h: pulses
    with probability 0.4 a step. brackets: `((()())(()))` over and over. latch_with_reset: set at step 1, reset at step
    101. ramp_with_reset: 0.05 at every step, reset at step 60. read_later: 1 is written at step 1, and read at the
    steps 60 and 100. A longer demonstration begins with the shorter one.

    Args:
        name: of the construction.
        steps: how many.
        seed: of `numpy.random.default_rng`, which draws the pulses.
    """
    t = np.arange(1, steps + 1)
    first = (t == 1).astype(float)
    if name == "latch":
        signals = [np.where(t == 1, 1.0, -1.0), first]
    elif name in ("counter", "counter_in_h"):
        signals = [(np.random.default_rng(seed).random(steps) < _PULSES_A_STEP).astype(float)]
    elif name == "brackets":
        read = np.resize(list(BRACKETS), steps)
        signals = [(read == bracket).astype(float) for bracket in "()"]
    elif name == "latch_with_reset":
        signals = [first, (t == RESET_AT).astype(float)]
    elif name == "ramp_with_reset":
        signals = [np.full(steps, RAMP_VALUE), (t == RAMP_RESET_AT).astype(float)]
    else:
        signals = [first, first, np.isin(t, READ_AT).astype(float)]
    return np.stack(signals, axis=1)
