"""The LSTM cell in words: what each equation has just done, and what the whole run, or a held gate, comes to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.topics.topic import Preset, Quiz
from app.topics.words.lstm_constructions import Ran, told
from app.topics.words.quantities import lowered, percent, quantity

if TYPE_CHECKING:
    from app.topics.lstm_cell import Result

Input = Literal["demonstration", "numbers"]

NETWORKS = {
    "read_later": "read later",
    "latch": "latch",
    "latch_with_reset": "latch with reset",
    "counter": "counter",
    "counter_in_h": "counter in h",
    "brackets": "brackets",
    "ramp_with_reset": "ramp with reset",
    "random": "random",
}
INPUTS = {"demonstration": "its demonstration", "numbers": "your numbers"}
HOLDS = {
    "none": "none",
    "forget_gate": "forget f",
    "cell_gate": "candidate c̃",
    "input_gate": "input i",
    "output_gate": "output o",
}
GATE_NAMES = {
    "forget_gate": "forget gate",
    "cell_gate": "candidate",
    "input_gate": "input gate",
    "output_gate": "output gate",
}
RADIUS = 1.0
"""Spectral radius of every gate's recurrent block in the random network."""
_DIGITS = (3, 5, 8)
"""Tried in turn, to tell two numbers apart."""

_LATCH_ONCE = {"network": "latch", "steps": "101", "input": "numbers", "signal_1": "1,0", "signal_2": "1,0"}
_HELD_LATCH = _LATCH_ONCE | {"hold": "forget_gate", "hold_value": "0.9", "t": "2", "stage": "4"}

PRESETS = (
    Preset("Read later", {}),
    Preset("Latch: keeps one bit", {"network": "latch", "steps": "101", "t": "101", "stage": "4"}),
    Preset("Latch, f held at 0.9", _HELD_LATCH),
    Preset("Counter", {"network": "counter", "t": "100"}),
    Preset("Counter in h", {"network": "counter_in_h", "t": "100"}),
    Preset("Brackets", {"network": "brackets", "t": "10", "stage": "4"}),
    Preset("Reset at a signal", {"network": "latch_with_reset", "steps": "120", "t": "101", "stage": "4"}),
    Preset("Ramp with reset", {"network": "ramp_with_reset", "t": "59", "stage": "4"}),
    Preset("Random, 8 units", {"network": "random"}),
    Preset(
        "Random, o shut",
        {"network": "random", "hold": "output_gate", "hold_value": "0", "hold_from": "21", "t": "21"},
    ),
    Preset("Read later, f open for ever", {"hold": "forget_gate", "hold_value": "1", "t": "100"}),
)

QUIZ = Quiz(
    "A latch keeps its bit with a forget gate of 0.99995. Hold that gate at 0.9 instead, which still keeps nine tenths "
    "at every step. What is left of the bit after 100 steps?",
    ("About nine tenths", "About a tenth", "Less than a ten-thousandth"),
    2,
    "What is kept is multiplied, step by step: 0.9 to the power of 100 is 0.000027. Every 6.6 steps halve it.",
    _HELD_LATCH,
)


def verdict(result: Result) -> str:
    """What the run comes to: under a hold, by a construction's purpose, or in the open step."""
    if result.hold is not None:
        return _held(result)
    if result.params.network == "random":
        return _open_step(result)
    return told(result.params.network, Ran(result.x, result.cell[:, 0], result.hidden[:, 0]))


