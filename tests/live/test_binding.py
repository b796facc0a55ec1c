"""What fills a figure in Python; tests/js/binding.test.js asks the same of the browser's, with the same cases."""

import json
import math
from pathlib import Path

import pytest

from app.figures.bound import CHOSEN
from app.live.binding import filled, thinning

_ALL = json.loads((Path(__file__).parent / "binding_cases.json").read_text())
SNAPSHOTS = _ALL["snapshots"]


@pytest.mark.parametrize("case", _ALL["cases"], ids=lambda case: case["what"])
def test_a_trace_is_filled_from_its_path(case):
    figure = {"data": [case["trace"]], "layout": {}}

    (trace,) = filled(figure, SNAPSHOTS, case["step"])["data"]

    assert trace == case["trace"] | case["filled"]


@pytest.mark.parametrize("case", _ALL["long"], ids=lambda case: case["what"])
@pytest.mark.parametrize("kind", ["scatter", "heatmap"])
def test_a_long_course_is_thinned_and_says_so(case, kind):
    told = [{"step": 10 * place, "loss": place} for place in range(case["count"])]
    figure = {"data": [{"type": kind, "meta": {"over": "loss"}}], "layout": {}}

    (trace,) = filled(figure, told, 0)["data"]

    assert len(trace["x"]) == case["points"]
    for place, step in case["x"].items():
        assert trace["x"][int(place)] == step
    assert [10 * value for value in trace["z" if kind == "heatmap" else "y"]] == trace["x"]
    assert thinning(told, figure) == case["note"]


@pytest.mark.parametrize("case", _ALL["axes"], ids=lambda case: case["what"])
@pytest.mark.parametrize("step", [0, 30])
def test_a_steady_axis_shows_every_step(case, step):
    low, high = filled(case["figure"], SNAPSHOTS, step)["layout"][case["axis"]]["range"]

    ends = [math.log10(end) if case["is_log"] else end for end in case["ends"]]
    air = 0.06 * (ends[1] - ends[0])
    assert [low, high] == pytest.approx([ends[0] - air, ends[1] + air])


@pytest.mark.parametrize("axis", ["yaxis", "yaxis2"])
def test_an_exact_0_is_a_gap_on_a_log_axis(axis):
    trace = {"type": "scatter", "yaxis": axis.replace("axis", ""), "meta": {"at": "cells.rnn.norms"}}
    figure = {"data": [trace], "layout": {axis: {"type": "log"}}}

    assert filled(figure, SNAPSHOTS, 0)["data"][0]["y"] == [8, None, 2]


def test_the_line_stands_at_the_chosen_step_and_the_figure_is_left_as_it_was():
    shapes = [{"type": "line", "name": CHOSEN, "x0": 0, "x1": 0}, {"type": "line", "x0": 3, "x1": 3}]

    layout = filled({"data": [], "layout": {"shapes": shapes}}, SNAPSHOTS, 20)["layout"]

    assert [shape["x0"] for shape in layout["shapes"]] == [20, 3]
    assert shapes[0]["x0"] == 0
