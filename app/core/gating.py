"""A gate multiplies a signal entry by entry: what passes once, what is left after n times, and how long it keeps.

Lecture 8. Gates are handled as ln f: a gate near 1 loses less a step than float64 can take from 1, and the n-th
power of one near 0 is no float at all. A gate of exactly 0 has ln f = -inf.

Source: Gers, Schmidhuber & Cummins 2000, the forget gate f = sigma(W x + b); half-lives follow from c_n = f^n c_0.
"""

import math

import numpy as np
from jaxtyping import Float


def log_gate(
    x: Float[np.ndarray, " input"],
    weight: Float[np.ndarray, "entry input"],
    bias: Float[np.ndarray, " entry"],
) -> tuple[Float[np.ndarray, " entry"], Float[np.ndarray, " entry"]]:
    """A gate that a layer computes, as its pre-activation and as its logarithm.

        z = W x + b,  ln f = ln sigma(z) = -ln(1 + exp(-z))

    Args:
        x: what the gate reads.
        weight: W, row = entry of the signal.
        bias: b, one an entry.

    Returns:
        z and ln f; f = exp(ln f) rounds to 1 from z = 38 on, ln f stays below 0.
    """
    z = weight @ x + bias
    return z, -np.logaddexp(0, -z)


def left(
    signal: Float[np.ndarray, " entry"], log_f: Float[np.ndarray, " entry"], times: int
) -> Float[np.ndarray, "time entry"]:
    """The signal after the gate was applied 0, 1, ..., `times` times; what is under 1e-308 or so rounds to 0.

    v_n = f^n v
    """
    return signal * np.exp(_powers(log_f, times))


def log10_left(
    signal: Float[np.ndarray, " entry"], log_f: Float[np.ndarray, " entry"], times: int
) -> Float[np.ndarray, "time entry"]:
    """The same as log10 of the absolute value, which no power underflows; -inf is exactly 0.

    log10 |v_n| = log10 |v| + n ln f / ln 10
    """
    with np.errstate(divide="ignore"):
        start = np.log10(np.abs(signal))
    return start + _powers(log_f, times) / math.log(10)


def _powers(log_f: Float[np.ndarray, " entry"], times: int) -> Float[np.ndarray, "time entry"]:
    """The powers' logarithms, n ln f for n = 0 ... times; of a closed gate 0 at n = 0, not 0 times -inf."""
    n = np.arange(times + 1.0)[:, None]
    is_closed = np.isneginf(log_f)
    powers = n * np.where(is_closed, -1.0, log_f)
    return np.where(is_closed & (n > 0), -np.inf, powers)


def lifetime(share: float, log_f: Float[np.ndarray, " gate"]) -> Float[np.ndarray, " gate"]:
    """How often a gate is applied until a share of the signal is left, as a real number.

        f^n = share  <=>  n = ln share / ln f

    Args:
        share: what is to be left, above 0 and below 1: 0.5 for the half-life.
        log_f: ln f, 0 or less.

    Returns:
        n; infinite where the gate is exactly 1, 0 where it is exactly 0.
    """
    with np.errstate(divide="ignore"):
        return math.log(share) / np.where(log_f == 0, -0.0, log_f) + 0.0


def keeping_bias(share: float, times: int) -> float:
    """The z at which a sigmoid gate leaves a share of the signal after so many times.

        sigma(z)^n = share  <=>  z = -ln(share^(-1/n) - 1)

    Args:
        share: what is to be left, above 0 and below 1.
        times: n, 1 or more.

    Returns:
        z; with W x = 0 this is the bias.
    """
    return -math.log(math.expm1(-math.log(share) / times))


def logit(gate: Float[np.ndarray, " gate"]) -> Float[np.ndarray, " gate"]:
    """The z that would give a gate, ln(f / (1 - f)): infinite for 0 and 1, which no z gives."""
    with np.errstate(divide="ignore"):
        return np.log(gate) - np.log1p(-gate)
