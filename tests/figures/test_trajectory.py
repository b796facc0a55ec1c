import numpy as np
import pytest

from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis
from app.figures.trajectory import component_titles, trajectory_2d, trajectory_3d
from tests.figures.samples import TIME, normal

VIEWS = [pytest.param(trajectory_2d, 2, id="2d"), pytest.param(trajectory_3d, 3, id="3d")]


@pytest.mark.parametrize(("view", "axes"), VIEWS)
def test_the_path_is_the_points_given_colored_by_step(view, axes):
    points = normal(6, axes)

    figure = view(points, TIME, component_titles([0.6, 0.3, 0.1][:axes])).figure

    path, steps, ends, cursor = figure.data
    for index, axis in enumerate("xyz"[:axes]):
        np.testing.assert_array_equal(path[axis], points[:, index])
        np.testing.assert_array_equal(steps[axis], points[:, index])
        np.testing.assert_array_equal(ends[axis], points[[0, -1], index])
        assert cursor[axis].tolist() == [points[-1, index]]
    assert steps.customdata.tolist() == steps.marker.color.tolist() == [3, 4, 5, 6, 7, 8]
    assert [trace.name for trace in figure.data] == ["path", "steps", "ends", "cursor"]
    assert cursor.marker.color == LIGHT.accent


def test_axis_titles_have_the_explained_variance():
    titles = component_titles([0.61, 0.2])

    layout = trajectory_2d(normal(6, 2), TIME, titles).figure.layout

    assert (layout.xaxis.title.text, layout.yaxis.title.text) == ("PC 1 (61%)", "PC 2 (20%)")
    assert layout.yaxis.scaleanchor == "x"


@pytest.mark.parametrize(("view", "axes"), VIEWS)
def test_few_labels_stand_at_their_points(view, axes):
    steps = view(normal(6, axes), TIME, "abc"[:axes]).figure.data[1]

    assert steps.mode == "markers+text"
    assert steps.text[2] == "old"
    # WebGL takes text as it is, SVG and hover texts as markup
    assert steps.text[1] == ("&lt;s&gt;" if axes == 2 else "<s>")
    assert steps.hovertext[1] == "&lt;s&gt;"


def test_a_label_without_room_is_left_to_the_hover_text():
    time = TimeAxis(0, 9, ("word",) * 9)

    steps = trajectory_2d(np.zeros((9, 2)), time, "ab").figure.data[1]

    assert "" in steps.text
    assert steps.hovertext == ("word",) * 9


def test_many_labels_are_left_to_the_hover_text():
    time = TimeAxis(0, 60, tuple(f"word {step}" for step in range(60)))

    steps = trajectory_2d(normal(60, 2), time, "ab").figure.data[1]

    assert steps.mode == "markers"
    assert steps.text[59] == "word 59"


def test_without_labels_the_hover_text_has_the_step():
    steps = trajectory_2d(normal(6, 2), TimeAxis(0, 6), "ab").figure.data[1]

    assert steps.hovertemplate.startswith("step %{customdata}")


def test_a_long_path_is_thinned_to_its_end():
    points = normal(20_000, 2)

    drawn = trajectory_2d(points, TimeAxis(50, 20_050), "ab")

    steps = drawn.figure.data[1]
    assert len(steps.x) <= 2_000
    assert (steps.customdata[0], steps.customdata[-1]) == (50, 20_049)
    assert steps.x[-1] == points[-1, 0]
    assert drawn.note == "Every 11th step is drawn."


@pytest.mark.parametrize(("view", "axes"), VIEWS)
def test_one_step_is_a_path_too(view, axes):
    figure = view(normal(1, axes), TimeAxis(0, 1), "abc"[:axes]).figure

    assert len(figure.data[1].x) == 1
    assert figure.data[1].marker.cmax > figure.data[1].marker.cmin


def test_a_backward_path_starts_at_the_last_step():
    points = np.arange(8.0).reshape(4, 2)

    drawn = trajectory_2d(points, TimeAxis(0, 4, is_backward=True), ("a", "b"))

    ends = next(trace for trace in drawn.figure.data if trace.name == "ends")
    assert ends.text == ("start", "end")
    assert list(ends.x) == [6, 0]
