"""A matrix's eigenvalues and eigenvectors by falling size, and how far the eigenvectors are to be trusted."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Complex, Float

MAX_CONDITION = 1e7
"""Eigenvectors nearer to dependent than this are of no use: a defective matrix's come out at 1e8 and above."""


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Eigenvalues and eigenvectors (columns, of length 1) by falling absolute value, and what they say.

    `cond_v` is the condition number of V, infinite where V cannot be inverted at all.
    """

    values: Complex[np.ndarray, " hidden"]
    vectors: Complex[np.ndarray, "hidden hidden"]
    sigma_max: float
    cond_v: float

    @property
    def radius(self) -> float:
        """The spectral radius, max |lambda|."""
        return float(np.abs(self.values[0]))

    @property
    def ratio(self) -> float:
        """|lambda_2 / lambda_1|: by how much all but the first fade with each step."""
        return float(np.abs(self.values[1]) / self.radius) if self.radius > 0 else math.nan


def spectrum(w: Float[np.ndarray, "hidden hidden"]) -> Spectrum:
    """Eigenvalues, eigenvectors, sigma_max and cond(V) of a matrix of two units or more."""
    values, vectors = np.linalg.eig(w)
    order = np.argsort(-np.abs(values), kind="stable")
    cond = float(np.linalg.cond(vectors))
    return Spectrum(
        values[order].astype(complex),
        vectors[:, order].astype(complex),
        float(np.linalg.norm(w, 2)),
        cond if math.isfinite(cond) else math.inf,
    )
