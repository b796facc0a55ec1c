r"""Formulas with their numbers: LaTeX for programs, MathML for the page.

`\term{h0}{...}` marks a part of a formula that stands for something in a figure: the page lights both together. In
plain LaTeX the mark is left out.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Shaped
from latex2mathml.converter import convert

_TERM = re.compile(r"\\term\{([\w-]+)\}")
_TERM_AS_COLOR = re.compile(r'<mstyle mathcolor="([\w-]+)">')
_BRACKETS = re.compile(r"<mo>&#x0005B;</mo><mtable>(.*?)</mtable><mo>&#x0005D;</mo>", re.DOTALL)
_MAX_ENTRIES = 8


@dataclass(frozen=True)
class Equation:
    r"""One formula: its name, and its LaTeX in which `\term{name}{...}` marks terms."""

    name: str
    marked: str

    @property
    def latex(self) -> str:
        """Plain LaTeX, without the marks."""
        return _TERM.sub("", self.marked)

    @property
    def mathml(self) -> str:
        """MathML in display style; a marked part has `data-term` and can be focused."""
        return _mathml(self.marked)


@lru_cache(2_048)
def _mathml(marked: str) -> str:
    """A term travels through the converter as a color: both wrap one group.

    A matrix gets its brackets from the style sheet: letters grow with it only where a font for mathematics is.
    """
    drawn = convert(_TERM.sub(r"\\color{\1}", marked), display="block")
    drawn = _BRACKETS.sub(r'<mtable class="bracketed">\1</mtable>', drawn)
    return _TERM_AS_COLOR.sub(r'<mstyle data-term="\1" tabindex="0">', drawn)


def number(value: complex | float | int, digits: int = 3) -> str:
    r"""A number in LaTeX with `digits` significant digits: 0.121, -1.50, 3.2 \cdot 10^{-7}, 0.5 + 0.87i."""
    if isinstance(value, complex | np.complexfloating):
        if value.imag == 0:
            return number(value.real, digits)
        sign = "-" if value.imag < 0 else "+"
        return f"{number(value.real, digits)} {sign} {number(abs(value.imag), digits)}i"
    if not math.isfinite(value):
        return r"\text{undefined}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        decimals = digits - 1 - math.floor(math.log10(abs(value))) if value else 0
        return _trimmed(f"{value:.{max(0, decimals)}f}")
    mantissa, exponent = f"{value:.{max(0, digits - 2)}e}".split("e")
    return rf"{_trimmed(mantissa)} \cdot 10^{{{int(exponent)}}}"


def base(value: complex | float | int, digits: int = 3) -> str:
    r"""A number that a power can be written on: in parentheses where it has a sign or is a product itself."""
    text = number(value, digits)
    return text if re.fullmatch(r"[\d.]+", text) else rf"\left({text}\right)"


def power_of_ten(exponent: float | int, digits: int = 3) -> str:
    """10 to this power as `number` writes it, also where no float holds it; minus infinity is an exact 0."""
    if exponent == -math.inf:
        return "0"
    if -3 <= exponent < 5:
        return number(10.0**exponent, digits)
    whole = math.floor(exponent)
    mantissa = f"{10.0 ** (exponent - whole):.{max(0, digits - 2)}f}"
    if mantissa.startswith("10"):
        mantissa, whole = "1", whole + 1
    return rf"{_trimmed(mantissa)} \cdot 10^{{{whole}}}"


def _trimmed(text: str) -> str:
    """A decimal number without zeros at its end that say nothing."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: float | int, decimals: int = 8) -> str:
    """A number with that many decimals, as NumPy prints it: -1.5980544."""
    return _trimmed(f"{value:.{decimals}f}")


def matrix(rows: Shaped[np.ndarray, "row column"] | Sequence[Sequence[str]], digits: int = 3) -> str:
    """A matrix in brackets; entries are numbers, or LaTeX already. Large ones are cut, with dots."""
    texts = [[entry if isinstance(entry, str) else number(entry, digits) for entry in row] for row in rows]
    if len(texts) > _MAX_ENTRIES:
        texts = [*texts[: _MAX_ENTRIES - 1], [r"\vdots" for _ in texts[0]]]
    cut = [[*row[: _MAX_ENTRIES - 1], r"\cdots"] if len(row) > _MAX_ENTRIES else row for row in texts]
    body = r" \\ ".join(" & ".join(row) for row in cut)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def column(entries: Shaped[np.ndarray, " entry"] | Sequence[str], digits: int = 3) -> str:
    """A column vector in brackets."""
    return matrix([[entry if isinstance(entry, str) else number(entry, digits)] for entry in entries])


def row(entries: Shaped[np.ndarray, " entry"] | Sequence[str], digits: int = 3) -> str:
    """A row vector in brackets."""
    return matrix([[entry if isinstance(entry, str) else number(entry, digits) for entry in entries]])


def term(name: str, latex: str) -> str:
    """A part of a formula that lights what has `meta={"term": name}` in the figures."""
    return rf"{{\term{{{name}}}{{{latex}}}}}"
