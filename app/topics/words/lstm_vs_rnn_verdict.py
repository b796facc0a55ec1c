"""How far each network reaches, in words: the horizons, what stands against what, and the paths of the cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.core.cell_paths import straight_horizon
from app.topics.words.quantities import count, joined, percent, quantity
from app.tracing.horizon import THRESHOLD, Horizon

if TYPE_CHECKING:
    from app.topics.lstm_vs_rnn import Result
    from app.tracing.side_by_side import Course

_ABOUT_EQUAL = 1.25
_CANCELLED = 0.01
"""A sum that is under this share of its larger part."""
_HEADLINES = {"rnn": "RNN", "gru": "GRU", "lstm_cell": "LSTM"}
_STATES = {"rnn": "RNN", "gru": "GRU", "lstm_hidden": "LSTM h", "lstm_cell": "LSTM C"}


def norm(size: float) -> str:
    """A spectral norm over a matrix."""
    return "too small for a float" if np.isnan(size) else f"|·| = {_two_digits(size)}"


def status(arrays: Sequence[np.ndarray | None]) -> str:
    """Which numbers are null: sizes that no float holds."""
    lost = max(int(np.isnan(values).sum()) for values in arrays if values is not None)
    if not lost:
        return "ok"
    return f"Sizes are null where they are too small for a float: at up to {count(lost, 'step')}."


def advice(bias: float, horizon: Horizon) -> str:
    """What another forget bias of the same draw was found to do."""
    return (
        f"With the forget bias at {bias:g} the LSTM’s horizon would be longer than the {horizon.seq_len} steps, step 1 "
        f"having {_weight(horizon)}: try it."
    )


def verdict(result: Result) -> str:
    """The horizons, what they say of each other, and which way the cell's derivative comes."""
    said = [_horizons(result), _dips(result), _compared(result), _explosion(result)]
    if result.params.networks == "read_later":
        said.append(_read_later(result))
    else:
        said += [_paths(result), _cut(result)]
    return " ".join(sentence for sentence in [*said, _held(result)] if sentence)


def reached(horizon: Horizon) -> str:
    """A horizon beside a bar: 26 steps, or at least 100."""
    if horizon.verdict == "explodes":
        return "explodes"
    return count(horizon.steps, "step") if horizon.steps is not None else f"over {horizon.seq_len} steps"


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """The numbers behind the sentences."""
    found = [
        ("Weight of step 1 against step T", ", ".join(_named_weight(course) for course in result.courses))
    ]
    if result.sum_error is not None:
        found.append(
            (
                "∏ f + the rest against the Jacobians of the full state (h, C)",
                f"relative error {quantity(result.sum_error, 2)}",
            )
        )
    leads = result.straight_leads
    found.append(
        ("∏ f is the larger part", f"up to {count(leads, 'step')} back" if leads else "at no step back")
    )
    counts = (result.rnn_parameters, result.gru_parameters, result.lstm_parameters)
    if None not in counts:
        sizes = [number for number in counts if number is not None]
        shares = " : ".join(f"{number / sizes[0]:g}" for number in sizes)
        listed = ", ".join(f"{number:,}" for number in sizes)
        found.append(("Parameters RNN, GRU, LSTM", f"{listed}, which is {shares}"))
        found.append(("ρ(Wᵣ) of the RNN", quantity(result.spectral_radius)))
    return tuple(found)


def chosen(result: Result) -> int:
    """Where in `path_steps` the chosen step stands."""
    return int(np.flatnonzero(result.path_steps == result.params.steps - result.lag)[0])


def path_norms(result: Result) -> tuple[float, float, float]:
    """Norms at the chosen step: of the total derivative, the straight path, and the rest."""
    at = chosen(result)
    return (
        float(result.cell_jacobian_norms[at]),
        float(result.straight_norms[at]),
        float(result.rest_norms[at]),
    )


def _by_name(result: Result) -> dict[str, Course]:
    return {course.name: course for course in result.courses}


def _horizons(result: Result) -> str:
    """All of them in one sentence, the LSTM's by its cell."""
    by_name = {course.name: _length(course.horizon) for course in result.courses}
    groups: dict[str, list[str]] = {}
    for name, kind in _HEADLINES.items():
        if name in by_name:
            groups.setdefault(by_name[name], []).append(kind)
    listed = ", ".join(f"{joined(group)} {length}" for length, group in groups.items())
    hidden = by_name["lstm_hidden"]
    alone = "" if hidden == by_name["lstm_cell"] else f", the LSTM’s h alone {hidden}"
    return f"Memory horizon: {listed}{alone}."


def _dips(result: Result) -> str:
    """Gradients that are under the threshold before the horizon, and over it again further back."""
    by_name = _by_name(result)
    dipping = [
        f"{kind} after {count(by_name[name].horizon.first_dip or 0, 'step')}"
        for name, kind in _HEADLINES.items()
        if name in by_name and by_name[name].horizon.has_dip
    ]
    return f"Dips under 1 % and comes back: {joined(dipping)}." if dipping else ""


def _two_digits(size: float) -> str:
    return quantity(size, 2 if size == 0 or 1e-3 <= size < 1e6 else 3)


def _length(horizon: Horizon) -> str:
    if horizon.steps is not None:
        return count(horizon.steps, "step")
    return (
        "none (it explodes)" if horizon.verdict == "explodes" else f"longer than the {horizon.seq_len} steps"
    )


