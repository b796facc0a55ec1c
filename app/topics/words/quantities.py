"""Quantities as people write them in a sentence: 0.34, 5.5 %, 2,400 times, 3 · 10⁻⁷."""

import math
from collections.abc import Callable, Iterable

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_LARGEST = 300
"""From this power of ten on, floats come to their end."""
_MOST = 4


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
    """10 to this power; where no float holds it, to the nearest whole power."""
    if exponent == -math.inf:
        return "0"
    if abs(exponent) < _LARGEST:
        return quantity(10.0**exponent, digits)
    return f"10{raised(round(exponent))}"


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
    """A share in percent, to two digits or so and never rounded to 0."""
    return f"{quantity(100 * share, 2)} %"


def count(number: int, what: str) -> str:
    """A count with its noun: 1 step, 20 steps."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
