"""Where a repeated matrix ends: by its eigenvalues when it stays linear, by the run itself when it is squashed.

rho < 1 does not make h = tanh(W h) die (sigma_max < 1 does), and rho > 1 may end in a fixed point, a cycle, a closed
curve or chaos: nothing that the eigenvalues alone could tell.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.attractor import Attractor, attractor
from app.core.lyapunov import LongRun, long_run
from app.core.power_iteration import Run, angles_to
from app.core.spectrum import MAX_CONDITION, Spectrum

LinearEnd = Literal["zero", "settles", "flips", "aside", "turns", "eigenplane", "creeps", "several"]

EQUAL = 1e-6
"""Eigenvalues this close, relative to the largest, count as equal: `eig` splits a defective pair by 1e-8."""
_MEASURED_STEPS = 4_000
_ENOUGH_STEPS = 400


def linear_end(found: Spectrum, run: Run) -> LinearEnd:
    """What becomes of the direction of h = W h.

    zero: no direction is left. settles, flips: one real eigenvalue leads, positive or negative. aside: it leads, but
    the run has no part along its eigenvector. turns: a complex pair leads. eigenplane: the leading eigenvalues are
    one number with several eigenvectors. creeps: one number with too few eigenvectors (defective). several: different
    eigenvalues of one absolute value.
    """
    if run.zero_at is not None:
        return "zero"
    leaders = found.values[np.abs(found.values) >= (1 - EQUAL) * found.radius]
    if np.all(np.abs(leaders - leaders[0]) <= EQUAL * found.radius):
        if len(leaders) > 1:
            return "creeps" if found.cond_v > MAX_CONDITION else "eigenplane"
        if angles_to(found.vectors[:, 0].real, run.states[-1]) > 45:
            return "aside"
        return "settles" if leaders[0].real > 0 else "flips"
    return "turns" if len(leaders) == 2 and leaders[0].imag != 0 else "several"


@dataclass(frozen=True)
class SquashedEnd:
    """What a squashed run ends in, and, without a period, by how many nats a nudge grows in a step there."""

    attractor: Attractor
    exponent: float | None


def squashed_end(w: Float[np.ndarray, "hidden hidden"], run: Run) -> SquashedEnd:
    """What h = tanh(W h) ends in: rest, a fixed point, a cycle, a closed curve or chaos.

    Judged by the second half of the run; a short run is judged by what follows it. Where nothing repeats, 4,000
    steps more give the largest Lyapunov exponent.
    """
    own = run.states[len(run.states) // 2 :]
    if len(own) < _ENOUGH_STEPS:
        own = _further(w, run, _ENOUGH_STEPS).states[:, 0]
    found = attractor(own, 0.0)
    if found.kind == "fixed point" and _still_shrinks(run):
        return SquashedEnd(Attractor("fading", None), None)
    if found.kind != "closed curve":
        return SquashedEnd(found, None)
    exponent = float(_further(w, run, _MEASURED_STEPS).exponents[0])
    return SquashedEnd(attractor(own, exponent), exponent)


def _still_shrinks(run: Run) -> bool:
    """Whether h, too slow to be told from rest by its steps, has lost a quarter of its size since half the time."""
    return bool(run.log10_norms[-1] < run.log10_norms[len(run.states) // 2] + math.log10(0.75))


def _further(w: Float[np.ndarray, "hidden hidden"], run: Run, steps: int) -> LongRun:
    return long_run(w, run.states[-1:], np.zeros((steps, len(w))), 0, np.ones(1))


def kinds_of_draws(matrices: Float[np.ndarray, "draw hidden hidden"]) -> tuple[int, int, int]:
    """How many matrices settle (a positive eigenvalue leads), flip (a negative one), and turn (a complex pair)."""
    values = np.linalg.eigvals(matrices)
    leading = values[np.arange(len(values)), np.abs(values).argmax(axis=1)]
    is_real = leading.imag == 0
    settles = int((is_real & (leading.real > 0)).sum())
    return settles, int(is_real.sum()) - settles, int((~is_real).sum())