def _weight(horizon: Horizon) -> str:
    """What step 1 counts for, against the last one."""
    ratio = horizon.ratio or 0.0
    if ratio >= 1:
        return f"{_two_digits(ratio)} times the weight of step {horizon.seq_len}"
    return f"{percent(ratio)} of the weight of step {horizon.seq_len}"


def _named_weight(course: Course) -> str:
    label = _STATES[course.name]
    ratio = course.horizon.ratio or 0.0
    if np.isnan(course.gradients[0]):
        return f"{label} too small for a float"
    return f"{label} {quantity(ratio)}"


def _compared(result: Result) -> str:
    """The RNN against the LSTM's cell."""
    by_name = _by_name(result)
    rnn, lstm = by_name["rnn"].horizon, by_name["lstm_cell"].horizon
    reach = {one: one.steps or one.seq_len for one in (rnn, lstm)}
    if rnn.verdict == "carries" and lstm.verdict == "carries":
        return f"The RNN reaches step 1 as well, without a gate: with {_weight(rnn)}, the LSTM with {_weight(lstm)}."
    if lstm.verdict == "carries":
        alone = "; the RNN does not" if rnn.verdict == "vanishes" else ""
        return f"The LSTM reaches step 1 with {_weight(lstm)}{_grows(lstm)}{alone}."
    if "explodes" in (rnn.verdict, lstm.verdict):
        return ""
    if rnn.verdict == "carries":
        return _rnn_further(rnn)
    factor = reach[lstm] / reach[rnn]
    if factor > _ABOUT_EQUAL:
        return f"The LSTM reaches {quantity(factor, 2)} times as far as the RNN."
    if factor < 1 / _ABOUT_EQUAL:
        return "The LSTM forgets sooner than the RNN: a gate is no memory, a gate that stands open is."
    return "The LSTM forgets about as fast as the RNN: a gate is no memory, a gate that stands open is."


def _grows(lstm: Horizon) -> str:
    return ": it grows on its way" if (lstm.ratio or 0.0) >= 2 else ""


def _rnn_further(rnn: Horizon) -> str:
    return f"Here the RNN reaches further, step 1 having {_weight(rnn)}: ρ is to it what the forget bias is to a gate."


def _explosion(result: Result) -> str:
    """An explosion is no good memory, and no picture of the last digit."""
    found = [course for course in result.courses if course.horizon.verdict == "explodes"]
    if not found:
        return ""
    first = found[0]
    times = _two_digits(first.horizon.ratio or 0.0)
    return (
        f"What explodes is no memory: step 1 has {times} times the weight of step {first.horizon.seq_len} "
        f"({_STATES[first.name]}), and "
        "drowns it. Rounding grows as well: another machine may show another run, with the same verdict."
    )


def _paths(result: Result) -> str:
    """The cell's derivative at the chosen lag, and the larger part of it."""
    total, straight, rest = path_norms(result)
    where = f"{count(result.lag, 'step')} back"
    if np.isnan([total, straight, rest]).any():
        return f"What a nudge of the cell {where} leaves in the last cell is too small for a float."
    reaches = f"A nudge of the cell {where} reaches the last cell with up to {_two_digits(total)}"
    if rest == 0:
        return f"{reaches}, all of it straight through the forget gates (∏ f): everything else is exactly 0."
    ways = f"{_two_digits(straight)} straight through the forget gates (∏ f), {_two_digits(rest)} through everything"
    if total < _CANCELLED * max(straight, rest):
        return f"{reaches}: {ways} else, and the two nearly cancel."
    return (
        f"{reaches}: {ways} else, and {'the first' if straight >= rest else 'the second'} is the larger part."
    )


def _cut(result: Result) -> str:
    """U = 0: the hidden state is no way back, the cell is all of it; without W_f the bias decides alone."""
    params, gradients = result.params, _by_name(result)["lstm_hidden"].gradients
    if gradients[:-1].any() or np.isnan(gradients).any():
        return ""
    said = "No gate reads h, so |∂ε_T/∂hₜ| of the LSTM is exactly 0 for every t < T: what comes back comes through C."
    if params.gates_read != "nothing" or params.torch_init:
        return said
    bias, steps = quantity(params.forget_bias), straight_horizon(params.forget_bias, THRESHOLD)
    return f"{said} Nothing but the bias decides: σ({bias}) to the power of τ is under 1 % from τ = {steps:,} on."


def _held(result: Result) -> str:
    if result.held_norms is None:
        return ""
    at = chosen(result)
    held, total = float(result.held_norms[at]), float(result.cell_jacobian_norms[at])
    product, truth = (
        "less than a float holds" if np.isnan(size) else _two_digits(size) for size in (held, total)
    )
    return (
        f"A mistake: with C held still the product of ∂hₜ/∂hₜ₋₁ is {product} there, against {truth}. It leaves out "
        "what the cell carries."
    )


def _read_later(result: Result) -> str:
    """The footnote: what was written once reaches the state again when the gate opens."""
    by_name = _by_name(result)
    lstm, unit = by_name["lstm_hidden"].nudges, by_name["rnn"].nudges
    at = min(result.params.read_at, result.params.steps) - 1
    return (
        f"The footnote: a nudge of what was written at step 1 moves h by {quantity(lstm[at - 1])} at step {at}, and "
        f"by {quantity(lstm[at])} at step {at + 1}, where the output gate opens; a tanh unit with w = 0.9 "
        f"has {quantity(unit[at])} left. Old input is written out of the cell afresh and reaches the error."
    )
