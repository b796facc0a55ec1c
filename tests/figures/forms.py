"""One small plane of a quadratic form, for the tests of its figures."""

import numpy as np

from app.figures.form_moves import MovedForm
from app.figures.form_plane import FormPlane


def saddle(left: tuple[float, float] = (-1.0, 1.0), right: tuple[float, float] = (-1.0, 1.0)) -> FormPlane:
    """The form of [1, 2; 2, 1] with the point (1, -1); its terms may be replaced."""
    axis = np.linspace(-4, 4, 20)
    first, second = np.meshgrid(axis, axis)
    plane = FormPlane(
        axis=axis,
        heights=first**2 + 4 * first * second + second**2,
        point=np.array([1.0, -1.0]),
        height=-2.0,
        left=np.array(left),
        right=np.array(right),
        shrink=2.0,
        axis_titles=("x<sub>1</sub>", "x<sub>2</sub>"),
    )
    for array in (plane.axis, plane.heights, plane.point, plane.left, plane.right):
        array.setflags(write=False)
    return plane


def moved() -> MovedForm:
    """From height 1, with slopes 2 and -0.5."""
    distances = np.array([-1.0, 0.0, 1.0])
    left, right, both = 1 + 2 * distances, 1 - 0.5 * distances, 1 + 1.5 * distances + distances**2
    for array in (distances, left, right, both):
        array.setflags(write=False)
    return MovedForm(distances, left, right, both, height=1.0, along="along the gradient")
