"""Lines over the powers of a matrix: given as log10, drawn as sizes, measured ones solid and theory dashed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.log_lines import Line, LogLines, log_lines
from app.figures.strip import TimeAxis

LARGEST = 300.0
"""Sizes beyond 10^300 either way are left out: they are no float64, or nearly none."""


@dataclass(frozen=True, eq=False)
class PowerLine:
    """One line: what it shows, the term that it is lit with, and log10 of its sizes for n = 0, 1, ...

    Minus infinity is an exact 0. `dash` is for what theory says.
    """

    name: str
    term: str
    color: str
    log10_values: Float[np.ndarray, " power"]
    dash: str = "solid"

    @property
    def values(self) -> Float[np.ndarray, " power"]:
        """The sizes themselves, NaN where float64 has no number for them."""
        inside = np.abs(self.log10_values) < LARGEST
        known = np.power(10.0, np.where(inside, self.log10_values, 0.0))
        return np.where(inside, known, np.where(np.isneginf(self.log10_values), 0.0, np.nan))


def power_axis(last: int) -> TimeAxis:
    """The axis of the powers n = 0 up to the last one."""
    return TimeAxis(0, last + 1, title="power n")


def power_lines(lines: Sequence[PowerLine], reference: float | None = None) -> LogLines:
    """The lines on a log axis over n, each with its term and dash; the note says what could not be drawn."""
    plain = [Line(line.name, line.name, line.name, line.color, line.values) for line in lines]
    drawn = log_lines(plain, np.arange(len(lines[0].log10_values)), "n = %{x}", reference)
    by_name = {line.name: line for line in lines}
    traces = [_dressed(trace, by_name[trace["name"].removesuffix(": exactly 0")]) for trace in drawn.traces]
    stops = any(np.isnan(line.values[-1]) for line in plain)
    note = "Sizes beyond 10<sup>±300</sup> are left out." if stops else ""
    return LogLines(traces, drawn.axis, drawn.annotations, drawn.shapes, note)


def _dressed(trace: dict[str, Any], line: PowerLine) -> dict[str, Any]:
    theory = {} if line.dash == "solid" else {"mode": "lines"}
    return trace | {"meta": {"term": line.term}, "line": trace["line"] | {"dash": line.dash}} | theory
