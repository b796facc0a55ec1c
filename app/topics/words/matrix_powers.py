"""Powers of a matrix in words: where they end, what happens on the way, and what V has to do with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import joined, power, quantity, raised

if TYPE_CHECKING:
    from app.topics.matrix_powers import Result

_FALLING = "0.9,0.8,0.7,0.6"
_NEUTRAL = 1e-9
NO_USABLE_V = (
    "W has no usable V: its eigenvectors are dependent, or so nearly that cond(V) is above 10⁷ and V⁻¹ is mostly "
    "rounding."
)

PRESETS = (
    Preset("A pair: grows, then fades", {}),
    Preset("V at right angles", {"structure": "four_real", "eigenvalues": _FALLING, "shear": "0"}),
    Preset("The same λ, V askew", {"structure": "four_real", "eigenvalues": _FALLING, "shear": "5"}),
    Preset(
        "One explodes",
        {"structure": "four_real", "eigenvalues": "1.05,0.95,0.7,-0.9", "shear": "1", "n": "200"},
    ),
    Preset(
        "On the circle",
        {"structure": "two_pairs", "eigenvalues": "0.8,0.6,-0.1563,0.8863", "shear": "1", "n": "200"},
    ),
    Preset(
        "Defective: a block of 2",
        {"structure": "chain_of_2", "eigenvalues": "0.95,0.95,0.8,0.5", "shear": "0", "n": "200"},
    ),
    Preset(
        "Defective: a block of 4",
        {"structure": "chain_of_4", "eigenvalues": "0.95,0.95,0.95,0.95", "shear": "0", "n": "200"},
    ),
    Preset(
        "Almost defective",
        {"structure": "chain_of_4", "eigenvalues": "0.95,0.93,0.91,0.89", "shear": "0", "n": "200"},
    ),
    Preset("The lecture’s W", {"structure": "own", "n": "20"}),
    Preset("W² = 0", {"structure": "own", "matrix": "2,-1;4,-2", "n": "5"}),
)

QUIZ = Quiz(
    "The eigenvalues are 0.9, 0.8, 0.7 and 0.6: every mode shrinks at every step. Can Wⁿ still become 20 times as "
    "large as at the start?",
    (
        "No: what shrinks in every part shrinks as a whole",
        "Yes, if the eigenvectors are far from right angles",
        "Only if W is defective",
    ),
    1,
    "Parts along eigenvectors that point nearly the same way can be large and cancel. They fade at different speeds, "
    "so the cancelling stops before the fading is done: |Wⁿ| rises to 20 at n = 7.",
    {"structure": "four_real", "eigenvalues": _FALLING, "shear": "5"},
)


def status(n: int, log10_norm: Float[np.ndarray, " power"]) -> str:
    """The word ok, or why a number is null or 0."""
    last = float(log10_norm[-1])
    if last == -math.inf:
        first = int(np.isneginf(log10_norm).argmax())
        return f"Wⁿ is exactly 0 from n = {first} on; the logarithm of its size is null there."
    if last < -300:
        size = f"|W{raised(n)}| = {power(last)}"
        return f"The entries of W{raised(n)} are too small for a float: {size}; log10_norm has it."
    return "ok"


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """The numbers that rule the powers."""
    n = result.params.n
    found = [
        ("ρ, the largest |λ|", quantity(result.spectral_radius, 4)),
        ("σ, the size of W", quantity(result.sigma_max, 4)),
        (f"ρ{raised(n)}", power(float(result.log10_radius[-1]), 4)),
        (f"|W{raised(n)}|", power(float(result.log10_norm[-1]), 4)),
    ]
    if result.cond_v is not None and result.rebuilding_error is not None:
        found.append(("cond(V)", quantity(result.cond_v, 4)))
        found.append(("V Λⁿ V⁻¹ misses Wⁿ by", _share(float(result.rebuilding_error[-1]))))
    return tuple(found)


def _share(error: float) -> str:
    return f"{quantity(error)} of its size" if error > 0 else "nothing"


def verdict(result: Result) -> str:
    """Where the powers end, what happens before, and what each mode does."""
    if result.zero_from is not None:
        return (
            f"W{raised(result.zero_from)} is exactly 0: every eigenvalue is 0, and yet |W| = "
            f"{quantity(result.sigma_max, 4)}. The eigenvalues tell the end, not the way there."
            if result.sigma_max > 0
            else "W is 0, and so is every power of it."
        )
    return " ".join(part for part in (_end(result), _way(result), _parts(result)) if part)


def _end(result: Result) -> str:
    n, rho = result.params.n, result.spectral_radius
    at_n = f"|W{raised(n)}| = {power(float(result.log10_norm[-1]), 4)}"
    if rho > 1 + _NEUTRAL:
        return f"Explodes: ρ = {rho:.4g} > 1, and {at_n}."
    if rho == 0:
        first = raised(result.block_size)
        return f"Vanishes: every eigenvalue is 0, so W{first} is 0; what is drawn from there on is rounding."
    if rho < 1 - _NEUTRAL:
        return f"Vanishes in the end: ρ = {quantity(rho, 4)} < 1, and {at_n}."
    m = result.block_size
    if result.block_eigenvalue is not None and abs(result.block_eigenvalue) > 1 - _NEUTRAL:
        return f"Explodes, though ρ = 1: a block of size {m} grows like n{raised(m - 1)}, and {at_n}."
    if result.cond_v is None:
        return f"ρ = 1 and W has no usable V: whether it grows cannot be told from here; {at_n}."
    low, high = (power(float(edge(result.log10_norm[1:])), 4) for edge in (np.min, np.max))
    return f"Neither explodes nor vanishes: ρ = 1, and |Wⁿ| stays between {low} and {high} up to n = {n}."


def _way(result: Result) -> str:
    """What happens before the end, and why."""
    peak, top = result.peak, float(result.log10_norm[result.peak])
    rises = result.spectral_radius < 1 and top > math.log10(1.001)
    grows = f"First it grows, to {power(top, 4)} at n = {peak}" if rises else ""
    if result.block_eigenvalue is not None:
        return _defective(result, grows)
    if result.cond_v is None:
        return (
            f"{grows}. W has no usable V."
            if grows
            else "W has no usable V: its eigenvectors are dependent, or nearly."
        )
    if result.cond_v < 1 + 1e-6:
        return "V has its columns at right angles, so |Wⁿ| is ρⁿ at every n."
    assert result.bulge is not None, "a W with a V and not 0 has an eigenvalue that is not 0"
    bulge = (
        f"up to {quantity(result.bulge, 4)} times ρⁿ, and cond(V) = {quantity(result.cond_v, 4)} bounds that"
    )
    if grows:
        return f"{grows}, since V is not orthogonal: |Wⁿ| is {bulge}."
    return f"On the way |Wⁿ| is {bulge}."


def _defective(result: Result, grows: str) -> str:
    m, value = result.block_size, result.block_eigenvalue
    assert value is not None, "asked for only where there is a block"
    course = "n·λⁿ⁻¹" if m == 2 else f"C(n, {m - 1})·λⁿ{raised(1 - m)}"
    rise = f" {grows}." if grows else ""
    cause = f"λ = {quantity(value.real, 4)} stands {m} times with one eigenvector"
    return f"No V exists: {cause}, and its block goes as {course}.{rise}"


def _parts(result: Result) -> str:
    """The slide's sentence, counted."""
    sizes = np.abs(result.eigenvalues)
    explode, vanish = int((sizes > 1 + _NEUTRAL).sum()), int((sizes < 1 - _NEUTRAL).sum())
    neither = len(sizes) - explode - vanish
    counts = [(explode, "explode"), (vanish, "vanish"), (neither, "stay")]
    said = [f"{count} {_verb(count, verb)}" for count, verb in counts if count]
    return f"Of its {len(sizes)} modes {joined(said)}." if len(said) > 1 else ""


def _verb(count: int, verb: str) -> str:
    forms = {"explode": "explodes", "vanish": "vanishes", "stay": "stays"}
    return forms[verb] if count == 1 else verb
