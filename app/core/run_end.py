"""What a vanilla network's run goes on to do after its last step, and how much of the run is exact.

Lecture 3. A squashed network is let run on and judged; a linear one is known by its spectral radius.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from app.core.attractor import WARM_UP, attractor
from app.core.fixed_points import NEUTRAL
from app.core.lyapunov import digits_last, long_run
from app.core.random_network import spectral_radius
from app.core.vanilla_rnn import VanillaRNN, digits_lost_at

_ORBIT = 300


@dataclass(frozen=True, eq=False)
class RunEnd:
    """What the run ends in, with its period where it has one, and its last states there.

    `kind` is that of an attractor, or growing or neutral for a linear network. `exponent` is in nats a step, -inf
    where every nudge dies. From step `one_of_many_from` on rounding decides where the run is; None where it never does.
    """

    kind: str
    period: int | None
    exponent: float
    orbit: Float[np.ndarray, "point hidden"]
    one_of_many_from: int | None


def run_end(
    network: VanillaRNN,
    hidden: Float[np.ndarray, "state hidden"],
    x: Float[np.ndarray, " time"],
    is_driven: bool,
) -> RunEnd:
    """Where the run goes from its last state.

    Args:
        network: the weights.
        hidden: states of the run, the initial one first.
        x: what is read after it: WARM_UP steps until it is judged, and those by which it is.
        is_driven: whether an input goes on for ever; a linear network that fades then follows it.
    """
    if not network.is_squashed:
        return _linear_end(spectral_radius(network.weight_hh), is_driven, hidden.shape[1])
    run = long_run(network.weight_hh, hidden[-1:], x[:, None] * network.weight_ih.T, WARM_UP, np.ones(1))
    exponent = float(run.exponents[0])
    found = attractor(run.states[:, 0], exponent)
    # a run that stays chaotic is told by its exponent, any other by what happened on its way
    from_step = int(digits_last(exponent)) if found.kind == "chaos" else digits_lost_at(network, hidden)
    return RunEnd(found.kind, found.period, exponent, run.states[-_ORBIT:, 0], from_step)


def _linear_end(rho: float, is_driven: bool, size: int) -> RunEnd:
    exponent = float(np.log(rho)) if rho > 0 else -np.inf
    fades = "driven" if is_driven else "rest"
    kind = "neutral" if abs(rho - 1) <= NEUTRAL else (fades if rho < 1 else "growing")
    return RunEnd(kind, None, exponent, np.zeros((0, size)), None)