def _held(result: Result) -> str:
    hold, last = result.hold, len(result.x)
    assert hold is not None
    assert result.cell_difference is not None
    assert result.hidden_difference is not None
    if hold.start > last:
        return f"The hold begins at step {hold.start}, after the last step, {last}: it changes nothing."
    name = GATE_NAMES[hold.gate]
    where = "" if result.hidden.shape[1] == 1 else f" of unit {result.unit}"
    held = f"held at {quantity(hold.value)} from step {hold.start} on"
    differences = result.cell_difference[:, result.unit], result.hidden_difference[:, result.unit]
    if not any(difference.any() for difference in differences):
        return f"With the {name} {held}, C and h{where} stay exactly as they are."
    at = result.unit
    cell = _end(f"C{lowered(last)}{where}", float(result.cell[-1, at]), float(result.free_cell[-1, at]))
    hidden = _end(f"h{lowered(last)}", float(result.hidden[-1, at]), float(result.free_hidden[-1, at]))
    return f"With the {name} {held}, {cell}, and {hidden}.{_most(differences[0])}"


def _end(name: str, held: float, free: float) -> str:
    """A last state beside the free one, in digits that tell them apart; where eight do not, with their difference."""
    if held == free:
        return f"{name} stays {_number(held)}"
    pairs = ((quantity(held, digits), quantity(free, digits)) for digits in _DIGITS)
    ours, theirs = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    if not ours:
        more = "more" if held > free else "less"
        return f"{name} is {_number(held)}, {_number(abs(held - free))} {more} than without"
    return f"{name} is {ours} instead of {theirs}"


def _most(difference: np.ndarray) -> str:
    """Where C is moved most, if not at the end."""
    at = int(np.abs(difference).argmax())
    if abs(difference[at]) <= 1.01 * abs(difference[-1]):
        return ""
    return f" C is moved most at step {at + 1}, by {_number(difference[at])}."


def _open_step(result: Result) -> str:
    before = float(result.before("cell")[result.unit])
    kept, let_in, shown = (percent(result.now(f"{gate}_gate")) for gate in ("forget", "input", "output"))
    c, h = _number(result.now("cell")), _number(result.now("hidden"))
    return (
        f"At step {result.step}, unit {result.unit} keeps {kept} of its cell and lets in {let_in} of the candidate: "
        f"C goes from {_number(before)} to {c}, and {shown} of tanh C shows as h = {h}."
    )


def _number(value: float | int) -> str:
    return quantity(float(value), 3)


def stage_words(result: Result) -> str:
    """What the equation that is open has just done."""
    t = lowered(result.step)
    gate = {name: float(result.now(name)) for name in GATE_NAMES}
    c, h = _number(result.now("cell")), _number(result.now("hidden"))
    old = result.now("forget_gate") * float(result.before("cell")[result.unit])
    new = gate["input_gate"] * gate["cell_gate"]
    told = (
        f"Forget gate: {percent(gate['forget_gate'])} of the old cell is to be kept.",
        f"Candidate: {_number(gate['cell_gate'])} could be written, a number from −1 to 1.",
        f"Input gate: {percent(gate['input_gate'])} of the candidate is let in.",
        f"Cell: {_number(old)} is kept of the old and {_number(new)} comes in new, so C{t} = {c}. No matrix and no "
        "squash on this way.",
        f"Output gate: {percent(gate['output_gate'])} of the cell is to be shown.",
        f"Hidden state: tanh C{t} times the output gate is h{t} = {h}. It goes out, and to the gates of the next step.",
    )
    return told[result.stage - 1]


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """How long the open forget gate would keep the cell, and the size of the same network in torch."""
    units, input_size = result.hidden.shape[1], result.x.shape[1]
    parameters = 4 * units * (input_size + units + 2)
    return (
        (f"Half of C would be gone at f{lowered(result.step)} after", half_life(result.now("forget_gate"))),
        ("Parameters of nn.LSTM", f"{parameters:,}"),
    )


def half_life(f: float) -> str:
    """Steps until a cell that is multiplied by f is down to a half."""
    if f in (0.0, 1.0):
        return "one step: f is 0" if f == 0 else "no number of steps: f is 1"
    steps = quantity(math.log(0.5) / math.log(f), 2 if f < 0.99 else 5)
    return f"{steps} step" if steps == "1" else f"{steps} steps"
