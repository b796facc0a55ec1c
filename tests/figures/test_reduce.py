"""Reductions keep what matters and say what they did; short arrays pass as they are."""

import numpy as np
import pytest

from app.figures.reduce import bin_columns, bin_square, compact, envelope, gaps_note, join_notes, thin
from tests.figures.samples import frozen, normal


@pytest.mark.parametrize("by", ["extreme", "mean"])
def test_what_fits_is_drawn_as_it_is(by):
    values = normal(3, 7)

    columns = bin_columns(values, 7, by)

    assert columns.values is values
    assert columns.edges.tolist() == [0, 1, 2, 3, 4, 5, 6, 7]
    assert columns.note == ""


def test_extreme_columns_keep_every_spike_with_its_sign():
    values = np.zeros((2, 10), np.float32)
    values[0, 4], values[1, 9] = -5, 3

    columns = bin_columns(frozen(values), 4, "extreme")

    assert columns.edges.tolist() == [0, 3, 6, 9, 10]
    assert columns.values.tolist() == [[0, -5, 0, 0], [0, 0, 0, 3]]
    assert columns.values.dtype == np.float32
    assert columns.note == "Each column shows the value of largest size among 3 steps."


def test_mean_columns_weigh_a_short_last_column_rightly():
    columns = bin_columns(frozen(np.arange(5.0)[None]), 3, "mean")

    assert columns.values.tolist() == [[0.5, 2.5, 4.0]]
    assert columns.note == "Each column shows the mean of 2 steps."


def test_a_square_keeps_the_largest_pair_of_each_block():
    values = np.zeros((5, 5))
    values[4, 1] = 7

    square = bin_square(frozen(values), 3)

    assert square.values.shape == (3, 3)
    assert square.values[2, 0] == 7
    assert square.values.sum() == 7
    assert square.edges.tolist() == [0, 2, 4, 5]
    assert square.note == "Each cell shows the largest of 2 x 2 pairs."


def test_an_envelope_keeps_the_extremes_of_every_bin_the_ends_and_the_gaps():
    values = normal(10_000).copy()
    values[1234], values[8765], values[5000] = 100, -100, np.nan

    kept, note = envelope(frozen(values))

    assert len(kept) <= 2_000
    assert {0, 1234, 5000, 8765, 9_999} <= set(kept.tolist())
    assert (np.diff(kept) > 0).all()
    for first in range(0, 10_000, 20):
        inside = values[first : first + 20]
        assert np.nanmax(inside) in values[kept]
        assert np.nanmin(inside) in values[kept]
    assert note == "Of each 20 steps the smallest and the largest value are drawn."


def test_an_envelope_of_a_short_line_is_the_line():
    kept, note = envelope(normal(2_000))

    assert kept.tolist() == list(range(2_000))
    assert note == ""


@pytest.mark.parametrize("time", [1, 2, 2_000, 2_001, 19_999, 20_000])
def test_a_thinned_path_has_its_ends(time):
    kept, note = thin(time)

    assert len(kept) <= 2_000
    assert (kept[0], kept[-1]) == (0, time - 1)
    assert (note == "") == (time <= 2_000)


def test_notes_count_in_words():
    assert thin(3_000)[1] == "Every 2nd step is drawn."
    assert thin(22_000)[1] == "Every 12th step is drawn."
    assert (
        gaps_note(np.array([True, False, False]), "pairs are") == "2 pairs are NaN or infinite: left blank."
    )
    assert gaps_note(np.array([True]), "pairs are") == ""
    assert join_notes("", "One.", "", "Two.") == "One. Two."


def test_compact_halves_the_bytes_unless_a_value_is_too_large():
    assert compact(np.array([1.5, np.nan, -2])).dtype == np.float32
    assert compact(np.array([1.5, np.inf])).dtype == np.float32
    assert compact(np.array([])).dtype == np.float32
    assert compact(np.array([1.5, -1e200])).tolist() == [1.5, -1e200]
