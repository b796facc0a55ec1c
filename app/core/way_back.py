"""The whole way back of one run: its gradient in terms, exact and with the activations ignored, and theory beside it.

Lecture 6. The simplified way keeps the states of the tanh network and puts W_r in the place of every step's Jacobian,
as the slide does; its terms then add up to no network's gradient.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.core.bptt import (
    Network,
    credit_bounds,
    credit_rows,
    gradient_terms,
    local_gradients,
    sizes,
    slopes,
    step_jacobians,
)
from app.core.random_network import spectral_radius

Loss = Literal["last", "every"]
_TOUCHING = 1 + 1e-9  # a pair on the bound itself is not over it


@dataclass(frozen=True, eq=False)
class Way:
    """What comes back from the errors that count.

    `rows` are d eps_t / d h_k for all pairs, `gradients` d eps / d h_k, `terms` the matrices that add up to
    d eps / d W_r.
    """

    rows: Float[np.ndarray, "time time hidden"]
    gradients: Float[np.ndarray, "time hidden"]
    terms: Float[np.ndarray, "time hidden hidden"]

    @property
    def gradient_norms(self) -> Float[np.ndarray, " time"]:
        """|d eps / d h_k|."""
        return sizes(self.gradients)

    @property
    def term_sizes(self) -> Float[np.ndarray, " time"]:
        """Frobenius norm of each term."""
        return sizes(self.terms.reshape(len(self.terms), -1))

    @property
    def gradient(self) -> Float[np.ndarray, "hidden hidden"]:
        """Sum of the terms, d eps / d W_r."""
        return self.terms.sum(axis=0)

    @property
    def credit(self) -> Float[np.ndarray, "time time"]:
        """|d eps_t / d h_k|, rows t, columns k; 0 where k comes after t."""
        return sizes(self.rows)


def exact_way(network: Network, h: Float[np.ndarray, "steps hidden"], target: float, loss: Loss) -> Way:
    """The gradient as it is: every step back is diag(1 - h_t^2) W_r.

    Args:
        network: the weights.
        h: the states of `unrolled_states`.
        target: the answer that is wanted.
        loss: whether the error of the last step counts, or the sum over all steps.
    """
    return _way(network, h, target, loss, step_jacobians(h, network.weight_hh))


def simplified_way(network: Network, h: Float[np.ndarray, "steps hidden"], target: float, loss: Loss) -> Way:
    """The slide's picture, "ignoring the activation functions": every step back is W_r, on the same states."""
    steps = np.broadcast_to(network.weight_hh, (len(h) - 1, *network.weight_hh.shape))
    return _way(network, h, target, loss, steps)


def _way(
    network: Network,
    h: Float[np.ndarray, "steps hidden"],
    target: float,
    loss: Loss,
    steps: Float[np.ndarray, "time hidden hidden"],
) -> Way:
    rows = credit_rows(local_gradients(network, h, target), steps)
    gradients = rows[-1] if loss == "last" else rows.sum(axis=0)
    return Way(rows, gradients, gradient_terms(gradients, h))


@dataclass(frozen=True, eq=False)
class Theory:
    """What is known ahead of the relative credit |d eps_t / d h_k| / |d eps_t / d h_t|, and how it compares.

    `bound` and `rate` are by lag t - k from 0 on: (sigma_max max tanh')^lag over the whole run, and rho^lag. The
    counts are of pairs with k < t: those over their own bound, those over the rate, and how far over it at most.
    """

    relative: Float[np.ndarray, "time time"]
    bound: Float[np.ndarray, " lag"]
    rate: Float[np.ndarray, " lag"]
    pairs: int
    pairs_over_bound: int
    pairs_over_rate: int
    most_over_rate: float


def credit_theory(
    credit: Float[np.ndarray, "time time"],
    h: Float[np.ndarray, "steps hidden"],
    weight_hh: Float[np.ndarray, "hidden hidden"],
) -> Theory:
    """The credit of all pairs against the bound, which holds, and the rate, which is none.

    Args:
        credit: |d eps_t / d h_k|.
        h: the states of `unrolled_states`.
        weight_hh: W_r.
    """
    lags = np.arange(len(credit))
    own = np.diag(credit)[:, None]
    has_error = own > 0
    relative = np.where(has_error, credit / np.where(has_error, own, 1), np.nan)
    steepest = float(slopes(h).max()) * float(np.linalg.norm(weight_hh, 2))
    rho = spectral_radius(weight_hh)
    with np.errstate(over="ignore"):
        bound, rate = steepest**lags, rho**lags
    earlier = np.tri(len(credit), k=-1, dtype=bool) & has_error
    rate_of_pair = rate[np.maximum(np.subtract.outer(lags, lags), 0)]
    over_rate = earlier & (relative > rate_of_pair * _TOUCHING)
    ratios = relative[over_rate & (rate_of_pair > 0)] / rate_of_pair[over_rate & (rate_of_pair > 0)]
    return Theory(
        relative=relative,
        bound=bound,
        rate=rate,
        pairs=int(earlier.sum()),
        pairs_over_bound=int((earlier & (relative > credit_bounds(h, weight_hh) * _TOUCHING)).sum()),
        pairs_over_rate=int(over_rate.sum()),
        most_over_rate=float(ratios.max(initial=1.0)),
    )


def relative_distance(
    value: Float[np.ndarray, "hidden hidden"], truth: Float[np.ndarray, "hidden hidden"]
) -> float | None:
    """Frobenius norm of the difference over that of the truth; None where the truth is 0."""
    distance, size = sizes(np.stack([(value - truth).ravel(), truth.ravel()])).tolist()
    return quotient(distance, size)


def quotient(above: float, below: float) -> float | None:
    """One number over another, None where that is nothing that a float can hold."""
    found = above / below if below > 0 else math.inf
    return found if math.isfinite(found) else None
