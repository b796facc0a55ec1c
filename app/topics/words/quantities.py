"""Quantities as people write them in a sentence: 0.34, 5.5 %, 2,400 times, 3 · 10⁻⁷."""

import math
from collections.abc import Callable, Iterable, Sequence

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LARGEST = 300
"""From this power of ten on, floats come to their end."""
_FARTHEST = 1e6
"""From here on an exponent has no digits left for what stands before the power."""
_MOST = 4
_NEARLY_WHOLE, _UNWRITTEN = 0.005, 1e-6
"""Of a share that lacks less than the first, two digits would make 100 %; less than the second, that is all to tell."""


def quantity(value: float | int, digits: int = 3) -> str:
    """A number to `digits` significant digits; very large and very small ones as a power of ten."""
    if math.isinf(value):
        return "more than 10³⁰⁸"
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}"
        # 1,843, and 99.7 to two digits is 100, not 1e+02
        text = f"{value or 0:,.0f}" if "." not in text or "e" in text else text
    else:
        mantissa, exponent = f"{value:.{digits - 2}e}".split("e")
        text = f"{mantissa} · 10{raised(int(exponent))}"
    return text.replace("-", "−")


def power(exponent: float | int, digits: int = 3) -> str:
    """10 to this power, also where no float holds it; very far out, to the nearest whole power."""
    if exponent == -math.inf:
        return "0"
    if abs(exponent) < _LARGEST:
        return quantity(10.0**exponent, digits)
    if abs(exponent) >= _FARTHEST:
        return f"10{raised(round(exponent))}"
    whole = math.floor(exponent)
    mantissa = f"{10 ** (exponent - whole):.{digits - 2}f}"
    return f"1 · 10{raised(whole + 1)}" if mantissa.startswith("10") else f"{mantissa} · 10{raised(whole)}"


def raised(exponent: int) -> str:
    """A whole number as an exponent: ⁻⁷."""
    return str(exponent).translate(_SUPERSCRIPTS)


def lowered(index: int) -> str:
    """A step's number as an index: ₆₀."""
    return str(index).translate(_SUBSCRIPTS)


def fixed(value: float | int, decimals: int) -> str:
    """A number with that many decimals, with a true minus, and none before 0."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if not text.strip("-0.") else text.replace("-", "−")


def vector(values: Iterable[float | int], write: Callable[[float | int], str] = quantity) -> str:
    """(1, −2.5), the first four numbers of it."""
    texts = [write(value) for value in values]
    return f"({', '.join(texts[:_MOST])}{', …' if len(texts) > _MOST else ''})"


def percent(share: float | int) -> str:
    """A share in percent, to two digits or so, never rounded to 0, and to 100 % only where it is the whole."""
    lacks = 1 - share
    if not 0 < lacks < _NEARLY_WHOLE:
        return f"{quantity(100 * share, 2)} %"
    if lacks < _UNWRITTEN:
        return f"all but {percent(lacks)}"
    return f"{100 * share:.{-math.floor(math.log10(lacks)) - 1}f}".rstrip("0") + " %"


def count(number: int, what: str) -> str:
    """A count with its noun: 1 step, 20 steps."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def joined(parts: Sequence[str]) -> str:
    """One, two and three."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
