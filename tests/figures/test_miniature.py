import re

import numpy as np
import pytest

from app.figures.drawing import Drawing
from app.figures.miniature import HEIGHT, WIDTH, miniature
from app.figures.palette import LIGHT


def line(**more):
    return {"type": "scatter", "mode": "lines", "x": np.arange(5.0), "y": np.arange(5.0) ** 2, **more}


def places(svg: str) -> list[tuple[float, float]]:
    (path,) = re.findall(r' d="([^"]+)"', svg)
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


def test_a_line_keeps_its_shape_inside_the_drawing():
    svg = miniature([Drawing([line()], {})])

    drawn = np.array(places(svg))
    assert ((drawn >= 0) & (drawn <= [WIDTH, HEIGHT])).all()
    rises = -np.diff(drawn[:, 1])
    assert rises / rises[0] == pytest.approx([1, 3, 5, 7], rel=0.05)


def test_a_log_axis_is_drawn_as_one():
    figure = Drawing([line(y=10.0 ** np.arange(5))], {"yaxis": {"type": "log", "range": [-1, 5]}})

    rises = -np.diff(np.array(places(miniature([figure])))[:, 1])
    assert rises == pytest.approx(rises[0], rel=0.01)


def test_gaps_stay_gaps_and_colors_follow_the_theme():
    y = np.array([0.0, 1.0, np.nan, 1.0, 2.0])
    svg = miniature([Drawing([line(y=y, line={"color": LIGHT.roles["forget_gate"], "width": 2})], {})])

    assert svg.count("M") == 2
    assert "var(--role-forget-gate)" in svg
    assert "#" not in svg


def test_arrow_heads_point_where_their_angle_says():
    heads = {"symbol": "triangle-up", "angle": [0, 90]}
    trace = {"type": "scatter", "mode": "markers", "x": [0.0, 1.0], "y": [0.0, 1.0], "marker": heads}

    drawn = np.array(places(miniature([Drawing([trace], {})]))).reshape(2, 3, 2)

    up, right = drawn[:, 1] - drawn[:, [0, 2]].mean(axis=1)  # from the middle of the back to the tip
    assert up == pytest.approx([0, -2.4], abs=0.1)
    assert right == pytest.approx([2.4, 0], abs=0.1)


def test_the_first_figure_of_lines_is_taken_and_without_one_nothing():
    heatmap = Drawing([{"type": "heatmap", "z": np.ones((2, 2))}], {})

    assert "<path" in miniature([heatmap, Drawing([line()], {})])
    assert miniature([heatmap]) == ""
