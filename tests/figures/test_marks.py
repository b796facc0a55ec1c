"""Arrows, axes, labels and handles that many figures share."""

import numpy as np

from app.figures.arrows import ArrowLook, arrow_lines
from app.figures.handles import Sets, handle
from app.figures.labels import end_label, level_label
from app.figures.square_axes import square_axes


def test_arrows_have_gaps_between_them_and_a_head_at_each_end():
    look = ArrowLook("#000000", 2, 9, standoff=4)

    trace = arrow_lines("way", [((0, 0), (1, 0)), ((2, 2), (2, 2))], look)

    assert trace["x"] == [0, 1, None, 2, 2]
    assert trace["y"] == [0, 0, None, 2, 2]
    assert trace["marker"]["size"] == [0, 9, 0, 0, 0], "an arrow of length 0 has no head"
    assert trace["hoverinfo"] == "skip"
    assert arrow_lines("none", [], look)["x"] == []
    assert arrow_lines("way", [((0, 0), (1, 0))], look, hover="here")["hovertemplate"] == "here"


def test_a_handle_sets_the_first_two_entries_to_its_place():
    found = handle("h0", "h₀", np.array([0.3, 0.2]))

    assert (found["field"], found["label"], found["x"], found["y"]) == ("h0", "h₀", 0.3, 0.2)
    assert [(step["entry"], step["axis"], step["sign"], step["from"]) for step in found["sets"]] == [
        (0, "x", 1, 0.0),
        (1, "y", 1, 0.0),
    ]


def test_a_handle_can_set_one_entry_or_two_that_are_mirrored_or_measured_from_elsewhere():
    assert [step["axis"] for step in handle("x", "x", (1.0, 2.0), Sets((3,)))["sets"]] == ["x"]

    mirrored = handle("eigenvalues", "λ₂", (0.5, -0.5), Sets((0, 1), signs=(1, -1), start=(0.0, 1.0)))["sets"]

    assert [(step["sign"], step["from"]) for step in mirrored] == [(1, 0.0), (-1, 1.0)]
    assert not {"low", "high"} & mirrored[0].keys()


def test_a_handle_can_be_held_within_limits_on_an_axis_of_its_own():
    gate = handle("gate", "f₂", (0.5, 2.0), Sets((1,), within=(0.0, 1.0), on="x2"))

    assert gate["on"] == "x2"
    assert (gate["sets"][0]["low"], gate["sets"][0]["high"]) == (0.0, 1.0)


def test_both_axes_of_a_plane_have_one_scale():
    axes = square_axes(("h1", "h2"), (-2.0, 2.0), ticks=6)

    assert axes["yaxis"]["scaleanchor"] == "x"
    assert axes["xaxis"]["range"] == axes["yaxis"]["range"] == [-2.0, 2.0]
    assert (axes["xaxis"]["title"]["text"], axes["yaxis"]["title"]["text"]) == ("h1", "h2")
    assert "nticks" not in square_axes(("h1", "h2"), (-2.0, 2.0))["xaxis"]


def test_names_stand_in_the_right_margin_and_levels_are_named_at_the_left():
    end, level = end_label(0.5, "law", "#000000"), level_label(-3.0)

    assert (end["xref"], end["x"], end["y"], end["text"]) == ("paper", 1, 0.5, "law")
    assert (level["xref"], level["x"], level["y"], level["text"]) == ("paper", 0, -3.0, "exactly 0")
