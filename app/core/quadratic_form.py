r"""A number made of x twice, x^T M x, and its derivative: one term for each place where x stands.

    u = M x,  q = x^T u
    dq/dx = dq/dx|_u + dq/du du/dx = u^T + x^T M = x^T M^T + x^T M

A derivative of a number by a column is a row, as on the slide. Lecture part 5.
Source: Goodfellow, Bengio & Courville 2016, section 6.5, pages 205-207.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

FLAT = 1e-12
"""An eigenvalue this small beside the largest one is 0: the form is level along its direction."""


@dataclass(frozen=True, eq=False)
class Gradient:
    """The derivative of x^T M x, as the sum of its two paths.

    `left` holds M x fixed and moves the x that stands on the left, `right` moves the x inside of M x.
    """

    left: Float[np.ndarray, " size"]
    right: Float[np.ndarray, " size"]

    @property
    def total(self) -> Float[np.ndarray, " size"]:
        """Both paths together, x^T M^T + x^T M."""
        return self.left + self.right


def quadratic_form(matrix: Float[np.ndarray, "size size"], x: Float[np.ndarray, " size"]) -> float:
    """The number q = x^T M x."""
    return float(x @ matrix @ x)


def gradient(matrix: Float[np.ndarray, "size size"], x: Float[np.ndarray, " size"]) -> Gradient:
    """Derivative of x^T M x by x, path by path.

        dq/dx = x^T M^T + x^T M

    Args:
        matrix: M; it need not be symmetric.
        x: where the derivative is taken.

    Returns:
        The two terms; for a symmetric M they are equal and the sum is 2 x^T M.
    """
    # dq/dx|_u = u^T = x^T M^T,  dq/du du/dx = x^T M
    return Gradient(left=matrix @ x, right=x @ matrix)


def central_differences(
    matrix: Float[np.ndarray, "size size"], x: Float[np.ndarray, " size"], nudge: float = 1e-6
) -> Float[np.ndarray, " size"]:
    """The same derivative by trying: each entry of x moved a little up and a little down.

        (q(x + nudge e_i) - q(x - nudge e_i)) / (2 nudge)

    For a quadratic form only rounding separates it from the derivative.
    """
    nudges = nudge * np.eye(len(x))
    return np.array(
        [
            (quadratic_form(matrix, x + step) - quadratic_form(matrix, x - step)) / (2 * nudge)
            for step in nudges
        ]
    )


def curvatures(matrix: Float[np.ndarray, "size size"]) -> Float[np.ndarray, " size"]:
    """Eigenvalues of the symmetric half (M + M^T) / 2, the only part the form feels, by rising value."""
    return np.linalg.eigvalsh((matrix + matrix.T) / 2)


def shape_of(matrix: Float[np.ndarray, "size size"]) -> str:
    """What the form looks like: bowl, dome, saddle, trough, ridge or flat.

    By the signs of the curvatures: all positive, all negative, both, and with zeros among them.
    """
    values = curvatures(matrix)
    level = FLAT * float(np.abs(matrix).max())
    up, down = bool((values > level).any()), bool((values < -level).any())
    has_level = bool((np.abs(values) <= level).any())
    if up and down:
        return "saddle"
    if up:
        return "trough" if has_level else "bowl"
    if down:
        return "ridge" if has_level else "dome"
    return "flat"
