"""The LSTM cell in pictures: the numbers of the open step's drawing, both states and all gates over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from app.figures.cell_courses import Courses, cell_courses
from app.figures.cell_diagram import EQUATIONS, CellDiagram
from app.figures.gate_bands import gate_bands
from app.figures.hold_difference import hold_difference
from app.figures.step_marks import mark_change, mark_step
from app.figures.strip import TimeAxis
from app.figures.table import Table
from app.figures.view import Figure, View
from app.topics.topic import query_of
from app.topics.words import lstm_cell as words
from app.topics.words.lstm_cell_formulas import equations, is_held
from app.topics.words.quantities import fixed, quantity, vector

if TYPE_CHECKING:
    from app.topics.lstm_cell import Result

_GATES = {"f": "forget_gate", "g": "cell_gate", "i": "input_gate", "o": "output_gate"}
_WORDS_AT = {"states": 0.56, "difference": 1.0}
"""Where the line of a hold has its words: between C and h, and at the top; over the gates there is no room."""
_NO_HOLD = "Hold a gate at a value, and its difference to the free course stands here."


def draw(result: Result) -> View:
    """The open step as a drawing, then the whole sequence on one time axis."""
    figures = [_states(result), _gates(result)]
    absent = {"difference": _NO_HOLD}
    if result.hold is not None:
        figures.append(_difference(result))
        absent = {}
    return View(
        tuple(_marked(figure, result) for figure in figures),
        words.verdict(result),
        equations=tuple(equations(result)),
        tables=tuple(_tables(result)),
        facts=words.facts(result),
        absent=absent,
        status=result.status,
        diagram=_diagram(result),
    )


def _marked(figure: Figure, result: Result) -> Figure:
    """The same with the open step framed, and the start of a hold marked."""
    mark_step(figure.figure, result.step, "t")
    hold = result.hold
    if hold is not None and 1 < hold.start <= len(result.x):
        words_at = _WORDS_AT.get(figure.slot)
        mark_change(figure.figure, hold.start, "held from here" if words_at else "", words_at or 1.0)
    return figure


def _states(result: Result) -> Figure:
    is_held_at_all = result.hold is not None
    return cell_courses(
        Courses(
            _from_start(result.cell),
            _from_start(result.hidden),
            _from_start(result.free_cell) if is_held_at_all else None,
            _from_start(result.free_hidden) if is_held_at_all else None,
            result.unit,
            result.step,
        )
    )


def _from_start(values: Float[np.ndarray, "time hidden"]) -> Float[np.ndarray, "steps hidden"]:
    """With the state before step 1, which is 0."""
    return np.vstack([np.zeros((1, values.shape[1])), values])


def _gates(result: Result) -> Figure:
    gates = {name: getattr(result, name) for name in _GATES.values()}
    return gate_bands(result.x, result.inputs, gates, TimeAxis(0, len(result.x) + 1))


def _difference(result: Result) -> Figure:
    assert result.cell_difference is not None
    assert result.hidden_difference is not None
    unit = [result.unit]
    cell, hidden = (
        _from_start(values[:, unit])[:, 0] for values in (result.cell_difference, result.hidden_difference)
    )
    return hold_difference(cell, hidden)


def _diagram(result: Result) -> CellDiagram:
    held = next((letter for letter, name in _GATES.items() if result.hold and result.hold.gate == name), "")
    return CellDiagram(
        step=result.step,
        last=len(result.x),
        stage=result.stage,
        values=dict(_values(result)),
        gates={letter: result.now(name) for letter, name in _GATES.items()},
        held=held if is_held(result) else "",
        words=words.stage_words(result),
        places=dict(_places(result)),
    )


def _values(result: Result) -> Iterator[tuple[str, str]]:
    """Every number of the drawing, written out."""
    gates = {letter: result.now(name) for letter, name in _GATES.items()}
    c_before, c = float(result.before("cell")[result.unit]), result.now("cell")
    units = result.hidden.shape[1]
    yield (
        "where",
        f"step {result.step:,}" if units == 1 else f"step {result.step:,}, unit {result.unit} of {units}",
    )
    yield "t", f"{result.step:,}"
    yield "t-before", f"{result.step - 1:,}"
    yield "x", vector(result.x[result.step - 1].tolist())
    yield "h-before", _short(float(result.before("hidden")[result.unit]))
    yield "c-before", _short(c_before)
    for letter, value in gates.items():
        yield letter, _gate(value)
    yield "keep", _short(gates["f"] * c_before)
    yield "write", _short(gates["i"] * gates["g"])
    yield "c", _short(c)
    yield "squashed", _short(float(np.tanh(c)))
    yield "h", _short(result.now("hidden"))


def _gate(value: float) -> str:
    """Four decimals; near the ends five, where a leak of 0.00005 is seen, and none for what is exactly 0 or 1."""
    if abs(value) in (0.0, 1.0):
        return fixed(value, 0)
    return fixed(value, 4 if 1e-3 <= abs(value) <= 1 - 1e-3 else 5)


def _short(value: float) -> str:
    """Four decimals at most: a number's place in the drawing is narrow."""
    return quantity(value, 3) if abs(value) >= 10 or 0 < abs(value) < 1e-3 else fixed(value, 4)


def _places(result: Result) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """The states that the drawing's buttons lead to."""
    stages, step, stage, last = len(EQUATIONS), result.step, result.stage, len(result.x)
    back = (step, stage - 1) if stage > 1 else (step - 1, stages)
    forward = (step, stage + 1) if stage < stages else (step + 1, 1)
    yield "back", _place(result, *back) if back[0] >= 1 else None
    yield "forward", _place(result, *forward) if forward[0] <= last else None
    yield (
        "free",
        query_of(result.params.model_copy(update={"hold": "none"})) if result.hold is not None else None,
    )
    for number, letter in enumerate(EQUATIONS, start=1):
        yield letter, _place(result, step, number)


def _place(result: Result, step: int, stage: int) -> Mapping[str, Any]:
    return query_of(result.params.model_copy(update={"t": step, "stage": stage}))


def _tables(result: Result) -> Iterator[Table]:
    steps = np.arange(1, len(result.x) + 1)
    units = range(result.hidden.shape[1])
    states = {
        f"{letter} {unit}": values[:, unit]
        for letter, values in (("C", result.cell), ("h", result.hidden))
        for unit in units
    }
    read = dict(zip(result.inputs, result.x.T, strict=True))
    gates = {
        f"{letter} {unit}": getattr(result, name)[:, unit]
        for letter, name in _GATES.items()
        for unit in units
    }
    yield Table("states", "States, a column a unit", {"step": steps, **states})
    yield Table("gates", "Input and gates, g is the candidate", {"step": steps, **read, **gates})
    if result.hold is not None:
        moved = {"ΔC": result.cell_difference, "Δh": result.hidden_difference}
        columns = {name: values[:, result.unit] for name, values in moved.items() if values is not None}
        yield Table("difference", f"Held minus free, unit {result.unit}", {"step": steps, **columns})
