from fractions import Fraction

import pytest

from app.training.spacing import SHARE, Load, Spacing, interval, spacing
from tests.training.samples import tagger

LOAD = Load(batch_words=100.0, batch_steps=10.0, held_out_words=1_000, watched_words=12)


@pytest.mark.parametrize(
    ("at_least", "expected"),
    [(1.0, 1), (3.0, 3), (3.5, 4), (7.0, 12), (12.0, 12), (13.0, 24), (30.0, 36), (0.2, 1)],
)
def test_an_interval_is_an_equal_part_of_an_epoch_or_whole_epochs(at_least, expected):
    assert interval(12, at_least) == expected


def test_parts_of_an_epoch_need_not_be_whole_updates():
    assert interval(10, 3.0) == Fraction(10, 3)
    every = Spacing(20, Fraction(10, 3), Fraction(10), Fraction(20))

    assert [step for step in range(21) if "tally" in every.due(step)] == [0, 4, 7, 10, 14, 17, 20]
    assert [step for step in range(21) if "look" in every.due(step)] == [0, 10, 20]


def test_at_both_ends_everything_is_due():
    every = Spacing(7, Fraction(5), Fraction(100), Fraction(100))

    assert every.due(0) == every.due(7) == {"tally", "look", "assessment"}
    assert every.due(5) == {"tally"}
    assert not every.due(6)


@pytest.mark.parametrize("epochs", [1, 30, 10_000])
@pytest.mark.parametrize("batches", [1, 12, 12_544])
def test_there_is_something_to_tell_in_each_epoch_and_never_too_much(batches, epochs):
    every = spacing([tagger()], LOAD, batches, epochs)

    assert every.tally <= batches
    assert epochs <= every.steps / every.tally <= max(epochs, 300) * 1.01
    assert every.steps / every.look <= 150
    assert every.steps / every.assessment <= 100


def test_larger_networks_and_data_are_watched_less_often():
    small = spacing([tagger()], LOAD, 1_000, 10)
    beside = spacing([tagger(), tagger("lstm")], LOAD, 1_000, 10)
    much = spacing([tagger()], Load(100.0, 10.0, 100_000, 12), 1_000, 10)

    assert beside.look > small.look > 1 / SHARE
    assert much.assessment > small.assessment
    assert much.look == small.look
