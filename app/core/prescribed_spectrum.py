r"""A real 4x4 matrix with the eigenvalues one asks for, as far from normal as one asks for.

    W = S B S^-1,  S = Q (I + s N)

Q is a fixed orthogonal matrix and N has ones above its diagonal: at s = 0 W is as normal as B is, and the larger s,
the closer its eigenvectors lie together. B holds the eigenvalues block by block: a real number alone, a pair
a ± bi as a turn and stretch [a, -b; b, a], a chain as its numbers on the diagonal with ones above. Where a
chain holds one number m times, W has a Jordan block of size m: it is defective by construction, which no numerical
test could tell. Lecture part 7.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from jaxtyping import Complex, Float

Structure = Literal["four_real", "one_pair", "two_pairs", "chain_of_2", "chain_of_4"]

SIZE = 4


@dataclass(frozen=True, eq=False)
class Block:
    """One block of B with its eigenvalues; `vectors` is None where it has too few of them.

    `jordan` pairs each different eigenvalue with the size of its Jordan block.
    """

    matrix: Float[np.ndarray, "size size"]
    eigenvalues: Complex[np.ndarray, " size"]
    vectors: Complex[np.ndarray, "size size"] | None
    jordan: tuple[tuple[complex, int], ...]


@dataclass(frozen=True, eq=False)
class Prescribed:
    """A matrix W = S B S^-1 and what its making tells of it; `basis` is S, `core` is B.

    `vectors` has unit columns in the order of `eigenvalues`, and is None where W is defective.
    """

    matrix: Float[np.ndarray, "size size"]
    basis: Float[np.ndarray, "size size"]
    core: Float[np.ndarray, "size size"]
    eigenvalues: Complex[np.ndarray, " size"]
    vectors: Complex[np.ndarray, "size size"] | None
    jordan: tuple[tuple[complex, int], ...]


def prescribed(structure: Structure, numbers: Float[np.ndarray, "4"], shear: float) -> Prescribed:
    """The matrix W = S B S^-1 for four numbers.

    Args:
        structure: how the numbers are read. A pair takes two of them, a ± bi, and stands first; a chain takes its
            two or four from the front; each number left is a real eigenvalue.
        numbers: four of them, the degrees of freedom of a real 4x4 matrix's spectrum.
        shear: s, from 0 (V is orthogonal, chains aside) upwards.
    """
    blocks = blocks_of(structure, numbers)
    basis = shear_basis(shear)
    core = np.zeros((SIZE, SIZE))
    vectors = np.zeros((SIZE, SIZE), complex)
    start = 0
    for block in blocks:
        place = slice(start, start + len(block.matrix))
        core[place, place] = block.matrix
        vectors[place, place] = np.nan if block.vectors is None else block.vectors
        start = place.stop
    # W = S B S^-1, as the solution of W S = S B
    matrix = np.linalg.solve(basis.T, (basis @ core).T).T
    has_all = all(block.vectors is not None for block in blocks)
    return Prescribed(
        matrix,
        basis,
        core,
        np.concatenate([block.eigenvalues for block in blocks]),
        _unit_columns(basis @ vectors) if has_all else None,
        tuple(pair for block in blocks for pair in block.jordan),
    )


def shear_basis(shear: float) -> Float[np.ndarray, "4 4"]:
    """S = Q (I + s N): Q orthogonal and always the same, N with ones above its diagonal."""
    q, r = np.linalg.qr(np.random.default_rng(0).standard_normal((SIZE, SIZE)))
    q = q * np.sign(np.diag(r))
    return q @ (np.eye(SIZE) + shear * np.triu(np.ones((SIZE, SIZE)), 1))


def blocks_of(structure: Structure, numbers: Float[np.ndarray, "4"]) -> list[Block]:
    """The blocks of B, in order."""
    a, b, c, d = numbers.tolist()
    if structure == "two_pairs":
        return [_pair(a, b), _pair(c, d)]
    if structure == "chain_of_4":
        return [_chain([a, b, c, d])]
    heads = {
        "four_real": [_chain([a]), _chain([b])],
        "one_pair": [_pair(a, b)],
        "chain_of_2": [_chain([a, b])],
    }
    return [*heads[structure], _chain([c]), _chain([d])]


def _pair(a: float, b: float) -> Block:
    """[a, -b; b, a]: its eigenvalues are a ± bi, its eigenvectors (1, ∓i) whatever a and b are."""
    eigenvalues = np.array([complex(a, b), complex(a, -b)])
    vectors = np.array([[1, 1], [-1j, 1j]]) / np.sqrt(2)
    return Block(
        np.array([[a, -b], [b, a]]), eigenvalues, vectors, ((eigenvalues[0], 1), (eigenvalues[1], 1))
    )


def _chain(numbers: list[float]) -> Block:
    """The numbers on the diagonal, ones above it: each different number has one eigenvector alone."""
    matrix = np.diag(numbers) + np.diag(np.ones(len(numbers) - 1), 1)
    jordan = tuple((complex(number), numbers.count(number)) for number in dict.fromkeys(numbers))
    vectors = _chain_vectors(numbers) if len(jordan) == len(numbers) else None
    return Block(matrix, np.array(numbers, complex), vectors, jordan)


def _chain_vectors(numbers: list[float]) -> Complex[np.ndarray, "size size"]:
    """Eigenvectors of a chain of different numbers, from its rows (b_k - λ) v_k + v_(k+1) = 0 upwards."""
    columns = []
    for last, value in enumerate(numbers):
        upwards = [1.0]
        for number in numbers[last - 1 :: -1] if last else []:
            upwards.append(upwards[-1] / (value - number))
        columns.append(upwards[::-1] + [0.0] * (len(numbers) - 1 - last))
    return _unit_columns(np.array(columns, complex).T)


def _unit_columns(vectors: Complex[np.ndarray, "size size"]) -> Complex[np.ndarray, "size size"]:
    largest = np.abs(vectors).max(axis=0)
    scaled = vectors / largest  # so that no square overflows
    return scaled / np.linalg.norm(scaled, axis=0)
