import numpy as np

from app.figures.credit_decay import bound_curve, credit_decay, rate_curve, simplified_curve
from app.figures.reduce import MAX_POINTS
from tests.figures.samples import frozen

RELATIVE = frozen(np.array([[1, 0, 0], [0.5, 1, 0], [0.1, 0.25, 1.0]]))
BOUND = frozen(np.array([1.0, 2.0, 4.0]))
RATE = frozen(np.array([1.0, 0.9, 0.81]))


def pairs_of(figure) -> list[tuple[int, float]]:
    trace = next(trace for trace in figure.data if trace.name == "pairs")
    return sorted(zip(trace.x.tolist(), trace.y.tolist(), strict=True))


def test_every_pair_is_a_point_at_its_lag():
    drawn = credit_decay(RELATIVE, bound_curve(BOUND), rate_curve(RATE))

    assert pairs_of(drawn.figure) == [(0, 1), (0, 1), (0, 1), (1, 0.25), (1, 0.5), (2, 0.1)]
    assert drawn.figure.data[0].y.tolist() == BOUND.tolist()
    assert drawn.figure.data[1].y.tolist() == RATE.tolist()
    assert drawn.note == ""


def test_each_curve_has_its_name_at_its_end():
    figure = credit_decay(RELATIVE, bound_curve(BOUND), rate_curve(RATE), simplified_curve(RATE)).figure

    assert len(figure.layout.annotations) == 3
    places = sorted(label.y for label in figure.layout.annotations)
    assert min(np.diff(places)) > 0.05


def test_pairs_without_a_number_are_left_out():
    relative = RELATIVE.copy()
    relative[2] = np.nan

    assert pairs_of(credit_decay(relative, bound_curve(BOUND)).figure) == [(0, 1), (0, 1), (1, 0.5)]


def test_an_exact_0_stands_on_the_floor_and_infinity_is_a_gap():
    relative = RELATIVE.copy()
    relative[2, 0] = 0

    drawn = credit_decay(relative, bound_curve(np.array([1, 10, np.inf])))

    assert pairs_of(drawn.figure)[-1][1] > 0
    assert "exactly 0" in [label.text for label in drawn.figure.layout.annotations]
    assert "1 values of the bound" in drawn.note


def test_a_bound_far_above_the_pairs_leaves_them_room():
    figure = credit_decay(RELATIVE, bound_curve(np.array([1, 1e20, 1e40])), rate_curve(RATE)).figure

    low, high = figure.layout.yaxis.range
    assert low < -1
    assert 0 < high < 3
    assert max(label.y for label in figure.layout.annotations) <= high


def test_very_many_pairs_keep_each_lags_extremes():
    relative = np.tril(np.random.default_rng(0).random((100, 100)))
    relative[50, 40] = 7

    drawn = credit_decay(relative, bound_curve(np.ones(100)))

    points = pairs_of(drawn.figure)
    assert len(points) <= MAX_POINTS
    assert (10, 7) in points
    assert "deciles" in drawn.note
