import numpy as np
import pytest

from app.core.cliff import outputs, wall
from app.core.terrain import terrain

W = np.linspace(4, 6, 21)
WINDOW = (-3.4, -1.6)


def test_its_heights_are_the_errors_and_rise_in_b():
    land = terrain(W, WINDOW, 50)

    np.testing.assert_array_equal(
        land.errors, (outputs(np.broadcast_to(W, land.b.shape), land.b, 50) - 0.7) ** 2
    )
    assert (np.diff(land.b, axis=0) > 0).all()
    assert (np.diff(land.outputs, axis=0) >= 0).all()
    assert land.b[0] == pytest.approx(WINDOW[0])
    assert land.b[-1] == pytest.approx(WINDOW[1])


@pytest.mark.parametrize("seq_len", [1, 10, 50, 200])
def test_level_lines_stand_where_a_bisection_finds_the_level(seq_len):
    levels = [0.2, 0.5, 0.7, 0.8]

    lines = terrain(W, WINDOW, seq_len).level_lines(levels)

    for level, line in zip(levels, lines, strict=True):
        low, high = np.full_like(W, WINDOW[0]), np.full_like(W, WINDOW[1])
        for _ in range(50):
            middle = (low + high) / 2
            is_above = outputs(W, middle, seq_len) > level
            low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
        assert line == pytest.approx(low, abs=0.005)  # of 1.8, the window's height


def test_the_grid_is_finest_at_the_wall():
    land = terrain(W, WINDOW, 50)

    nearest = np.abs(land.b - wall(W)).argmin(axis=0)

    assert land.b[nearest, np.arange(len(W))] == pytest.approx(wall(W))
    assert np.diff(land.b, axis=0).min() < 1e-6


def test_a_window_off_the_wall_is_drawn_too():
    land = terrain(W, (1.0, 2.0), 50)

    assert (land.outputs > 0.9).all()
    assert (land.level_lines([0.5]) == 1.0).all()
