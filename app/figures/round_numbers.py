"""Numbers that people read at a glance: 1, 2 or 5 times a power of ten."""

import math
from collections.abc import Sequence


def round_up(number: float, digits: Sequence[int | float] = (1, 2, 5)) -> float:
    """The smallest of these numbers times a power of ten that is not below the number; 0 for 0."""
    if number <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(number))
    return next(digit * power for digit in (*digits, 10) if digit * power >= number * (1 - 1e-12))
