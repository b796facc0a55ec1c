import math

import numpy as np
import pytest

from app.training.statistics import mcnemar, wilson_interval


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_of_the_published_table(right, count, low, high):
    assert wilson_interval(right, count) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("count", [1, 7, 25_147])
def test_both_ends_solve_the_equation_that_defines_them(count):
    for right in {0, count // 3, count}:
        for end in wilson_interval(right, count):
            squared_spread = 1.959963984540054**2 * end * (1 - end) / count
            assert (right / count - end) ** 2 == pytest.approx(squared_spread, abs=1e-15)
            assert 0 <= end <= 1


def _pairs(both, first_only, second_only, neither):
    first = np.repeat([True, True, False, False], [both, first_only, second_only, neither])
    second = np.repeat([True, False, True, False], [both, first_only, second_only, neither])
    return first, second


@pytest.mark.parametrize(("first_only", "second_only"), [(1, 7), (7, 1), (0, 5), (3, 3), (0, 0), (12, 30)])
def test_the_chance_is_the_binomial_sum_and_the_agreeing_words_do_not_count(first_only, second_only):
    n, fewer = first_only + second_only, min(first_only, second_only)
    expected = min(1.0, 2 * sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n)

    for both, neither in ((0, 0), (40, 9)):
        found = mcnemar(*_pairs(both, first_only, second_only, neither))

        assert (found.first_only, found.second_only) == (first_only, second_only)
        assert found.p == pytest.approx(expected, rel=1e-12)


def test_many_differing_words_are_near_the_normal_approximation():
    found = mcnemar(*_pairs(0, 10_300, 10_000, 0))

    z = (300 - 1) / math.sqrt(20_300)
    assert found.p == pytest.approx(math.erfc(z / math.sqrt(2)), rel=1e-3)
