from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.figures.label_places import label_places


def test_words_far_apart_all_stand_on_top():
    sides, _ = label_places(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]), ["a", "b", "c"])

    assert sides == ["top center"] * 3


def test_a_word_goes_to_a_side_that_is_free():
    sides, _ = label_places(np.array([[0.0, 0.0], [0.0, 0.01], [1.0, 1.0]]), ["one", "two", "far"])

    assert sides[0] != sides[1]
    assert None not in sides


def test_two_words_of_one_point_stand_on_two_sides():
    sides, _ = label_places(np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0]]), ["start", "I", ""])

    assert sides == ["top center", "bottom center", None]


def test_in_a_crowd_words_are_left_out():
    sides, _ = label_places(np.zeros((9, 2)), ["word"] * 9)

    assert sides.count(None) == 7


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=1, max_size=12))
def test_no_word_lies_on_another(points):
    _, boxes = label_places(np.array(points), ["word"] * len(points))

    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
