"""Numbers as text: what is read, what is refused and in which words."""

from typing import Annotated

import numpy as np
import pytest
from pydantic import ValidationError

from app.topics import fields
from app.topics.fields import Numbers, TopicParams, as_text, number


class Given(TopicParams):
    """One field of each kind that holds numbers."""

    matrix: Annotated[np.ndarray, Numbers(2, 3, ndim=2)] = fields.numbers("1,2;3,4", "M", "a matrix")
    vector: Annotated[np.ndarray, Numbers(1, 3)] = fields.numbers("1", "v", "a vector")
    shares: Annotated[np.ndarray, Numbers(1, 3, limit=1, least=0)] = fields.numbers("1", "f", "a vector")
    size: float = number(1, -5, 5, "s", "a number")


@pytest.mark.parametrize(
    "text",
    [
        "1,-2;3,4",
        "1 -2; 3 4;",
        "[[1, -2], [3, 4]]",
        "[[ 1. -2.]\n [ 3.  4.]]",
        "(1, −2); (+3, .4e1)",
        "1,-2,\n3,4,",
    ],
)
def test_a_matrix_is_read_as_people_write_it(text):
    assert Given(matrix=text).matrix.tolist() == [[1, -2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,,2", "nothing before a comma"),
        (",1,2", "nothing before a comma"),
        ("1_0", "'1_0' is not a number"),
        ("0x10", "'0x10' is not a number"),
        ("１", "is not a number"),
        ("nan", "'nan' is not a number"),
        ("1e999", "not a finite number"),
        ("1e-300,1", "write 0 for a smaller one"),
        ("1,2\x00", "is not a number"),
        ("", "1 to 3 numbers"),
        ("1" * 30_000, "must be numbers with commas"),
    ],
)
def test_a_vector_that_cannot_be_meant_is_refused_in_words(text, words):
    with pytest.raises(ValidationError) as refused:
        Given(vector=text)

    assert words in str(refused.value)


def test_a_number_too_near_to_0_is_refused():
    with pytest.raises(ValidationError, match="write 0 for a smaller one"):
        Given(size=1e-300)


def test_minus_0_is_0():
    given = Given(matrix="-0,-0.0;1,2", vector="-0", size=-0.0)

    assert as_text(given.matrix) == "0,0;1,2"
    assert as_text(given.vector) == "0"
    assert as_text(given.size) == "0"
    assert not given.vector.flags.writeable


@pytest.mark.parametrize("text", ["-0.1,0.5", "0.5,1.1"])
def test_a_vector_may_have_limits_of_its_own_at_both_ends(text):
    assert Given(shares="0,1").shares.tolist() == [0, 1]

    with pytest.raises(ValidationError, match="every number must be from 0 to 1"):
        Given(shares=text)
