"""The squashing functions of the lecture's cells, safe at both ends.

The logistic function is written so that no exponential overflows: float64 rounds it to 1 from z = 37 on and
to 0 below z = -745, and on the way there it keeps its relative precision.
"""

import numpy as np
from jaxtyping import Float


def sigmoid(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Logistic function 1 / (1 + exp(-z)), entry by entry."""
    return np.exp(-np.logaddexp(0, -z))


def relu(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The larger of z and 0, entry by entry."""
    return np.maximum(z, 0)
