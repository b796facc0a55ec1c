"""What became of the unrolled network's run, in plain sentences: every number in them comes out of the result."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from app.core.attractor import MEASURED, WARM_UP
from app.figures.view import Advice
from app.topics.topic import query_of
from app.topics.words.quantities import fixed, percent, power, quantity
from app.topics.words.vanilla_rnn import ADVISED_RADIUS

if TYPE_CHECKING:
    from app.topics.vanilla_rnn import Params, Result

_WORTH_IT = -2.0
"""log10 of the share that is advised at least."""
_SAME = 0.01
"""By how much λ may differ from ln ρ: as much as so short a run leaves open."""
_CLEARLY_ZERO = 0.003
"""What is left of λ = 0 after 600 steps on a closed curve."""
_GONE = -6.0
"""log10 of what is called gone beside a state that remembers."""


def status(reached: int, asked: int) -> str:
    """Says "ok", or why there are fewer steps than were asked for."""
    if reached == asked:
        return "ok"
    return f"Without tanh a state passes 10³⁰⁰ at step {reached + 1}: the run is shown up to step {reached}."


def verdict(result: Result) -> str:
    """Where the run ends, and what is felt at its last step of a nudge at its start."""
    return f"{_ENDS[result.attractor](result)}{_for_a_while(result)} {_felt(result)}{_unlearnable(result)}"


def facts(result: Result) -> Iterator[tuple[str, str]]:
    """Numbers beside the verdict."""
    yield "spectral radius ρ", _rho(result)
    yield "σ_max", quantity(result.sigma_max, 4)
    yield "Lyapunov exponent λ", _exponent(result)
    if np.isfinite(result.nudge_log10[-1]):
        yield f"nudge at step {len(result.hidden) - 1}", power(float(result.nudge_log10[-1]))
    if result.one_of_many_from is not None:
        yield "one of many pictures", f"from step {result.one_of_many_from:,}"


def advice(result: Result) -> Advice | None:
    """A larger spectral radius where it was computed to carry the nudge ten times as far."""
    other, own = result.nudge_log10_at_larger_radius, result.nudge_log10
    if other is None or not np.isfinite(own[0]) or other < own[-1] - own[0] + 1 or not other > _WORTH_IT:
        return None
    text = f"With the spectral radius at {ADVISED_RADIUS} it would be felt with {_share(other)} its first size: try it."
    return Advice(text, query_of(result.params) | {"spectral_radius": str(ADVISED_RADIUS)})


def no_sweep(result: Result) -> str:
    """Why the picture of every spectral radius is not there."""
    if not result.params.squash:
        return "Without tanh nothing is to be seen here: the exponent is ln ρ at every spectral radius."
    if result.params.network == "own" and result.spectral_radius == 0:
        return "All eigenvalues of this W_r are 0: no multiple of it has another spectral radius."
    return "Switch on “Show every spectral radius” to see how rest, cycles and chaos follow one another."


def _exponent(result: Result) -> str:
    value = result.lyapunov_exponent
    return "−∞: every nudge dies" if value == -np.inf else f"{_signed(value)} nats a step"


def _share(log10_ratio: float) -> str:
    """A ratio as so many percent of, or times, something."""
    if -4 <= log10_ratio < 0:
        return f"{percent(10.0**log10_ratio)} of"
    return f"{power(log10_ratio)} times"


def _felt(result: Result) -> str:
    """The nudge at the last step, measured by what it was at first."""
    what = "x₁" if result.params.nudge == "x_1" else "h₀"
    nudge, last = result.nudge_log10, len(result.hidden) - 1
    if _is_never_felt(result):
        return f"A nudge of {what} is not felt at all: the input scale is 0."
    if len(nudge) == 1:
        return f"With one step a nudge of {what} has not been passed on yet."
    if np.isneginf(nudge[-1]):
        gone = last - len(nudge) + 1 + int(np.flatnonzero(np.isneginf(nudge))[0])
        is_exact = not result.params.squash or np.abs(result.hidden).max() < 1
        size = (
            "exactly 0" if is_exact else "0, or too small for a float,"
        )  # tanh rounds to 1, and its slope to 0
        return f"A nudge of {what} is {size} from step {gone} on."
    at_first = " at step 1" if result.params.nudge == "x_1" else ""
    return f"At step {last} a nudge of {what} is felt with {_share(float(nudge[-1] - nudge[0]))} its size{at_first}."


def _for_a_while(result: Result) -> str:
    """That a run which settled was chaotic on its way."""
    if result.one_of_many_from is None or result.attractor == "chaos":
        return ""
    return (
        f" On its way it was chaotic for a while: from about step {result.one_of_many_from:,} on rounding decided "
        "where it went, and another computer may end elsewhere."
    )


def _unlearnable(result: Result) -> str:
    """That a memory is kept whose derivative is gone."""
    is_kept = result.attractor in ("fixed point", "cycle") and not is_driven(result.params)
    if not is_kept or _is_never_felt(result) or not result.nudge_log10[-1] < _GONE:
        return ""
    return (
        " What the start decided is kept for ever and its derivative is gone: remembering and learning to remember "
        "differ."
    )


def _is_never_felt(result: Result) -> bool:
    """Whether x_1 does not reach the state."""
    return result.params.nudge == "x_1" and result.params.input_scale == 0 and result.params.input != "none"


def is_driven(params: Params) -> bool:
    """Whether the input goes on after the run."""
    return params.input in ("step", "sine", "noise") and params.input_scale > 0


def _rest(result: Result) -> str:
    keeps = math.exp(result.lyapunov_exponent)
    if not keeps:
        return "Fades at once: no nudge of h survives, λ = −∞."
    log_rho = math.log(result.spectral_radius) if result.spectral_radius > 0 else -math.inf
    is_linear = abs(result.lyapunov_exponent - log_rho) < _SAME
    because = f"λ = ln ρ = {_signed(log_rho)}" if is_linear else f"λ = {_number(result)}"
    return f"Fades: h goes to 0, and in the long run a step keeps {quantity(100 * keeps)} % of a nudge ({because})."


def _fading(result: Result) -> str:
    size = float(np.abs(result.orbit[-1]).max())
    return (
        f"Fades, slowly: {WARM_UP + MEASURED} steps later the largest unit is still at {quantity(size, 2)} and "
        f"falling; λ = {_number(result)}."
    )


def _fixed_point(result: Result) -> str:
    where = _place(result.orbit[-1])
    if is_driven(result.params):
        return f"Comes to rest where its input holds it, at {where}; λ = {_number(result)}."
    rho = f" although ρ = {_rho(result)} < 1" if result.spectral_radius < 1 else ""
    return f"Remembers: h comes to rest away from 0{rho}, at {where}, and stays; λ = {_number(result)}."


def _cycle(result: Result) -> str:
    if is_driven(result.params) and result.params.input != "step":
        return f"Follows its input: h repeats every {result.period} steps; λ = {_number(result)}."
    return (
        f"Cycles: h repeats every {result.period} steps for ever, through {_place(result.orbit[-1])}; "
        f"λ = {_number(result)}."
    )


def _closed_curve(result: Result) -> str:
    if is_driven(result.params):
        return f"On the border of chaos: λ = {_number(result)}, two starts neither come together nor part."
    if abs(result.lyapunov_exponent) > _CLEARLY_ZERO:
        return f"On the border of chaos: λ = {_number(result)} is too near to 0 to tell a closed curve from chaos."
    return f"Turns for ever on a closed curve: λ = {_number(result)}, a nudge neither fades nor grows."


def _chaos(result: Result) -> str:
    assert result.one_of_many_from is not None, "compute names the step of every chaotic run"
    text = f"Chaos: in the long run a nudge grows by λ = {_number(result)} nats a step, so rounding decides where h is "
    text += f"from about step {result.one_of_many_from:,} on: "
    if result.one_of_many_from < len(result.hidden) - 1:
        return text + "up to there the picture is exact, after it one of many that are as right."
    return text + f"these {len(result.hidden) - 1} steps are exact."


def _driven(result: Result) -> str:
    return (
        f"Follows its input: λ = {_number(result)} nats a step, so two starts come together and what is left is what "
        "was read lately."
    )


def _growing(result: Result) -> str:
    return (
        f"Explodes: without tanh a step multiplies h by ρ = {_rho(result)} in the long run; tanh is "
        "what stops that."
    )


def _neutral(result: Result) -> str:
    return (
        f"On the border: without tanh and with ρ = {_rho(result)} a nudge neither fades nor grows "
        "exponentially."
    )


_ENDS = {
    "rest": _rest,
    "fading": _fading,
    "fixed point": _fixed_point,
    "cycle": _cycle,
    "closed curve": _closed_curve,
    "chaos": _chaos,
    "driven": _driven,
    "growing": _growing,
    "neutral": _neutral,
}


def _rho(result: Result) -> str:
    return quantity(result.spectral_radius, 4)


def _number(result: Result) -> str:
    return _signed(result.lyapunov_exponent)


def _signed(value: float) -> str:
    return "−∞" if value == -np.inf else fixed(value, 3)


def _place(h: np.ndarray) -> str:
    """A state: its number, its two numbers, or its size."""
    if len(h) > 2:
        return f"|h| = {quantity(float(np.linalg.norm(h)))}"
    texts = [fixed(value, 4) for value in h.tolist()]
    return f"({', '.join(texts)})" if len(texts) == 2 else texts[0]
