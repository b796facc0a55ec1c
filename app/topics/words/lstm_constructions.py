"""Whether an LSTM with weights set by hand does what it was built for, told from its own run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from jaxtyping import Float

from app.core.constructed_lstms import CONSTRUCTED, ConstructedName
from app.topics.words.quantities import count, joined, lowered, percent, quantity

Course = Float[np.ndarray, " time"]

_FULL = 0.995
"""From here on tanh C tells no two counts apart on a screen."""
_CLEAR = 0.5
"""Size of C from which it is a bit, and share of it from which that is kept."""


@dataclass(frozen=True, eq=False)
class Ran:
    """What one unit has read, with its two states over time."""

    x: Float[np.ndarray, "time input"]
    cell: Course
    hidden: Course

    @property
    def last(self) -> int:
        """The last step."""
        return len(self.x)

    def c(self, step: int, digits: int = 5) -> str:
        """C after a step, as C₁ = 0.99986."""
        return f"C{lowered(step)} = {quantity(float(self.cell[step - 1]), digits)}"

    def h(self, step: int, digits: int = 3) -> str:
        """The same of h."""
        return f"h{lowered(step)} = {quantity(float(self.hidden[step - 1]), digits)}"


def _steps_on(signal: Course) -> list[int]:
    """Steps, from 1, at which a signal is on."""
    return [int(t) + 1 for t in np.flatnonzero(signal > 0.5)]


def _listed(steps: list[int]) -> str:
    """Steps in words, the first three of them."""
    more = [f"{len(steps) - 3} more"] if len(steps) > 3 else []
    return joined([*map(str, steps[:3]), *more])


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _latch(ran: Ran) -> str:
    last, writes = ran.last, _steps_on(ran.x[:, 1])
    if not writes:
        return f"Nothing was written: {ran.c(last)}."
    step = writes[-1]
    bit = ran.cell[step - 1]
    if step == last:
        return f"Written at the last step, {step}: {ran.c(step)}."
    later = f"{count(last - step, 'step')} later {ran.c(last)}"
    if abs(bit) < _CLEAR:
        return f"What was written at step {step} is no clear bit: {ran.c(step)}; {later}."
    left = ran.cell[-1] / bit
    opposed = int((np.sign(ran.x[step:, 0]) == -np.sign(bit)).sum())
    against = f", though the value said the opposite {_times(opposed)}" if opposed else ""
    kept = "Keeps" if left > _CLEAR else "Loses"
    return f"{kept} its bit: written at step {step}, {ran.c(step)}; {later}, {percent(left)} of it{against}."


def _reset_latch(ran: Ran) -> str:
    last, sets, resets = ran.last, _steps_on(ran.x[:, 0]), _steps_on(ran.x[:, 1])
    if not sets:
        return f"Was never set: {ran.c(last)}."
    step = next((reset for reset in resets if reset > sets[0]), None)
    again = len([other for other in sets[1:] if step is None or other < step])
    was_set = f"Set at step {sets[0]}{f', {_times(again)} more,' if again else ''}"
    if step is None:
        return f"{was_set}, not reset since: {ran.c(last)}."
    return (
        f"{was_set} and kept until the signal: {ran.c(step - 1)}; the reset shuts the forget gate, and "
        f"{ran.c(step, 3)}."
    )


def _counter(ran: Ran) -> str:
    last = ran.last
    counted = f"Counts in C: after {count(int(ran.x.sum()), 'pulse')} {ran.c(last)}"
    full = np.flatnonzero(ran.hidden > _FULL)
    if len(full) == 0:
        return f"{counted}, and {ran.h(last)}."
    return f"{counted}; h = tanh C has been full since step {full[0] + 1} and cannot count any further."


def _small_counter(ran: Ran) -> str:
    last = ran.last
    counted = 100 * np.arctanh(ran.hidden[-1])
    return (
        f"Counts where h can tell: each pulse adds 0.01, so after {count(int(ran.x.sum()), 'pulse')} "
        f"{ran.c(last)} and {ran.h(last, 5)}; 100 · atanh h = {quantity(counted, 4)}."
    )


def _brackets(ran: Ran) -> str:
    last = ran.last
    depth = (ran.x[:, 0] - ran.x[:, 1]).cumsum()
    error = float(np.abs(ran.cell - depth).max())
    return (
        f"C is the depth of the brackets, {quantity(float(depth[-1]))} after {count(last, 'step')}: {ran.c(last)}, and "
        f"never more than {quantity(error, 3)} away from it."
    )


def _ramp(ran: Ran) -> str:
    last, resets = ran.last, [step for step in _steps_on(ran.x[:, 1]) if step > 1]
    if not resets:
        return f"Adds up tanh x: {ran.c(last, 4)} after {count(last, 'step')}."
    step = resets[-1]
    which = f"last of {len(resets)} resets, at step {step}," if len(resets) > 1 else f"reset at step {step}"
    up_to = f", up to {ran.c(last)}" if step < last else ""
    return f"Adds up tanh x, {ran.c(step - 1)}; the {which} starts it again, {ran.c(step, 3)}{up_to}."


def _read_later(ran: Ran) -> str:
    last, writes, opens = ran.last, _steps_on(ran.x[:, 1]), _steps_on(ran.x[:, 2])
    if not writes:
        return f"Nothing was written: {ran.c(last)}."
    step = max((write for write in writes if opens and write <= opens[-1]), default=writes[-1])
    reads = [read for read in opens if read >= step]
    written = f"Written at step {step}, {ran.c(step, 3)}"
    shut = np.delete(np.abs(ran.hidden), [read - 1 for read in opens])
    hidden_words = f"h stays within {quantity(float(shut.max(initial=0.0)), 3)} of 0"
    if not reads:
        return f"{written}, and not read since: while the output gate is shut {hidden_words}."
    shown = " and ".join(ran.h(read) for read in reads[:2])
    when = f"step{'s' if len(reads) > 1 else ''} {_listed(reads)}"
    return f"{written}, and read at {when}: {shown}; while the output gate is shut {hidden_words}."


_SWITCHES: Mapping[ConstructedName, tuple[int, ...]] = MappingProxyType(
    {
        "latch": (1,),
        "latch_with_reset": (0, 1),
        "counter": (0,),
        "counter_in_h": (0,),
        "brackets": (0, 1),
        "ramp_with_reset": (1,),
        "read_later": (1, 2),
    }
)
"""Inputs that open or shut a gate; between 0 and 1 they would leave it half open."""

_TOLD: Mapping[ConstructedName, Callable[[Ran], str]] = MappingProxyType(
    {
        "latch": _latch,
        "latch_with_reset": _reset_latch,
        "counter": _counter,
        "counter_in_h": _small_counter,
        "brackets": _brackets,
        "ramp_with_reset": _ramp,
        "read_later": _read_later,
    }
)


def told(name: ConstructedName, ran: Ran) -> str:
    """The sentence of a construction, from its inputs, C and h over time."""
    places = _SWITCHES[name]
    if np.isin(ran.x[:, places], (0.0, 1.0)).all():
        return _TOLD[name](ran)
    names = joined([CONSTRUCTED[name].inputs[place] for place in places])
    verb = "are" if len(places) > 1 else "is"
    return f"Here {names} {verb} to be 0 or 1; your input has other numbers: {ran.c(ran.last)}."
