r"""Backpropagation through time, path by path: the lecture's sum of products, each of its terms kept apart.

The network has one input and one output number a step, as small as the slides allow:

    h_t = tanh(W_x x_t + W_r h_{t-1} + b_h),  o_t = W_o h_t,  eps_t = (o_t - y)^2 / 2

Arrays over time hold the steps 1 ... T at the indices 0 ... T - 1; only the states begin with h_0. A gradient
with respect to a state is a row, and a Jacobian stands as [out, in], so a step back in time is `row @ jacobian`.

Source: Werbos 1990; the sum over k is eq. 4 of Pascanu, Mikolov & Bengio 2013, where ∂⁺ marks the immediate
derivative. Their state is the pre-activation, so the two factors of a step's Jacobian stand the other way round.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True, eq=False)
class Network:
    """Weights of a tanh network that reads one number a step and answers with one: W_r, W_x, b_h, W_o."""

    weight_hh: Float[np.ndarray, "hidden hidden"]
    weight_ih: Float[np.ndarray, " hidden"]
    bias: Float[np.ndarray, " hidden"]
    weight_ho: Float[np.ndarray, " hidden"]


def unrolled_states(
    network: Network, x: Float[np.ndarray, " time"], h0: Float[np.ndarray, " hidden"]
) -> Float[np.ndarray, "steps hidden"]:
    """All states of a run, h_0 first: one more than there are inputs."""
    h = [h0]
    for x_t in x:
        # h_t = tanh(W_x x_t + W_r h_{t-1} + b_h)
        h.append(np.tanh(network.weight_ih * x_t + network.weight_hh @ h[-1] + network.bias))
    return np.stack(h)


def local_gradients(
    network: Network, h: Float[np.ndarray, "steps hidden"], target: float
) -> Float[np.ndarray, "time hidden"]:
    """Derivative of each step's error by its own state.

        d eps_t / d h_t = (d eps_t / d o_t) (d o_t / d h_t) = (o_t - y) W_o

    Args:
        network: the weights; only W_o is read.
        h: the states of `unrolled_states`.
        target: y, the answer that is wanted at every step.

    Returns:
        One row a step, from step 1 on.
    """
    return (h[1:] @ network.weight_ho - target)[:, None] * network.weight_ho


def slopes(h: Float[np.ndarray, "steps hidden"]) -> Float[np.ndarray, "time hidden"]:
    """Slope of tanh, 1 - h_t^2, at the pre-activation of each unit, from step 1 on."""
    return (1 - h[1:]) * (1 + h[1:])  # keeps its digits where h is nearly 1 and h^2 has lost them


def step_jacobians(
    h: Float[np.ndarray, "steps hidden"], weight_hh: Float[np.ndarray, "hidden hidden"]
) -> Float[np.ndarray, "time hidden hidden"]:
    """Jacobian of each state by the one before it.

        J_t = d h_t / d h_{t-1} = diag(1 - h_t^2) W_r

    Args:
        h: the states of `unrolled_states`.
        weight_hh: W_r, row = unit that receives.

    Returns:
        J[t - 1, i, j] = d h_t[i] / d h_{t-1}[j] for t = 1 ... T.
    """
    return slopes(h)[:, :, None] * weight_hh


def credit_rows(
    local: Float[np.ndarray, "time hidden"], jacobians: Float[np.ndarray, "time hidden hidden"]
) -> Float[np.ndarray, "time time hidden"]:
    """Derivative of the error of step t by the state of step k, for all pairs.

        d eps_t / d h_k = (d eps_t / d h_t) J_t J_{t-1} ... J_{k+1}

    One sweep from the last step to the first carries the rows of all errors at once. With W_r in the place of
    every J it is the slide's "ignoring the activation functions".

    Args:
        local: d eps_t / d h_t, as `local_gradients` gives it.
        jacobians: J_1 ... J_T; the first is not needed.

    Returns:
        The rows [t, k]; 0 where k comes after t, for a state cannot reach an earlier error.
    """
    seq_len, hidden_size = local.shape
    rows = np.zeros((seq_len, seq_len, hidden_size))
    for k in reversed(range(seq_len)):
        rows[k, k] = local[k]
        if k + 1 < seq_len:
            # d eps_t / d h_k = (d eps_t / d h_{k+1}) J_{k+1} for every t > k
            rows[k + 1 :, k] = rows[k + 1 :, k + 1] @ jacobians[k + 1]
    return rows


def last_error_rows(
    network: Network, h: Float[np.ndarray, "steps hidden"], target: float
) -> Float[np.ndarray, "time hidden"]:
    """Derivative of the last error alone by every state: the last of `credit_rows`, without the others."""
    rows = [local_gradients(network, h, target)[-1]]
    for jacobian in step_jacobians(h, network.weight_hh)[:0:-1]:
        rows.append(rows[-1] @ jacobian)
    return np.stack(rows[::-1])


def gradient_terms(
    gradients: Float[np.ndarray, "time hidden"], h: Float[np.ndarray, "steps hidden"]
) -> Float[np.ndarray, "time hidden hidden"]:
    """The slide's terms: what the use of W_r at each step k adds to d eps / d W_r.

        term_k = (d eps / d h_k) (d⁺h_k / d W_r) = [(d eps / d h_k) diag(1 - h_k^2)]ᵀ h_{k-1}ᵀ

    d⁺ is the immediate derivative, h_{k-1} held fixed: with the whole one, paths would be counted twice. The term
    of step 1 holds h_0 as a factor and is exactly 0 where h_0 is 0.

    Args:
        gradients: d eps / d h_k at the steps 1 ... T.
        h: the states of `unrolled_states`.

    Returns:
        One matrix a step, in the shape of W_r; their sum is the gradient.
    """
    return (gradients * slopes(h))[:, :, None] * h[:-1, None, :]


def shares(terms: Float[np.ndarray, "time hidden hidden"]) -> Float[np.ndarray, " time"] | None:
    """Part of the gradient that each term makes, in its direction; they add up to 1, and can be negative.

        share_k = <term_k, g> / <g, g>,  g the sum of the terms

    Returns:
        One number a step; None where the terms add up to 0 and there is nothing to share.
    """
    scale = np.abs(terms).max()
    if scale == 0:
        return None
    scaled = terms / scale  # neither square overflows nor underflows
    total = scaled.sum(axis=0)
    squared = float((total**2).sum())
    return None if squared == 0 else (scaled * total).sum(axis=(1, 2)) / squared


def sizes(rows: Float[np.ndarray, "*batch hidden"]) -> Float[np.ndarray, "*batch"]:
    """2-norm over the last axis, right for the smallest and largest numbers too: their squares are not formed."""
    largest = np.abs(rows).max(axis=-1)
    return largest * np.linalg.norm(rows / np.where(largest == 0, 1, largest)[..., None], axis=-1)


def credit_bounds(
    h: Float[np.ndarray, "steps hidden"], weight_hh: Float[np.ndarray, "hidden hidden"]
) -> Float[np.ndarray, "time time"]:
    """Most that the way from h_k to h_t can magnify a gradient.

        |d eps_t / d h_k| <= (sigma_max max tanh')^(t-k) |d eps_t / d h_t|

    The largest tanh' is over all units and over the steps k+1 ... t. The spectral radius in the place of
    sigma_max gives no bound: a W_r whose eigenvectors are not at right angles exceeds it.

    Args:
        h: the states of `unrolled_states`.
        weight_hh: W_r.

    Returns:
        Factors [t, k], 1 on the diagonal and 0 above it; infinite where they pass the largest number.

    Source: Pascanu, Mikolov & Bengio 2013, section 2.1, for the largest tanh' that there can be, 1.
    """
    steepest = slopes(h).max(axis=1)
    seq_len = len(steepest)
    largest = np.zeros((seq_len, seq_len))  # [t, k]: over the steps k+1 ... t
    for t in range(1, seq_len):
        largest[t, :t] = np.maximum.accumulate(steepest[t:0:-1])[::-1]
    lags = np.subtract.outer(np.arange(seq_len), np.arange(seq_len))
    with np.errstate(over="ignore"):
        factors = (np.linalg.norm(weight_hh, 2) * largest) ** np.maximum(lags, 0)
    return np.tril(factors)
