"""What an LSTM's page draws: its states, its gates, a hold's difference, and the numbers in its drawing."""

from itertools import pairwise

import numpy as np
import pytest

from app.figures.cell_courses import Courses, cell_courses
from app.figures.cell_diagram import EQUATIONS, FULL_PX, PARTS, CellDiagram
from app.figures.gate_bands import gate_bands
from app.figures.hold_difference import hold_difference
from app.figures.step_marks import mark_change, mark_step
from app.figures.strip import TimeAxis
from tests.figures.samples import assert_plotly_knows, frozen, uniform

GATES = ("forget_gate", "cell_gate", "input_gate", "output_gate")


def named(figure, name):
    (found,) = [trace for trace in figure.figure.data if trace.name == name]
    return found


def courses(is_held):
    cell, hidden, free_cell, free_hidden = (uniform(6, 3).astype(np.float64) + shift for shift in range(4))
    if is_held:
        return Courses(cell, hidden, free_cell, free_hidden, unit=1, step=4)
    return Courses(cell, hidden, None, None, unit=1, step=4)


def test_courses_show_one_unit_strongly_and_the_dots_stand_at_the_open_step_and_before_it():
    given = courses(False)

    drawn = cell_courses(given)

    np.testing.assert_array_equal(named(drawn, "C").y, given.cell[:, 1])
    np.testing.assert_array_equal(named(drawn, "h").y, given.hidden[:, 1])
    assert named(drawn, "h").yaxis == "y2"
    assert (named(drawn, "C before").x[0], named(drawn, "C now").x[0]) == (3, 4)
    assert named(drawn, "C now").y[0] == given.cell[4, 1]
    assert {trace.meta["term"] for trace in drawn.figure.data} == {"c", "c-before", "h", "h-before"}
    assert not [trace for trace in drawn.figure.data if "free" in trace.name]
    assert_plotly_knows(drawn)


def test_a_free_course_is_dotted_and_both_are_named_apart_from_each_other():
    given = courses(True)

    drawn = cell_courses(given)

    np.testing.assert_array_equal(named(drawn, "C, free").y, given.free_cell[:, 1])
    assert named(drawn, "C, free").line.dash == "dot"
    labels = [note for note in drawn.figure.layout.annotations if note.yref == "y2"]
    assert [note.text for note in labels] == ["h held", "free"]
    low, high = drawn.figure.layout.yaxis2.range
    assert abs(labels[0].y - labels[1].y) >= 0.199 * (high - low)


@pytest.mark.parametrize("inputs", [("x",), ("value", "write", "read")])
def test_bands_hold_every_gate_on_the_scale_of_its_squash(inputs):
    x = uniform(5, len(inputs)).astype(np.float64)
    gates = {name: frozen(uniform(5, 2).astype(np.float64) * (k + 1) / 4) for k, name in enumerate(GATES)}

    drawn = gate_bands(x, inputs, gates, TimeAxis(0, 6))

    for name in GATES:
        trace = named(drawn, name.replace("_", " "))
        np.testing.assert_allclose(trace.z, gates[name].T, rtol=1e-6)
        assert (trace.zmin, trace.zmax) == ((-1, 1) if name == "cell_gate" else (0, 1))
        assert trace.x0 == 1
    np.testing.assert_array_equal(named(drawn, "input").z, x.T)
    layout = drawn.figure.layout
    assert list(layout.yaxis.labelalias.values()) == list(inputs)
    tops = [layout[f"yaxis{row or ''}"].domain for row in ("", 2, 3, 4, 5)]
    assert all(above[0] > below[1] for above, below in pairwise(tops))
    assert tops[-1][0] == pytest.approx(0, abs=1e-9)
    assert_plotly_knows(drawn)


def test_a_difference_stands_around_zero():
    drawn = hold_difference(frozen(np.array([0.0, 0.0, 2.0])), frozen(np.array([0.0, -1.0, 0.5])))

    assert list(named(drawn, "ΔC").y) == [0, 0, 2]
    low, high = drawn.figure.layout.yaxis.range
    assert low == -high < -2
    assert_plotly_knows(drawn)
    assert hold_difference(np.zeros(3), np.zeros(3)).figure.layout.yaxis.range[1] > 0


def test_marks_are_added_to_what_is_there():
    drawn = hold_difference(np.zeros(4), np.zeros(4)).figure
    before = len(drawn.to_plotly_json()["layout"]["annotations"])

    mark_step(drawn, 2, "t")
    mark_change(drawn, 3, "from here")
    mark_change(drawn, 3, "")

    layout = drawn.to_plotly_json()["layout"]
    assert [(shape["x0"], shape["x1"]) for shape in layout["shapes"]] == [(1.5, 2.5), (2.5, 2.5), (2.5, 2.5)]
    assert len(layout["annotations"]) == before + 1
    assert layout["meta"]["choose_step"] == "t"
    assert layout["meta"]["strip"] is True
    assert len(drawn.figure.layout.shapes) == 3
    drawn.add_to_layout("shapes", {"type": "line"})
    assert len(drawn.figure.layout.shapes) == 4


def diagram(stage, **gates):
    opened = {"f": 1.0, "g": -0.5, "i": 0.25, "o": 0.0} | gates
    places = {name: {"stage": "1"} for name in (*EQUATIONS, "back")} | {"forward": None}
    values = dict.fromkeys((*PARTS, "x"), "1")
    return CellDiagram(3, 9, stage, values, opened, "f", "Words.", places).plain()


@pytest.mark.parametrize("stage", range(1, 7))
def test_parts_are_computed_in_the_lectures_order(stage):
    plain = diagram(stage)

    later = [letter for letter in EQUATIONS if plain["states"][letter] == "later"]
    assert later == list(EQUATIONS[stage:])
    assert plain["states"][EQUATIONS[stage - 1]] == "live"
    assert all((plain["texts"][part] == "") == (plain["states"][part] == "later") for part in PARTS)
    assert plain["texts"]["x"] == "1"
    assert plain["places"]["forward"] is None


def test_a_gate_fills_its_box_from_below_and_the_candidate_from_its_middle():
    bars = diagram(6)["bars"]

    assert bars["f"] == {"y": 0, "height": FULL_PX}
    assert bars["i"] == {"y": 0.75 * FULL_PX, "height": 0.25 * FULL_PX}
    assert bars["o"]["height"] == 0
    assert bars["g"] == {"y": FULL_PX / 2, "height": FULL_PX / 4}
    assert diagram(6, g=1.0)["bars"]["g"] == {"y": 0, "height": FULL_PX / 2}
    assert diagram(1)["bars"]["i"]["height"] == 0
