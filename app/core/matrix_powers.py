r"""What applying one matrix n times comes to: W^n, its size, and its taking apart into modes.

    W^n = V Λ^n V^-1

Sizes are spectral norms and are kept as log10, since they leave the range of float64 within 200 steps. W^n itself
is kept beside a power of 2, which costs no rounding. Lecture part 7; |W^n| between ρ^n and cond(V) ρ^n: Trefethen &
Embree 2005, where the bulge of a non-normal matrix is called transient growth.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Complex, Float, Int

from app.core.spectrum import MAX_CONDITION, spectrum


@dataclass(frozen=True, eq=False)
class Powers:
    """W^0, W^1, ..., each as `mantissas[n]` times 2^`exponents[n]`, the largest entry between 1/2 and 1."""

    mantissas: Float[np.ndarray, "power size size"]
    exponents: Int[np.ndarray, " power"]

    def __getitem__(self, n: int) -> Float[np.ndarray, "size size"]:
        """W^n; an entry that float64 cannot hold is 0 or infinite."""
        return np.ldexp(self.mantissas[n], int(self.exponents[n]))

    @property
    def log10_norms(self) -> Float[np.ndarray, " power"]:
        """log10 |W^n|, minus infinity where W^n is exactly 0."""
        return _log10(np.linalg.norm(self.mantissas, 2, axis=(1, 2))) + self.exponents * math.log10(2)


@dataclass(frozen=True, eq=False)
class Modes:
    """W = V Λ V^-1: eigenvalues, unit eigenvectors as columns, and how near to dependent those are."""

    eigenvalues: Complex[np.ndarray, " size"]
    vectors: Complex[np.ndarray, "size size"]
    inverse: Complex[np.ndarray, "size size"]
    condition: float


def powers(matrix: Float[np.ndarray, "size size"], last: int) -> Powers:
    """W^0 up to W^last, one product after the other."""
    mantissas, exponents = [np.eye(len(matrix))], [0]
    for _ in range(last):
        # W^(n+1) = W W^n
        product = matrix @ mantissas[-1]
        exponent = math.frexp(float(np.abs(product).max()))[1]
        mantissas.append(np.ldexp(product, -exponent))
        exponents.append(exponents[-1] + exponent)
    return Powers(np.stack(mantissas), np.array(exponents))


def modes_of(
    eigenvalues: Complex[np.ndarray, " size"], vectors: Complex[np.ndarray, "size size"]
) -> Modes | None:
    """The taking apart by known eigenvectors; None where they are too near to dependent to be used."""
    condition = float(np.linalg.cond(vectors))
    if not condition <= MAX_CONDITION:
        return None
    return Modes(eigenvalues, vectors, np.linalg.inv(vectors), condition)


def eigenmodes(matrix: Float[np.ndarray, "size size"]) -> Modes | None:
    """The taking apart of any matrix, by falling |λ|; None where it has no usable V (cond(V) > 1e7)."""
    found = spectrum(matrix)
    return modes_of(found.values, found.vectors)


def rebuilding_errors(known: Powers, modes: Modes) -> Float[np.ndarray, " power"]:
    """How far V Λ^n V^-1 is from W^n, as a share of |W^n|, for every n.

        |V Λ^n V^-1 - W^n| / |W^n|

    Both are divided by ρ^n first, so that neither overflows.
    """
    radius = float(np.abs(modes.eigenvalues).max())
    if radius == 0:  # W is diagonalizable and has no eigenvalue but 0: it is 0
        return np.zeros(len(known.exponents))
    n = np.arange(len(known.exponents))
    middles = (modes.eigenvalues / radius) ** n[:, None]
    # V Λ^n V^-1
    rebuilt = (modes.vectors * middles[:, None, :]) @ modes.inverse
    scales = np.exp2(known.exponents - n * math.log2(radius))
    exact = known.mantissas * scales[:, None, None]
    missed = np.linalg.norm(rebuilt - exact, 2, axis=(1, 2))
    return missed / np.linalg.norm(exact, 2, axis=(1, 2))


def log10_geometric(rate: float, last: int) -> Float[np.ndarray, " power"]:
    """log10 of rate^n for n = 0 up to last; minus infinity where it is exactly 0."""
    n = np.arange(last + 1)
    if rate == 0:
        return np.where(n == 0, 0.0, -np.inf)
    return n * math.log10(rate)


def log10_block_growth(modulus: float, size: int, last: int) -> Float[np.ndarray, " power"]:
    """log10 of the largest-growing entry of a Jordan block's powers, for n = 0 up to last.

        C(n, m-1) |λ|^(n-m+1)

    It stands in the block's corner, is 0 up to n = m-2, and is n |λ|^(n-1) for m = 2.

    Args:
        modulus: |λ| of the block.
        size: m, its number of rows.
        last: the largest power.
    """
    growth = np.full(last + 1, -np.inf)
    grown = np.array([math.log10(math.comb(n, size - 1)) for n in range(size - 1, last + 1)])
    growth[size - 1 :] = grown + log10_geometric(modulus, last)[: len(grown)]
    return growth


def _log10(values: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    return np.log10(values, where=values > 0, out=np.full_like(values, -np.inf))
