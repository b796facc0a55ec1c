"""Which zeros are zeros, and which are only too small for a float.

A product of many factors below 1 ends at 0 in floating point though it is not 0. An exact 0 comes at once, out of a
number of ordinary size; one that was rounded to 0 was tiny before.
"""

import numpy as np
from jaxtyping import Float

TINY = 1e-290
"""Sizes below it have lost digits already, or will on the next multiplication."""
_ORDINARY = 1e-200


def known_sizes(sizes: Float[np.ndarray, " step"]) -> Float[np.ndarray, " step"]:
    """The sizes with NaN where they are too small for a float; exact zeros stay 0.

    Args:
        sizes: of something that is multiplied from step to step, in that order.
    """
    if sizes.min(initial=1.0) >= TINY:
        return sizes
    known = sizes.copy()
    for step in np.flatnonzero(sizes < TINY).tolist():
        is_exact = step == 0 or known[step - 1] == 0 or sizes[step - 1] >= _ORDINARY
        known[step] = 0.0 if sizes[step] == 0 and is_exact else np.nan
    return known
