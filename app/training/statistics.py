"""How sure a comparison of accuracies is: an interval around each, and a paired test between two (lecture 12)."""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

_Z = 1.959963984540054  # 97.5 % of a normal distribution lie below it


def wilson_interval(right: int, count: int) -> tuple[float, float]:
    """95 % confidence interval of a share of which `right` out of `count` were seen.

        (p + z^2/2n -+ z sqrt(p(1 - p)/n + z^2/4n^2)) / (1 + z^2/n),  p = right/n

    Source: Wilson 1927; it stays within 0 and 1, and is of use at small n too.
    """
    p, z2 = right / count, _Z**2
    center = p + z2 / (2 * count)
    spread = _Z * math.sqrt(p * (1 - p) / count + z2 / (4 * count**2))
    scale = 1 + z2 / count
    return max(0.0, (center - spread) / scale), min(1.0, (center + spread) / scale)


@dataclass(frozen=True)
class Paired:
    """Words that one of two got right and the other wrong, and how likely so uneven a share is by chance."""

    first_only: int
    second_only: int
    p: float


def mcnemar(first: Bool[np.ndarray, " token"], second: Bool[np.ndarray, " token"]) -> Paired:
    """Exact two-sided test whether two are right equally often on the same words.

    Where they differ, each is as likely to be the right one if neither is better: p is the chance of a
    binomial(n, 1/2) at least as far from n/2 as what was seen.

    Source: McNemar 1947, in its exact form.
    """
    first_only, second_only = int((first & ~second).sum()), int((second & ~first).sum())
    n, fewer = first_only + second_only, min(first_only, second_only)
    # log C(n, k) - n log 2, summed over k = 0 ... fewer
    terms = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2)
        for k in range(fewer + 1)
    ]
    return Paired(first_only, second_only, min(1.0, 2 * math.fsum(map(math.exp, terms))))
