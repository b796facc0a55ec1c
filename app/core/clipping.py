"""Clipping a gradient that is too large, by its norm or entry by entry, just as torch does it.

By norm the direction stays and only the length is cut; by value every entry is cut on its own, which may turn the
gradient. Neither makes a small gradient larger. The lecture's footnote.

Source: Pascanu, Mikolov & Bengio 2013, section 3.2, for the norm; torch.nn.utils.clip_grad_norm_, clip_grad_value_.
"""

import math

import numpy as np
from jaxtyping import Float

EPSILON = 1e-6
"""What torch adds to the norm before it divides: a clipped norm is that little below the limit."""


def norm_factor(gradient: Float[np.ndarray, " entry"], max_norm: float) -> float:
    """What clipping by norm multiplies the gradient by: 1 where it is short enough.

    min(1, max_norm / (|g| + 1e-6))
    """
    return min(1.0, max_norm / (math.hypot(*gradient.tolist()) + EPSILON))


def clip_by_norm(gradient: Float[np.ndarray, " entry"], max_norm: float) -> Float[np.ndarray, " entry"]:
    """The gradient, shortened to `max_norm` where it is longer; its direction stays.

        g min(1, max_norm / (|g| + 1e-6))

    Args:
        gradient: g, finite.
        max_norm: the longest that may be left, above 0.
    """
    return gradient * norm_factor(gradient, max_norm)


def clip_by_value(gradient: Float[np.ndarray, " entry"], clip_value: float) -> Float[np.ndarray, " entry"]:
    """The gradient with each entry cut to [-clip_value, clip_value]; it may turn towards a diagonal.

    Its length is at most clip_value times the square root of the number of entries.
    """
    return np.minimum(np.maximum(gradient, -clip_value), clip_value)


def turn_degrees(before: Float[np.ndarray, " entry"], after: Float[np.ndarray, " entry"]) -> float | None:
    """Angle between two vectors in degrees, None where one of them is 0.

        2 atan2(|a - b|, |a + b|) of the vectors at length 1

    Unlike arccos of their product, it keeps its digits near 0 and 180 degrees.

    Source: Kahan 2006, How futile are mindless assessments of roundoff, section 12.
    """
    if not (before.any() and after.any()):
        return None
    a, b = (vector / math.hypot(*vector.tolist()) for vector in (before, after))
    return math.degrees(2 * math.atan2(math.hypot(*(a - b).tolist()), math.hypot(*(a + b).tolist())))
