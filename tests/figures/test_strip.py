"""Ticks are the steps' labels where there are some, whole numbers else."""

import numpy as np

from app.figures.reduce import MAX_LABELS
from app.figures.strip import TimeAxis, label_width, time_axis


def test_labels_stand_on_the_ticks_and_with_their_step_in_the_hover_text():
    axis = time_axis(TimeAxis(1_000, 1_002, ("a", "<b>")))

    assert axis["labelalias"] == {
        "1,000": "a",
        "1,001": "&lt;b&gt;",
        "+1,000": "step 1,000: a",
        "+1,001": "step 1,001: &lt;b&gt;",
    }
    assert (axis["tick0"], axis["dtick"]) == (1_000, 1)


def test_long_labels_stand_on_fewer_ticks_at_round_distances():
    axis = time_axis(TimeAxis(0, 45, tuple(f"{32 * step} ms" for step in range(45))))

    assert axis["dtick"] == 10


def test_labels_of_any_length_and_number_leave_the_ticks_readable():
    axis = time_axis(TimeAxis(0, MAX_LABELS, ("a" * 300,) * MAX_LABELS))

    assert axis["labelalias"]["7"] == "a" * 19 + "…"
    assert axis["dtick"] == 500


def test_two_short_neighbors_of_a_long_word_do_not_make_all_ticks_rare():
    assert label_width(TimeAxis(0, 3, ("a", "b", "c"))) == 14
    assert label_width(TimeAxis(0, 3, ("a", "longer", "c"))) == 32


def test_without_labels_steps_are_numbers():
    long, short = TimeAxis(0, 500), TimeAxis(4, 8)

    assert "labelalias" not in time_axis(long)
    assert "dtick" not in time_axis(long)
    assert time_axis(short)["dtick"] == 1
    assert long.named() == "step %{x}"
    assert TimeAxis(0, 1, ("a",)).named("y") == "%{y}"
    assert short.steps.tolist() == [4, 5, 6, 7]
    assert label_width(long) == 0


def test_too_many_labels_stay_at_home():
    time = TimeAxis(0, MAX_LABELS + 1, tuple(map(str, np.arange(MAX_LABELS + 1))))

    assert not time.has_labels
    assert "labelalias" not in time_axis(time)


def test_an_axis_can_be_named_after_its_unit():
    assert time_axis(TimeAxis(0, 3, title="time (ms)"))["title"]["text"] == "time (ms)"
    assert time_axis(TimeAxis(0, 3), "loss of step t")["title"]["text"] == "loss of step t"
