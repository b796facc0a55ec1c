"""Quantities as people write them in a sentence: 0.34, 5.5 %, 2,400 times, 3 · 10⁻⁷."""

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LARGEST = 300
"""From this power of ten on, floats come to their end."""


def quantity(value: float, digits: int = 3) -> str:
    """A number to `digits` significant digits; very large and very small ones as a power of ten."""
    if math.isinf(value):
        return "more than 10³⁰⁸"
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        text = f"{value:.{digits}g}"
        text = f"{value:,.0f}" if "e" in text else text  # 99.7 to two digits is 100, not 1e+02
    else:
        mantissa, exponent = f"{value:.{digits - 2}e}".split("e")
        text = f"{mantissa} · 10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return text.replace("-", "−")


def power(exponent: float, digits: int = 3) -> str:
    """10 to this power; where no float holds it, to the nearest whole power."""
    if exponent == -math.inf:
        return "0"
    if abs(exponent) < _LARGEST:
        return quantity(10.0**exponent, digits)
    return f"10{str(round(exponent)).translate(_SUPERSCRIPTS)}"


def percent(share: float) -> str:
    """A share in percent, to two digits or so and never rounded to 0."""
    return f"{quantity(100 * share, 2)} %"


def count(number: int, what: str) -> str:
    """A count with its noun: 1 step, 20 steps."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
