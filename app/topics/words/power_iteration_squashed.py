"""Going forwards with tanh for scaling, in words: where a squashed run ends, and what kept it alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.lyapunov import DIGITS
from app.core.power_iteration import angles_to
from app.core.spectrum import MAX_CONDITION
from app.topics.words.quantities import fixed, power, quantity, vector

if TYPE_CHECKING:
    from app.topics.power_iteration import Result


def squashed(result: Result) -> str:
    """Where h ends: at rest, in a cycle, on a closed curve or in chaos; and beside which eigenvector."""
    assert result.squashed is not None, "compute judges every squashed run"
    found, exponent = result.squashed.attractor, result.squashed.exponent
    if result.zero_at == 0:
        return "Squashed, h stays 0, where it starts."
    if found.kind in ("rest", "fading") or result.zero_at is not None:
        return _dies(result, found.kind == "fading")
    if found.kind in ("fixed point", "cycle"):
        return _stays(result, found.period or 1)
    sizes = f"ρ = {quantity(result.spectral_radius, 4)}, σ_max = {quantity(result.sigma_max, 4)}."
    if found.kind == "chaos" and exponent:
        return (
            f"Squashed, h is chaotic: a nudge grows by {exponent:.3f} nats a step, and rounding decides where h is "
            f"after some {DIGITS / exponent:.0f} steps. {sizes}"
        )
    return (
        f"Squashed, h runs on a closed curve for ever, neither settling nor chaotic (Lyapunov exponent "
        f"{exponent or 0:.3f}). {sizes}"
    )


def _dies(result: Result, slowly: bool) -> str:
    logs = result.log10_norm
    told = [t for t in (10, 100, 1000) if t < len(logs)] or [len(logs) - 1]
    courses = [f"{power(float(logs[t]))} after {t:,}" for t in told]
    steps = "step" if told == [1] else "steps"
    how = "fades slowly, like 1/√t" if slowly else "dies"
    sigma, rho = result.sigma_max, result.spectral_radius
    why = (
        f"σ_max = {quantity(sigma, 4)} < 1 forces it"
        if sigma < 1
        else f"ρ = {quantity(rho, 4)} does not keep it up from this start"
    )
    return f"Squashed, h {how}: |h| is {', '.join(courses)} {steps}; {why}."


def _stays(result: Result, period: int) -> str:
    place = "comes to rest at" if period == 1 else f"ends in a {period}-cycle through"
    h = result.path[-1] if result.h is None else result.h
    return (
        f"Squashed, h {place} {vector(h, lambda entry: fixed(entry, 5))}.{_nearest(result)}{_alive(result)}"
    )


def _alive(result: Result) -> str:
    """Where the eigenvalues say fading and the state lives all the same."""
    if result.spectral_radius >= 1:
        return ""
    rho = "0" if result.spectral_radius < 1e-7 * result.sigma_max else quantity(result.spectral_radius)
    return f" It lives although ρ = {rho}: ρ < 1 does not make a squashed state die, σ_max < 1 does."


def _nearest(result: Result) -> str:
    """Beside which eigenvector a squashed state came to rest."""
    if result.cond_v > MAX_CONDITION:
        return ""
    real = np.flatnonzero(np.abs(result.eigenvectors.imag).max(axis=0) == 0)
    if not len(real):
        return ""
    angles = [float(angles_to(result.eigenvectors[:, place].real, result.direction)) for place in real]
    best = int(np.argmin(angles))
    value = result.eigenvalues[real[best]]
    leads = abs(value) > 0.999999 * result.spectral_radius
    name = (
        "the leading eigenvector"
        if leads
        else f"the eigenvector of the smaller eigenvalue {quantity(float(value.real), 4)}"
    )
    return f" That is {angles[best]:.2f}° from {name}: squashing is no scaling."
