"""What becomes of a signal that the same matrix multiplies n times?

Slides "RNN gradients": W^n = V Λ^n V^-1, so that each eigenvalue acts on its own: above 1 its part explodes, below 1
it vanishes. The page makes a matrix out of eigenvalues that can be dragged, and shows what the slide leaves out: |λ|,
not λ; growth before the end where V is far from orthogonal; and matrices that have no V.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from jaxtyping import Complex, Float

from app.core.matrix_powers import (
    Modes,
    eigenmodes,
    log10_block_growth,
    log10_geometric,
    modes_of,
    powers,
    rebuilding_errors,
)
from app.core.prescribed_spectrum import Prescribed, Structure, prescribed
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures.matrix_powers import REACH, draw
from app.topics.sources import DEEP_LEARNING, TRAINING_RNNS, part
from app.topics.topic import Source, Topic
from app.topics.words import matrix_powers as words

_LARGEST = 308
_STRUCTURES = {
    "four_real": "four real",
    "one_pair": "a pair, two real",
    "two_pairs": "two pairs",
    "chain_of_2": "chain of 2",
    "chain_of_4": "chain of 4",
    "own": "my own W",
}
_MADE = "structure=one_pair|four_real|two_pairs|chain_of_2|chain_of_4"

Choice = Literal[Structure, "own"]
"""A structure of the eigenvalues, in the words of `prescribed`, or a matrix of one's own."""


class Params(TopicParams):
    """The page's controls."""

    structure: Choice = fields.choice(
        "one_pair", "Eigenvalues", "a chain with one number several times over is defective", _STRUCTURES
    )
    eigenvalues: Annotated[np.ndarray, Numbers(4, 4, limit=REACH)] = fields.numbers(
        "0.7277,0.6106,0.8,0.5",
        "λ",
        "four numbers from -1.4 to 1.4; a pair a ± bi is a, b and stands first",
        when=_MADE,
    )
    shear: float = fields.number(
        2, 0, 5, "s", "how far V is from orthogonal; at 0 it is orthogonal", step=0.1, when=_MADE
    )
    matrix: Annotated[np.ndarray, Numbers(2, 4, ndim=2, limit=5)] = fields.numbers(
        "-1.15011703,-0.45383375;-3.68550987,2.13596934",
        "W",
        "2 to 4 rows, numbers from -5 to 5",
        when="structure=own",
    )
    n: int = fields.number(50, 1, 200, "n", "how often W is applied")


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page; sizes are spectral norms, as log10 for the powers 0 up to n, null where exactly 0.

    `eigenvectors` are unit columns in the order of `eigenvalues`; they, their inverse, `cond_v` and the
    `rebuilding_error` are null where there is no usable V. A defective matrix has W = S B S^-1 instead: `basis` is S,
    `block_power` is B^n, `block_size` the size m of its Jordan block, `log10_block` its course C(n, m-1) |λ|^(n-m+1).
    `peak` is the power at which |W^n| is largest, `bulge` the largest |W^n| / ρ^n.
    """

    params: Params
    status: str
    matrix: Float[np.ndarray, "size size"]
    eigenvalues: Complex[np.ndarray, " size"]
    spectral_radius: float
    sigma_max: float
    eigenvectors: Complex[np.ndarray, "size size"] | None
    eigenvectors_inverse: Complex[np.ndarray, "size size"] | None
    cond_v: float | None
    eigenvalue_powers: Complex[np.ndarray, " size"]
    power: Float[np.ndarray, "size size"]
    log10_norm: Float[np.ndarray, " power"]
    log10_radius: Float[np.ndarray, " power"]
    log10_sigma: Float[np.ndarray, " power"]
    log10_modes: Float[np.ndarray, "size power"]
    rebuilding_error: Float[np.ndarray, " power"] | None
    peak: int
    bulge: float | None
    zero_from: int | None
    basis: Float[np.ndarray, "size size"] | None
    block_power: Float[np.ndarray, "size size"] | None
    block_size: int
    block_eigenvalue: complex | None
    log10_block: Float[np.ndarray, " power"] | None


def compute(params: Params) -> Result:
    """Multiply, take apart, and hold one against the other."""
    made = _made(params)
    matrix = params.matrix if made is None else made.matrix
    known = powers(matrix, params.n)
    modes, eigenvalues = _modes(matrix, made)
    radius, sigma = float(np.abs(eigenvalues).max()), float(np.linalg.norm(matrix, 2))
    norms, rate = known.log10_norms, log10_geometric(radius, params.n)
    zero = np.isneginf(norms)
    block = _block(made)
    is_defective = made is not None and block[1] > 1
    return Result(
        params=params,
        status=words.status(params.n, norms),
        matrix=matrix,
        eigenvalues=eigenvalues,
        spectral_radius=radius,
        sigma_max=sigma,
        eigenvectors=None if modes is None else modes.vectors,
        eigenvectors_inverse=None if modes is None else modes.inverse,
        cond_v=None if modes is None else modes.condition,
        eigenvalue_powers=eigenvalues**params.n,
        power=known[params.n],
        log10_norm=norms,
        log10_radius=rate,
        log10_sigma=log10_geometric(sigma, params.n),
        log10_modes=np.stack([log10_geometric(abs(value), params.n) for value in eigenvalues.tolist()]),
        rebuilding_error=None if modes is None else rebuilding_errors(known, modes),
        peak=int(norms.argmax()),
        bulge=_bulge(norms, rate),
        zero_from=int(zero.argmax()) if zero.any() else None,
        basis=made.basis if made is not None and is_defective else None,
        block_power=powers(made.core, params.n)[params.n] if made is not None and is_defective else None,
        block_size=block[1],
        block_eigenvalue=block[0] if is_defective else None,
        log10_block=log10_block_growth(abs(block[0]), block[1], params.n) if is_defective else None,
    )


def _bulge(norms: Float[np.ndarray, " power"], rate: Float[np.ndarray, " power"]) -> float | None:
    """The largest |W^n| / ρ^n; None where ρ is 0 or no float holds it."""
    log10_bulge = float((norms - rate).max()) if np.isfinite(rate).all() else np.inf
    return 10.0**log10_bulge if log10_bulge < _LARGEST else None


def _made(params: Params) -> Prescribed | None:
    """The matrix with the eigenvalues that were asked for; None where it is the user's own."""
    if params.structure == "own":
        return None
    return prescribed(params.structure, params.eigenvalues, params.shear)


