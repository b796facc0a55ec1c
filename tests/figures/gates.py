"""Small figures of gates."""

import numpy as np

from app.figures.fading import Fading, fading
from app.figures.gate_lifetimes import GateMark, Level, ShareLine, gate_lifetimes
from app.figures.gate_rows import RowWords, gate_rows
from app.figures.strip import TimeAxis
from app.figures.view import Figure


def gates() -> list[Figure]:
    """One of each."""
    signal, gate, z = np.array([2.0, -4.0]), np.array([0.5, 1.0]), np.linspace(-4, 12, 5)
    for array in (signal, gate, z):
        array.setflags(write=False)
    words = RowWords(("v1", "v2"), ("2", "−4"), ("0.5", "1"), ("1", "−4"))
    lines = [
        Fading("v1", "entry1", np.array([0.0, -8.0, -16.0])),
        Fading("v2", "entry2", np.full(3, -np.inf)),
    ]
    shares = [ShareLine("1 % left", "least", z / 2 + 1, 2.0), ShareLine("half left", "half", z / 2, 4.0)]
    figures = {
        "rows": gate_rows(signal, gate, words),
        "left": fading(lines, TimeAxis(0, 3), "size"),
        "lifetimes": gate_lifetimes(z, shares, [GateMark("f1", "entry1", 1.0, 0.5)], Level("100 steps", 2.0)),
    }
    return [Figure(slot, slot, "How to read it.", figure) for slot, figure in figures.items()]
