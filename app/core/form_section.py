r"""A quadratic form seen on a plane or along a line, so that it can be drawn whatever its size.

Along a line the two places of x can be moved one at a time: each move alone is a straight line, whose slope is one term
of the gradient, and both together are the parabola whose slope is the sum. Lecture part 5.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.core.quadratic_form import gradient, quadratic_form


@dataclass(frozen=True, eq=False)
class Section:
    """A plane, on which the form is a paraboloid of two coordinates s.

        q(origin + s @ directions) = constant + slope @ s + s^T curvature s / 2

    `directions` are orthonormal rows.
    """

    origin: Float[np.ndarray, " size"]
    directions: Float[np.ndarray, "2 size"]
    constant: float
    slope: Float[np.ndarray, "2"]
    curvature: Float[np.ndarray, "2 2"]

    def heights(
        self, first: Float[np.ndarray, "..."], second: Float[np.ndarray, "..."]
    ) -> Float[np.ndarray, "..."]:
        """The form at the coordinates (first, second) of the plane."""
        (a, b), (_, d) = self.curvature
        bowl = (a * first**2 + 2 * b * first * second + d * second**2) / 2
        return self.constant + self.slope[0] * first + self.slope[1] * second + bowl


@dataclass(frozen=True, eq=False)
class Moves:
    """The number at distances s along a direction d from x, with one place of x moved or both.

    left = (x + s d)^T M x,  right = x^T M (x + s d),  both = (x + s d)^T M (x + s d)
    """

    direction: Float[np.ndarray, " size"]
    distances: Float[np.ndarray, " distance"]
    left: Float[np.ndarray, " distance"]
    right: Float[np.ndarray, " distance"]
    both: Float[np.ndarray, " distance"]


def moves(
    matrix: Float[np.ndarray, "size size"],
    x: Float[np.ndarray, " size"],
    distances: Float[np.ndarray, " distance"],
) -> Moves:
    """One place of x moved along the gradient, or both; where the terms cancel, along the left one."""
    terms = gradient(matrix, x)
    direction = next((term for term in (terms.total, terms.left) if term.any()), np.eye(len(x))[0])
    direction = direction / np.linalg.norm(direction)
    moved = x + distances[:, None] * direction
    return Moves(
        direction, distances, moved @ matrix @ x, moved @ matrix.T @ x, np.sum(moved @ matrix * moved, axis=1)
    )


def plane_of_the_terms(matrix: Float[np.ndarray, "size size"], x: Float[np.ndarray, " size"]) -> Section:
    """The plane in which both terms of the gradient lie: the plane itself for size 2, else one through x.

    Where the terms are parallel (or 0) the plane is completed by the steepest curved direction left.
    """
    symmetric = (matrix + matrix.T) / 2
    if len(x) == 2:
        return Section(np.zeros(2), np.eye(2), 0.0, np.zeros(2), 2 * symmetric)
    terms = gradient(matrix, x)
    values, vectors = np.linalg.eigh(symmetric)
    curved = vectors.T[np.argsort(-np.abs(values), kind="stable")]
    directions = _orthonormal(np.concatenate([[terms.total, terms.right - terms.left], curved]))
    curvature = 2 * directions @ symmetric @ directions.T
    return Section(x, directions, quadratic_form(matrix, x), directions @ terms.total, curvature)


def _orthonormal(candidates: Float[np.ndarray, "candidate size"]) -> Float[np.ndarray, "2 size"]:
    """The first two directions among the candidates that are not one another's multiples (Gram & Schmidt)."""
    found: list[Float[np.ndarray, " size"]] = []
    for candidate in candidates:
        size = float(np.linalg.norm(candidate))
        rest = candidate - sum((candidate @ other) * other for other in found)
        rest = rest - sum((rest @ other) * other for other in found)
        if len(found) < 2 and size > 0 and np.linalg.norm(rest) > 1e-9 * size:
            found.append(rest / np.linalg.norm(rest))
    return np.stack(found)
