"""What a squash alone takes from a gradient: the product of its slopes along a running network.

Lecture 13. Going back one step, the gradient of unit i is multiplied by foo'(z_i) and then mixed by W_r. Here the
first factor alone is followed, unit by unit; as powers of ten, since 200 slopes of a saturated unit are 1e-3000.
"""

import numpy as np
from jaxtyping import Float

from app.core.activations import ACTIVATIONS, Squash, log10_slope


def run_preactivations(
    weight_hh: Float[np.ndarray, "hidden hidden"],
    from_input: Float[np.ndarray, "time hidden"],
    squash: Squash,
) -> Float[np.ndarray, "time hidden"]:
    """Pre-activations of a running network that starts at h_0 = 0.

        z_t = W_r h_(t-1) + W_x x_t,  h_t = foo(z_t)

    Args:
        weight_hh: W_r, row = unit that receives.
        from_input: W_x x_t at each step.
        squash: foo.

    Returns:
        z, one row a step.
    """
    foo = ACTIVATIONS[squash].value
    z = np.empty_like(from_input)
    h = np.zeros(len(weight_hh))
    for t, x in enumerate(from_input):
        z[t] = weight_hh @ h + x
        h = foo(z[t])
    return z


def log10_slope_products(
    z: Float[np.ndarray, "time hidden"], squash: Squash
) -> Float[np.ndarray, "time hidden"]:
    """Each unit's product of slopes over the steps so far, log10 of foo'(z_1) foo'(z_2) ... foo'(z_t)."""
    return np.cumsum(log10_slope(z, squash), axis=0)
