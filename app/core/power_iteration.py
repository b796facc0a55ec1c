"""Going forwards: what is left of a state when one matrix is applied again and again.

The lecture's loop is h = W h; h /= |h|, ten thousand times. It settles on the eigenvector whose eigenvalue is the
largest in absolute value, if that one is real and alone; the note "*squash" beside it is another map altogether.

Source: lecture, "Going forwards"; Golub & Van Loan 2013, Matrix Computations, section 7.3.1 (power method).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.spectrum import MAX_CONDITION, Spectrum

Keep = Literal["scale", "squash", "nothing"]

Measure = Callable[[Float[np.ndarray, "time hidden"]], Float[np.ndarray, " time"]]
"""A number for each of many states, such as an angle."""

NO_DIRECTION = 1e-13
"""|W h| under this share of sigma_max |h| is rounding: its direction is noise."""


@dataclass(frozen=True, eq=False)
class Run:
    """The states of one run.

    `states[t]` is h after t steps; with keep="nothing" it is the direction alone, which can't overflow.
    `log10_norms[t]` is log10 |h_t|, for keep="scale" of the h that was never scaled. `period` is the distance after
    which the floats repeat exactly, from `repeats_from` on, None where they do not; `zero_at` the step at which h
    became 0, after which the states are 0.
    """

    states: Float[np.ndarray, "time hidden"]
    log10_norms: Float[np.ndarray, " time"]
    repeats_from: int | None
    period: int | None
    zero_at: int | None

    def of_each(self, measure: Measure) -> Float[np.ndarray, " time"]:
        """A measure of every state, computed once for states that repeat."""
        if self.repeats_from is None or self.period is None:
            return measure(self.states)
        own = measure(self.states[: self.repeats_from + self.period])
        later = np.arange(len(own), len(self.states)) - self.repeats_from
        return np.concatenate([own, own[self.repeats_from + later % self.period]])


def power_iteration(
    w: Float[np.ndarray, "hidden hidden"], h0: Float[np.ndarray, " hidden"], steps: int, keep: Keep
) -> Run:
    """States of h = W h, kept in size by scaling, by tanh, or not at all.

        scale:   h_t = W h_{t-1} / |W h_{t-1}|
        squash:  h_t = tanh(W h_{t-1})
        nothing: h_t = W h_{t-1}

    Where the floats repeat exactly, the rest of the run is known and is copied, not computed.

    Args:
        w: the matrix, row = unit that receives.
        h0: the state before the first step.
        steps: how often the map is applied.
        keep: what keeps the state in size.

    Returns:
        `steps` + 1 states, the first one h0 (its direction where nothing keeps it in size).
    """
    states = np.zeros((steps + 1, len(h0)))
    logs = np.full(steps + 1, -np.inf)
    smallest = 0.0 if keep == "squash" else NO_DIRECTION * float(np.linalg.norm(w, 2))
    size = math.hypot(*h0.tolist())
    if size == 0:
        return Run(states, logs, None, None, 0)
    states[0] = h0 if keep != "nothing" else h0 / size
    logs[0] = math.log10(size)
    before = 1.0 if keep == "nothing" else size
    seen: dict[bytes, int] = {}
    for t in range(1, steps + 1):
        h = states[t]
        np.dot(w, states[t - 1], out=h)
        size = math.hypot(*h.tolist())  # unlike a dot product, it does not underflow at 1e-162
        if size <= smallest * before or size == 0:
            h[:] = 0.0
            return Run(states, logs, None, None, t)
        if keep == "squash":
            np.tanh(h, out=h)
            before = math.hypot(*h.tolist())
            logs[t] = math.log10(before)
        else:
            h /= size
            logs[t] = logs[t - 1] + math.log10(size / before)
            before = 1.0
        first = seen.setdefault(h.tobytes(), t)
        if first < t:
            _copy_cycle(states, logs, first, t)
            return Run(states, logs, first, t - first, None)
    return Run(states, logs, None, None, None)


def _copy_cycle(
    states: Float[np.ndarray, "time hidden"], logs: Float[np.ndarray, " time"], first: int, now: int
) -> None:
    """Fill what follows `now` with the cycle from `first`; the logs go on growing by what they grew in it."""
    period = now - first
    later = np.arange(now + 1, len(states))
    turns, within = np.divmod(later - first, period)
    states[later] = states[first + within]
    logs[later] = logs[first + within] + turns * (logs[now] - logs[first])


def fan_of_states(
    w: Float[np.ndarray, "hidden hidden"], starts: Float[np.ndarray, "start hidden"], steps: int, keep: Keep
) -> Float[np.ndarray, "time start hidden"]:
    """Many starts side by side, the starts first; with keep="nothing" the directions alone, as with "scale"."""
    states = np.zeros((steps + 1, *starts.shape))
    states[0] = starts
    for t in range(1, steps + 1):
        states[t] = states[t - 1] @ w.T
        if keep == "squash":
            np.tanh(states[t], out=states[t])
        else:
            norms = np.linalg.norm(states[t], axis=1, keepdims=True)
            states[t] /= np.where(norms > 0, norms, 1.0)
    return states


def angles_to(
    direction: Float[np.ndarray, " hidden"], states: Float[np.ndarray, "*time hidden"]
) -> Float[np.ndarray, "*time"]:
    """Angle between each state's line and a unit vector's, in degrees from 0 to 90; NaN where the state is 0.

    By atan2(|h - (h.v) v|, |h.v|): the arc cosine knows no angle under 1e-6 degrees.
    """
    states = _near_1(states)
    along = states @ direction
    across = np.linalg.norm(states - along[..., None] * direction, axis=-1)
    angles = np.degrees(np.arctan2(across, np.abs(along)))
    return np.where((across == 0) & (along == 0), np.nan, angles)


def predicted_angles(
    found: Spectrum, h0: Float[np.ndarray, " hidden"], steps: int
) -> Float[np.ndarray, " time"] | None:
    """The angle law of power iteration, in degrees for the steps 0 to `steps`.

        tan(angle_t) -> |c_2 / c_1| sin(v_1, v_2) |lambda_2 / lambda_1|^t,  c = V^-1 h0

    Its slope alone would miss by the factor in front for ever. None where the two leading eigenvalues are not real
    and apart, where V can't be inverted, or where h0 has no part along v_1.
    """
    leading = found.values[:2]
    if np.any(leading.imag != 0) or not found.ratio <= 1 - 1e-9 or found.cond_v > MAX_CONDITION:
        return None
    c = np.linalg.solve(found.vectors, h0.astype(complex))
    if abs(c[0]) <= 1e-15 * np.abs(c).max() or abs(c[1]) == 0:
        return None
    v_1, v_2 = found.vectors[:, 0].real, found.vectors[:, 1].real
    sine = math.sin(math.radians(float(angles_to(v_1, v_2))))
    log10_tangent = np.log10(abs(c[1] / c[0]) * sine) + np.arange(steps + 1) * _log10(found.ratio)
    return np.degrees(np.arctan(10.0 ** np.maximum(log10_tangent, -300.0)))


def _log10(value: float) -> float:
    return math.log10(value) if value > 0 else -300.0


def turns(states: Float[np.ndarray, "time hidden"]) -> Float[np.ndarray, " step"]:
    """Angle between each state and the one before it, in degrees from 0 to 180; NaN beside a state of 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = _near_1(states)
        unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    before, after = unit[:-1], unit[1:]
    chord, other = np.linalg.norm(after - before, axis=1), np.linalg.norm(after + before, axis=1)
    return np.degrees(2 * np.arctan2(chord, other))


def _near_1(states: Float[np.ndarray, "*time hidden"]) -> Float[np.ndarray, "*time hidden"]:
    """Each state over a power of 2 near its largest entry: the squares of 1e-170 would be 0."""
    return np.ldexp(states, -np.frexp(np.abs(states).max(axis=-1, keepdims=True))[1])


def first_step_under(values: Float[np.ndarray, " time"], limit: float) -> int | None:
    """The first step from which on every value is under the limit; None where the last one is not."""
    under = values < limit
    if not len(under) or not under[-1]:
        return None
    over = np.flatnonzero(~under)
    return int(over[-1]) + 1 if len(over) else 0
