"""Memory horizon: from how many steps back on the gradient stays under one percent of its last value.

With g_t the size of the gradient by the state at step t = 1 ... T, lag tau = T - t and r(tau) = g_{T-tau} /
g_T, the horizon is the smallest tau >= 1 such that r is under one percent at every lag from tau to T - 1.
"The first time under one percent" would not do: gradients dip and come back.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

THRESHOLD = 0.01
EXPLODES_FROM = 100.0

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
Verdict = Literal["explodes", "vanishes", "carries", "undefined"]


@dataclass(frozen=True)
class Horizon:
    """How far back the gradient reaches.

    `steps` is the horizon; where the sequence ends before it, `steps` is None and `at_least` the sequence's
    length. `first_dip` is the first lag under one percent, `ratio` is g_1 / g_T. All but `seq_len` are None
    where the verdict is "undefined", and `reason` says why.
    """

    seq_len: int
    steps: int | None
    at_least: int | None
    first_dip: int | None
    ratio: float | None
    verdict: Verdict
    reason: str | None = None

    @property
    def has_dip(self) -> bool:
        """Whether the gradient is under one percent somewhere and over it further back."""
        return self.first_dip is not None and self.first_dip != self.steps

    @property
    def sentence(self) -> str:
        """The verdict in plain words."""
        if self.ratio is None:
            return f"No memory horizon: {self.reason}."
        text = {"explodes": self._explodes, "carries": self._carries}.get(self.verdict, self._vanishes)()
        if not self.has_dip:
            return text
        end = "." if self.steps is None else f", and is under it for good from {_steps(self.steps)} back."
        return f"{text} It dips under 1 % after {_steps(self.first_dip)}, comes back{end}"

    def _explodes(self) -> str:
        return f"Explodes: the gradient of the first step is {_times(self.ratio)} that of the last."

    def _carries(self) -> str:
        return (
            f"Carries: the memory horizon is longer than this sequence (at least {_steps(self.at_least)});"
            f" the first step reaches the loss with {_share(self.ratio)} of the weight of the last."
        )

    def _vanishes(self) -> str:
        reach = "does not reach the loss: its gradient is 0, or too small for the numbers it is computed in"
        if self.ratio != 0:
            reach = f"reaches the loss with {_share(self.ratio)} of the weight of the last"
        return (
            f"Vanishes: from {_steps(self.steps)} back on the gradient stays under 1 % of its last value;"
            f" the first step {reach}."
        )


def memory_horizon(gradient_norms: Float[np.ndarray, " time"], *, is_one_step: bool = True) -> Horizon:
    """Horizon of one sequence.

    Args:
        gradient_norms: |dL/ds_t| in the direction's own time order, s being h, or c for the headline of an
            LSTM.
        is_one_step: whether L is of the last step alone; a sum over steps has no last value to compare with.

    Returns:
        The horizon, or why there is none: a sum over steps, a last value of 0, or one that is not finite.
    """
    g = np.asarray(gradient_norms, dtype=np.float64)
    reason = _why_not(g, is_one_step)
    if reason is not None:
        return Horizon(len(g), None, None, None, None, "undefined", reason)
    with np.errstate(over="ignore"):
        r = g[::-1] / g[-1]  # by lag
    under = np.flatnonzero(r < THRESHOLD)
    first_dip = int(under[0]) if len(under) else None
    steps = int(np.flatnonzero(r >= THRESHOLD)[-1]) + 1
    ratio = float(r[-1])
    if steps == len(g):
        verdict: Verdict = "explodes" if ratio > EXPLODES_FROM else "carries"
        return Horizon(len(g), None, len(g), first_dip, ratio, verdict)
    return Horizon(len(g), steps, None, first_dip, ratio, "vanishes")


def _why_not(g: Float[np.ndarray, " time"], is_one_step: bool) -> str | None:
    """The reason why there is no horizon, if there is one."""
    if not is_one_step:
        return "the loss is a sum over steps, with no last step to compare with; choose last or a unit"
    finite = np.isfinite(g)
    if not finite.all():
        return f"the gradient is not a finite number at {_steps(len(g) - int(finite.sum()))} of {len(g)}"
    if g[-1] == 0:
        return "the error does not depend on the last state"
    return None


def _steps(count: int | None) -> str:
    """A count of steps in words."""
    return "1 step" if count == 1 else f"{count:,} steps"


def _times(ratio: float | None) -> str:
    """A factor over 100, readable at any size."""
    if ratio is None or not np.isfinite(ratio):
        return "more than 1e308 times"
    return f"{ratio:,.0f} times" if ratio < 1e6 else f"{_power(ratio)} times"


def _share(ratio: float | None) -> str:
    """A ratio in percent, to two digits and never rounded to 0."""
    percent = 100 * (ratio or 0)
    if percent >= 99.5:
        return f"{percent:,.0f} %"
    return f"{percent:.2g} %" if percent >= 0.0001 else f"{_power(percent)} %"


def _power(number: float) -> str:
    """A very large or small number as people write it: 5.3·10⁻⁵."""
    mantissa, exponent = f"{number:.1e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_SUPERSCRIPT)}"
