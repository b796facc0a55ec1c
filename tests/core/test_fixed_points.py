import numpy as np
import pytest

from app.core.fixed_points import fixed_points, linear_fixed_points, stability


def rotation(radius: float, degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    return radius * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def count_by_sign_changes(weight_hh: np.ndarray, drive: np.ndarray) -> int:
    """Fixed points of two units counted along h_1: the first row gives h_2, the second is one equation."""
    (a, b), (c, d) = weight_hh
    h_1 = np.tanh(np.linspace(-18, 18, 400_001))
    h_2 = (np.arctanh(h_1) - a * h_1 - drive[0]) / b
    off = np.tanh(c * h_1 + d * h_2 + drive[1]) - h_2
    return int((np.sign(off[1:]) != np.sign(off[:-1])).sum())


@pytest.mark.parametrize("seed", range(20))
def test_all_of_them_are_found(seed):
    rng = np.random.default_rng(seed)
    weight_hh, drive = rng.normal(0, 2, (2, 2)), rng.normal(0, 0.3, 2)

    points = fixed_points(weight_hh, drive)

    for point in points:
        np.testing.assert_allclose(np.tanh(weight_hh @ point.h + drive), point.h, atol=1e-12)
    assert len(points) == count_by_sign_changes(weight_hh, drive)


def test_two_memories_and_a_saddle():
    points = fixed_points(np.array([[1.5, 0.7], [0.7, 1.5]]), np.zeros(2))

    assert [point.stability for point in points] == ["stable", "saddle", "stable"]
    h, slope = points[0].h[0], 1 - points[0].h[0] ** 2
    np.testing.assert_allclose(h, np.tanh(2.2 * h))
    np.testing.assert_allclose(np.sort(points[0].eigenvalues), [0.8 * slope, 2.2 * slope])
    np.testing.assert_allclose(points[0].h, -points[2].h, atol=1e-12)


def test_two_units_apart_have_nine():
    kinds = [point.stability for point in fixed_points(2 * np.eye(2), np.zeros(2))]

    assert (kinds.count("stable"), kinds.count("saddle"), kinds.count("unstable")) == (4, 4, 1)


@pytest.mark.parametrize(
    ("weight_hh", "kind"),
    [(rotation(0.95, 25), "stable"), (rotation(1.5, 40), "unstable"), (rotation(1, 25), "neutral")],
)
def test_a_rotation_has_one_at_zero(weight_hh, kind):
    (point,) = fixed_points(weight_hh, np.zeros(2))

    np.testing.assert_allclose(point.h, 0, atol=1e-9)
    assert point.stability == kind


@pytest.mark.parametrize(("w", "count"), [(0.5, 1), (2.0, 3), (-2.0, 1)])
def test_one_unit(w, count):
    points = fixed_points(np.array([[w]]), np.zeros(1))

    assert len(points) == count
    assert all(abs(np.tanh(w * point.h[0]) - point.h[0]) <= 1e-12 for point in points)


def test_a_triple_point_is_one_point():
    (point,) = fixed_points(np.eye(2), np.zeros(2))

    np.testing.assert_allclose(point.h, 0, atol=1e-6)
    assert point.stability == "neutral"


def test_one_eigenvalue_on_the_circle_decides_nothing():
    assert stability(np.array([1 + 1e-10, 0.5], complex)) == "neutral"
    assert stability(np.array([1 + 1e-8, 0.5], complex)) == "saddle"


def test_more_than_two_units_are_refused():
    with pytest.raises(ValueError, match="not for 3"):
        fixed_points(np.eye(3), np.zeros(3))


def test_without_a_squash_there_is_one():
    weight_hh, drive = np.array([[0.5, 1.0], [0.0, -0.2]]), np.array([1.0, 0.6])

    (point,) = linear_fixed_points(weight_hh, drive)

    np.testing.assert_allclose(point.h, [3.0, 0.5])
    assert point.stability == "stable"
    assert linear_fixed_points(np.eye(2), drive) == ()
