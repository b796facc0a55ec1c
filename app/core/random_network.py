"""A random tanh network whose recurrent matrix has the spectral radius that was asked for.

Lecture 3 and the pages that reuse its network. A draw and its scaling are one function each, so that a matrix
that cannot be scaled (all its eigenvalues are 0) is refused in words.
"""

import numpy as np
from jaxtyping import Float


def random_network(
    hidden_size: int, spectral_radius: float, seed: int
) -> tuple[Float[np.ndarray, "hidden hidden"], Float[np.ndarray, "hidden 1"]]:
    """Recurrent and input weights of a network with one input.

        W_r = r G / rho(G),  G and W_x with entries from N(0, 1)

    Args:
        hidden_size: number of units.
        spectral_radius: r, the largest |eigenvalue| that W_r is to have; 0 or more.
        seed: of `numpy.random.default_rng`, which draws G first and W_x after it.

    Returns:
        weight_hh (row = unit that receives) and weight_ih (a column, for one input).

    Raises:
        ValueError: the drawn G has no eigenvalue but 0.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal((hidden_size, hidden_size))
    weight_ih = rng.standard_normal((hidden_size, 1))
    return scaled_to_radius(drawn, spectral_radius), weight_ih


def spectral_radius(matrix: Float[np.ndarray, "hidden hidden"]) -> float:
    """Largest |eigenvalue|."""
    return float(np.abs(np.linalg.eigvals(matrix)).max())


def scaled_to_radius(
    matrix: Float[np.ndarray, "hidden hidden"], radius: float
) -> Float[np.ndarray, "hidden hidden"]:
    """The matrix times the number that gives it this spectral radius.

    Raises:
        ValueError: every eigenvalue of `matrix` is 0, so that no multiple of it has another radius.
    """
    own = spectral_radius(matrix)
    if own == 0:
        raise ValueError("every eigenvalue of the drawn matrix is 0 and stays 0; choose another seed")
    return matrix * (radius / own)
