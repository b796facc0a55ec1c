r"""The six equations of an LSTM's step with the numbers of the open one, in the lecture's order.

Terms: x, h-before, c-before, f, g (the candidate), i, c, o, h. An equation that has not been computed yet has letters
alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.core.activations import sigmoid
from app.core.lstm_run import GateName
from app.figures.formula import Equation, base, number, term

if TYPE_CHECKING:
    from app.topics.lstm_cell import Result

_SEEN = 5e-6
"""A gate that lacks less than this would be written as 1."""
_ROWS: dict[str, int] = {"i": 0, "f": 1, "g": 2, "o": 3}
_LETTERS = {"i": "i", "f": "f", "g": r"\tilde{c}", "o": "o"}
_WEIGHTS = {"i": "i", "f": "f", "g": "c", "o": "o"}
_NAMES: dict[str, GateName] = {
    "i": "input_gate",
    "f": "forget_gate",
    "g": "cell_gate",
    "o": "output_gate",
}


def equations(result: Result) -> Iterator[Equation]:
    """The six equations, and the weights of a network set by hand."""
    for stage, letter in enumerate("fgicoh", start=1):
        lines = [_letters(letter, result.step)]
        if stage <= result.stage:
            lines.append(_numbers(letter, result))
        body = r" \\ ".join(lines)
        yield Equation(letter, rf"\begin{{array}}{{l}} {body} \end{{array}}")
    if result.params.network != "random":
        yield Equation("weights", _weights(result))


def _letters(letter: str, t: int) -> str:
    """The slide's equation with this step's index."""
    named = {gate: term(gate, f"{latex}_{{{t}}}") for gate, latex in _LETTERS.items()}
    before = {state: term(f"{state.lower()}-before", f"{state}_{{{t - 1}}}") for state in "hC"}
    c, h = term("c", f"C_{{{t}}}"), term("h", f"h_{{{t}}}")
    if letter == "c":
        return rf"{c} = {named['f']} \times {before['C']} + {named['i']} \times {named['g']}"
    if letter == "h":
        return rf"{h} = {named['o']} \times \tanh({c})"
    squash, row = _squash(letter), _WEIGHTS[letter]
    read = term("x", f"x_{{{t}}}")
    return rf"{named[letter]} = {squash}(W_{row} [{before['h']}, {read}] + b_{row})"


def _numbers(letter: str, result: Result) -> str:
    """The same with the open unit's numbers."""
    if letter == "c":
        c_before = base(float(result.before("cell")[result.unit]), 4)
        kept = rf"{_gate('f', result)} \cdot {term('c-before', c_before)}"
        added = rf"{_gate('i', result)} \cdot {_gate('g', result)}"
        return rf"= {kept} + {added} = {term('c', number(result.now('cell'), 4))}"
    if letter == "h":
        c, h = (number(result.now(state), 4) for state in ("cell", "hidden"))
        return rf"= {_gate('o', result)} \cdot \tanh({term('c', c)}) = {term('h', h)}"
    total = number(float(result.preactivation[_ROWS[letter]]), 4)
    hold = result.hold
    if hold is not None and hold.gate == _NAMES[letter] and is_held(result):
        return rf"\text{{held at }} {_gate(letter, result)} \text{{, its own sum is }} {total}"
    return rf"= {_squash(letter)}({_sum(letter, result)}) = {_found(letter, result)}"


def is_held(result: Result) -> bool:
    """Whether the hold takes effect on the open unit at the open step."""
    hold = result.hold
    return hold is not None and result.step >= hold.start and hold.unit in (None, result.unit)


def _squash(letter: str) -> str:
    return r"\tanh" if letter == "g" else r"\sigma"


def _found(letter: str, result: Result) -> str:
    """What the squash makes of the sum; a gate that would be rounded to 1 as what it lacks."""
    lost = float(sigmoid(-result.preactivation[_ROWS[letter] : _ROWS[letter] + 1])[0])
    if letter != "g" and 0 < lost < _SEEN:
        return term(letter, f"1 - {number(lost, 2)}")
    return _gate(letter, result, "{}")


def _gate(letter: str, result: Result, negative: str = "({})") -> str:
    """A gate's value in a product; one near 1 with enough digits to see that it is not 1."""
    value = result.now(_NAMES[letter])
    text = number(value, 5 if value > 0.99 else 3)
    return term(letter, negative.format(text) if value < 0 else text)


def _sum(letter: str, result: Result) -> str:
    """The gate's row: product by product where they are few, else what the state and what the input adds."""
    row = _ROWS[letter] * result.hidden.shape[1] + result.unit
    weights_h, weights_x = result.weight_hh[row], result.weight_ih[row]
    parts: list[
        tuple[str, float, str]
    ] = []  # term, the number that its sign is taken from, the rest of the product
    if weights_h.any():
        parts.append(("h-before", float(weights_h @ result.before("hidden")), ""))
    for weight, x in zip(weights_x.tolist(), result.x[result.step - 1].tolist(), strict=True):
        if weight != 0:
            parts.append(("x", weight, rf" \cdot {base(x, 3)}"))
    if result.bias[row] != 0 or not parts:
        parts.append(("", float(result.bias[row]), ""))
    return " ".join(_signed(place, *part) for place, part in enumerate(parts))


def _signed(place: int, name: str, value: float, rest: str) -> str:
    sign = "-" if value < 0 else ("" if place == 0 else "+")
    text = f"{number(abs(value), 3)}{rest}"
    return f"{sign} {term(name, text) if name else text}"


def _weights(result: Result) -> str:
    """The rows of a network set by hand, a column an input and the last one the bias; what h adds is 0 in all."""
    names = [rf"\text{{{name}}}" for name in result.inputs]
    lines = [" & ".join(["", *names, "b"])]
    for letter in "fgio":
        row = _ROWS[letter]
        entries = [number(float(value)) for value in (*result.weight_ih[row], result.bias[row])]
        lines.append(" & ".join([term(letter, f"W_{_WEIGHTS[letter]}"), *entries]))
    body = r" \\ ".join(lines)
    return rf"\begin{{array}}{{{'l' + 'r' * (len(names) + 1)}}} {body} \end{{array}}"
