import numpy as np
import pytest

from app.figures.layer_plane import Arrow, GridImage, layer_plane

WORDS = ("The layer", "How to read it.")


def image(scale: float = 1.0) -> GridImage:
    running = np.linspace(-2, 2, 5)
    across = scale * np.stack(np.broadcast_arrays(running[None, :], running[:, None]), axis=-1)
    square = scale * np.array([[0, 1], [1, 1], [1, 2], [0, 2], [0, 1]], float)
    return GridImage(across, across[..., ::-1], square, scale * np.array([0.5, 1.5]))


def trace(figure, name):
    return next(found for found in figure.figure.data if found.name == name)


def test_every_line_is_drawn_with_a_gap_after_it():
    grid = trace(layer_plane(image(), "x", WORDS), "grid")

    assert len(grid.x) == 10 * 6
    assert np.isnan(grid.x[5::6]).all()
    assert not np.isnan(np.delete(grid.x, np.s_[5::6])).any()


def test_axes_are_the_middle_lines():
    axes = trace(layer_plane(image(), "x", WORDS), "axes")

    np.testing.assert_array_equal(axes.y[:5], 0)
    np.testing.assert_array_equal(axes.x[6:11], 0)


def test_the_point_is_where_it_was_given():
    point = trace(layer_plane(image(), "z", WORDS), "z")

    assert (point.x[0], point.y[0]) == (0.5, 1.5)
    assert point.meta == {"term": "z"}


def test_a_squash_fixes_the_range_and_is_framed():
    layout = layer_plane(image(5), "h", WORDS, (0.0, 1.0)).figure.layout

    assert list(layout.xaxis.range) == list(layout.yaxis.range) == pytest.approx([-0.12, 1.12])
    assert (layout.shapes[0].x0, layout.shapes[0].x1) == (0, 1)


@pytest.mark.parametrize(("scale", "reach"), [(1.0, 2), (1.2, 2.5), (100.0, 200), (4_500.0, 8_000)])
def test_else_a_round_reach_holds_all(scale, reach):
    layout = layer_plane(image(scale), "z", WORDS).figure.layout

    assert list(layout.xaxis.range) == pytest.approx([-1.12 * reach, 1.12 * reach])


def test_arrows_end_where_they_end():
    arrows = (Arrow("w₁", "W", np.array([1.0, 1.0]), np.array([2.0, -1.0])),)

    figure = layer_plane(image(), "z", WORDS, arrows=arrows)

    drawn = trace(figure, "w₁")
    np.testing.assert_array_equal([drawn.x, drawn.y], [[1, 2], [1, -1]])
    assert drawn.meta == {"term": "W"}