def _modes(
    matrix: Float[np.ndarray, "size size"], made: Prescribed | None
) -> tuple[Modes | None, Complex[np.ndarray, " size"]]:
    """V and the eigenvalues: known where W was made, else by `numpy.linalg.eig`, by falling |λ|."""
    if made is not None:
        return None if made.vectors is None else modes_of(made.eigenvalues, made.vectors), made.eigenvalues
    found = eigenmodes(matrix)
    if found is not None:
        return found, found.eigenvalues
    values = np.linalg.eigvals(matrix).astype(complex)
    return None, values[np.argsort(-np.abs(values), kind="stable")]


def _block(made: Prescribed | None) -> tuple[complex, int]:
    """The Jordan block that decides in the end, by |λ| among the largest; size 1 where none is known to be larger."""
    if made is None:
        return 0j, 1
    return max(made.jordan, key=lambda block: (block[1] > 1, abs(block[0]), block[1]))


def script(params: Params) -> str:
    """The matrix, its powers one by one, and its taking apart."""
    made = _made(params)
    modes, _ = _modes(params.matrix if made is None else made.matrix, made)
    making = f"W = np.array({params.matrix.tolist()})\n"
    if made is not None:
        making = f"""Q, R = np.linalg.qr(np.random.default_rng(0).standard_normal((4, 4)))
Q = Q * np.sign(np.diag(R))
S = Q @ (np.eye(4) + {params.shear!r} * np.triu(np.ones((4, 4)), 1))
B = np.array({made.core.tolist()})
W = S @ B @ np.linalg.inv(S)
"""
    apart = """
eigenvalues, V = np.linalg.eig(W)
print("cond_v =", float(np.linalg.cond(V)))
rebuilt = (V * eigenvalues**n) @ np.linalg.inv(V)
print("# V Lambda^n V^-1 misses W^n by", np.linalg.norm(rebuilt - power, 2))
"""
    return f'''"""W^n = V Lambda^n V^-1 (Unrolled, /topics/matrix-powers)."""
import math

import numpy as np

n = {params.n}
{making}
power, norms = np.eye(len(W)), [1.0]
for _ in range(n):
    power = W @ power
    norms.append(float(np.linalg.norm(power, 2)))

print("matrix =", W.tolist())
print("power =", power.tolist())
print("sigma_max =", float(np.linalg.norm(W, 2)))
print("peak =", int(np.argmax(norms)))
print("log10_norm =", [math.log10(norm) if norm > 0 else None for norm in norms])
{"# W has no usable V" if modes is None else apart}'''


SOURCES: tuple[Source, ...] = (
    part(TRAINING_RNNS, "section 2 and its supplement: vanishing and exploding by the eigenvalues of W"),
    part(DEEP_LEARNING, "pages 288-290: long-term dependencies, Wᵗ = V diag(λ)ᵗ V⁻¹"),
    Source(
        "Spectra and Pseudospectra",
        "Lloyd N. Trefethen and Mark Embree, 2005",
        "https://press.princeton.edu/books/hardcover/9780691119465/spectra-and-pseudospectra",
        "transient growth of the powers of non-normal matrices",
    ),
)

TOPIC = Topic(
    name="matrix_powers",
    title="Powers of W",
    question="What becomes of a signal that the same matrix multiplies n times?",
    summary="Drag four eigenvalues and see their powers fade, grow or turn; and why W can grow first and vanish then.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
)
