"""The squashing functions of the lecture's cells, safe at both ends.

The logistic function is written so that no exponential overflows: in float64 it is 1 from z = 38 on and 0
below z = -746, and on the way there it keeps its relative precision (down to 1e-308).
"""

import numpy as np
from jaxtyping import Float


def sigmoid(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """Logistic function 1 / (1 + exp(-z)), entry by entry."""
    return np.exp(-np.logaddexp(0, -z))


def relu(z: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """The larger of z and 0, entry by entry."""
    return np.maximum(z, 0)
