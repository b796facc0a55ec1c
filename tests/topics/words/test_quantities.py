"""Numbers in sentences: readable at any size, never rounded to 0 where they are not 0."""

import math

import pytest

from app.topics.words.quantities import count, fixed, percent, power, quantity, raised, vector


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 3, "0"),
        (0.12065, 3, "0.121"),
        (-2.5, 4, "−2.5"),
        (16_000, 4, "16,000"),
        (99.7, 2, "100"),
        (24_455.4, 4, "24,455"),
        (2.4e7, 3, "2.4 · 10⁷"),
        (-3.26e-7, 3, "−3.3 · 10⁻⁷"),
        (math.inf, 3, "more than 10³⁰⁸"),
    ],
)
def test_a_quantity_is_written_as_people_do(value, digits, text):
    assert quantity(value, digits) == text


@pytest.mark.parametrize(
    ("exponent", "text"),
    [
        (-math.inf, "0"),
        (0, "1"),
        (math.log10(5.83e-8), "5.8 · 10⁻⁸"),
        (-400.2, "6.3 · 10⁻⁴⁰¹"),
        (363.4, "2.5 · 10³⁶³"),
    ],
)
def test_a_power_of_ten_may_be_one_that_no_float_holds(exponent, text):
    assert power(exponent) == text


def test_a_share_is_never_rounded_to_0():
    assert [percent(share) for share in (0.5, 0.000003, 0)] == ["50 %", "3 · 10⁻⁴ %", "0 %"]


def test_a_share_is_100_percent_only_where_it_is_the_whole():
    shares = (0.99, 0.996, 0.99995, 1 - 1e-9, 1, 1.5)

    assert [percent(share) for share in shares] == [
        "99 %",
        "99.6 %",
        "99.995 %",
        "all but 1 · 10⁻⁷ %",
        "100 %",
        "150 %",
    ]


def test_decimals_have_a_true_minus_and_none_before_0():
    assert [fixed(value, 3) for value in (-1.5, -0.0001, 0.25)] == ["−1.500", "0.000", "0.250"]


def test_a_vector_shows_its_first_four_numbers():
    assert vector([1, -2.5]) == "(1, −2.5)"
    assert vector([1, 2, 3, 4, 5], lambda value: fixed(value, 1)) == "(1.0, 2.0, 3.0, 4.0, …)"


def test_a_count_agrees_with_its_noun():
    assert [count(number, "step") for number in (1, 2_000)] == ["1 step", "2,000 steps"]
    assert f"n{raised(-12)}" == "n⁻¹²"
