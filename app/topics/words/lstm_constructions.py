"""Whether an LSTM with weights set by hand does what it was built for, told from its own run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from jaxtyping import Float

from app.core.constructed_lstms import ConstructedName
from app.topics.words.quantities import count, lowered, percent, quantity

Course = Float[np.ndarray, " time"]

_FULL = 0.995
"""From here on tanh C tells no two counts apart on a screen."""


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

    @property
    def has_pulses(self) -> bool:
        """Whether it reads nothing but 0 and 1."""
        return bool(np.isin(self.x, (0.0, 1.0)).all())

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
    shown = [str(step) for step in steps[:3]]
    more = [f"{len(steps) - 3} more"] if len(steps) > 3 else []
    parts = shown + more
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _latch(ran: Ran) -> str:
    last, writes = ran.last, _steps_on(ran.x[:, 1])
    if not writes:
        return f"Nothing was written: {ran.c(last)}."
    step = writes[-1]
    if step == last:
        return f"Written at the last step, {step}: {ran.c(step)}."
    left = ran.cell[-1] / ran.cell[step - 1] if ran.cell[step - 1] != 0 else 0.0
    written = f"{'Keeps' if left > 0.5 else 'Loses'} its bit: written at step {step}, {ran.c(step)}"
    opposed = int((np.sign(ran.x[step:, 0]) == -np.sign(ran.cell[step - 1])).sum())
    against = f", though the value said the opposite {_times(opposed)}" if opposed else ""
    return f"{written}; {count(last - step, 'step')} later {ran.c(last)}, {percent(left)} of it{against}."


def _reset_latch(ran: Ran) -> str:
    last, sets, resets = ran.last, _steps_on(ran.x[:, 0]), _steps_on(ran.x[:, 1])
    if not sets:
        return f"Was never set: {ran.c(last)}."
    later = [step for step in resets if step > sets[0]]
    if not later:
        return f"Set at step {sets[0]}, never reset: {ran.c(last)}."
    step = later[0]
    return (
        f"Set at step {sets[0]} and kept until the signal: {ran.c(step - 1)}; the reset shuts the forget "
        f"gate, and {ran.c(step, 3)}."
    )


def _counter(ran: Ran) -> str:
    last = ran.last
    if not ran.has_pulses:
        return f"This network counts pulses of 0 and 1; your input has other numbers: {ran.c(last)}."
    counted = f"Counts in C: after {count(int(ran.x.sum()), 'pulse')} {ran.c(last)}"
    full = np.flatnonzero(ran.hidden > _FULL)
    if len(full) == 0:
        return f"{counted}, and {ran.h(last)}."
    return f"{counted}; h = tanh C has been full since step {full[0] + 1} and cannot count any further."


def _small_counter(ran: Ran) -> str:
    last = ran.last
    if not ran.has_pulses:
        return f"This network counts pulses of 0 and 1; your input has other numbers: {ran.c(last)}."
    counted = 100 * np.arctanh(ran.hidden[-1])
    return (
        f"Counts where h can tell: each pulse adds 0.01, so after {count(int(ran.x.sum()), 'pulse')} "
        f"{ran.c(last)} and {ran.h(last, 5)}; 100 · atanh h = {quantity(counted, 4)}."
    )


def _brackets(ran: Ran) -> str:
    last = ran.last
    if not ran.has_pulses:
        return f"This network reads 0 and 1; your input has other numbers: {ran.c(last)}."
    depth = (ran.x[:, 0] - ran.x[:, 1]).cumsum()
    error = float(np.abs(ran.cell - depth).max())
    return (
        f"C is the depth of the brackets, {quantity(float(depth[-1]))} after {count(last, 'step')}: {ran.c(last)}, and "
        f"never more than {quantity(error, 3)} away from it."
    )


def _ramp(ran: Ran) -> str:
    last, resets = ran.last, _steps_on(ran.x[:, 1])
    if not resets or resets[0] == 1:
        return f"Adds up tanh x: {ran.c(last, 4)} after {count(last, 'step')}."
    step = resets[0]
    return (
        f"Adds up tanh x, {ran.c(step - 1)}; the reset at step {step} starts it again, "
        f"{ran.c(step, 3)}, up to {ran.c(last)}."
    )


def _read_later(ran: Ran) -> str:
    last, writes = ran.last, _steps_on(ran.x[:, 1])
    if not writes:
        return f"Nothing was written: {ran.c(last)}."
    step = writes[0]
    reads = [read for read in _steps_on(ran.x[:, 2]) if read > step]
    written = f"Written at step {step}, {ran.c(step, 3)}"
    shut = np.delete(np.abs(ran.hidden), [read - 1 for read in _steps_on(ran.x[:, 2])])
    hidden_words = f"h stays within {quantity(float(shut.max(initial=0.0)), 3)} of 0"
    if not reads:
        return f"{written}, and never read: {hidden_words}."
    shown = " and ".join(ran.h(read) for read in reads[:2])
    when = f"step{'s' if len(reads) > 1 else ''} {_listed(reads)}"
    return f"{written}, and read at {when}: {shown}; while the output gate is shut {hidden_words}."


TOLD: Mapping[ConstructedName, Callable[[Ran], str]] = MappingProxyType(
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
"""The sentence of each construction, from its inputs, C and h over time."""
