"""One layer, drawn: the plane of inputs, its linear image, the squashed image, the squash, and the rows as sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.core.activations import ACTIVATIONS
from app.core.layer import grid_lines, section
from app.figures.handles import Sets, handle
from app.figures.layer_plane import Arrow, GridImage, layer_plane
from app.figures.palette import LIGHT
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.table import Table
from app.figures.unit_sums import unit_sums
from app.figures.view import Figure
from app.topics.words import layer as words

if TYPE_CHECKING:
    from app.topics.layer import Result

_ENDS: dict[str, tuple[float, float]] = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
_LINES_PER_UNIT, _POINTS = 2, 61


def figures(result: Result) -> list[Figure]:
    """Three planes, the squash with every unit on it, and the rows as sums."""
    sums = unit_sums(result.contributions, result.bias, result.preactivation, result.output)
    return [*_planes(result), _curve(result), sums]


def _planes(result: Result) -> list[Figure]:
    """Inputs 1 and 2, what W and b make of them, and what foo makes of that."""
    matrix, shift = section(result.weight, result.bias, result.x)
    foo = ACTIVATIONS[result.params.activation].value
    start = _grid(result)
    linear = _image(start, lambda points: points @ matrix.T + shift)
    ends = _ENDS.get(result.params.activation)
    figures = [
        layer_plane(start, "x", words.input_words(result)),
        layer_plane(linear, "z", words.linear_words(result), arrows=_arrows(result, matrix, shift)),
        layer_plane(_image(linear, foo), "h", words.output_words(result), ends),
    ]
    if result.params.numbers == "own":
        figures[0].figure.update_layout(meta={"handles": [handle("x", "x", result.x[:2])]})
        figures[1].figure.update_layout(meta={"handles": _layer_handles(result, matrix, shift)})
    return figures


def _grid(result: Result) -> GridImage:
    across, along = grid_lines(result.reach, _LINES_PER_UNIT, _POINTS)
    side = np.linspace(-0.5, 0.5, 13)
    low, high = np.full_like(side, -0.5), np.full_like(side, 0.5)
    edges = [(side, low), (high, side), (-side, high), (low, -side)]
    around = np.concatenate([np.stack(edge, axis=1) for edge in edges])
    return GridImage(across, along, around + result.x[:2], result.x[:2])


def _image(grid: GridImage, act: Any) -> GridImage:
    return GridImage(act(grid.across), act(grid.along), act(grid.square), act(grid.point))


def _arrows(result: Result, matrix: np.ndarray, shift: np.ndarray) -> list[Arrow]:
    """b, W's columns from there, and the sum b + x_1 w_1 + x_2 w_2 = z as a chain of steps."""
    corner = shift + result.x[0] * matrix[:, 0]
    directions = matrix / np.maximum(np.linalg.norm(matrix, axis=0), 1e-12)
    apart, along = directions[:, 0] - directions[:, 1], directions.sum(axis=1)
    return [
        Arrow("b" if len(result.x) == 2 else "b′", "b", np.zeros(2), shift, -along),
        Arrow("w₁", "w1", shift, shift + matrix[:, 0], apart),
        Arrow("w₂", "w2", shift, shift + matrix[:, 1], -apart),
        Arrow("", "x", shift, corner, is_step=True),
        Arrow("", "x", corner, corner + result.x[1] * matrix[:, 1], is_step=True),
    ]


def _layer_handles(result: Result, matrix: np.ndarray, shift: np.ndarray) -> list[dict[str, Any]]:
    """The tips of W's columns, and b; each is measured from where its arrow begins."""
    size = len(result.x)
    start = (float(shift[0]), float(shift[1]))
    columns = [
        handle("weight", f"column {j + 1} of W", shift + matrix[:, j], Sets((j, size + j), start=start))
        for j in range(2)
    ]
    held = shift - result.bias[:2]
    return [*columns, handle("bias", "b", shift, Sets(start=(float(held[0]), float(held[1]))))]


def _curve(result: Result) -> Figure:
    """The squash with every unit's z on it, and the slope there as a tangent."""
    name = result.params.activation
    foo = ACTIVATIONS[name].value
    reach = max(4.0, 1.15 * float(np.abs(result.preactivation).max()))
    z = np.linspace(-reach, reach, 201)
    low, high = _ENDS.get(name, (-reach if name == "identity" else 0.0, reach))
    air = 0.12 * (high - low)
    frame = Frame(
        "pre-activation z", f"output h = {words.FOO[name]}(z)", (-reach, reach), (low - air, high + air)
    )
    units = zip(result.preactivation.tolist(), result.output.tolist(), result.slope.tolist(), strict=True)
    label = "unit {}" if len(result.x) <= 3 else "{}"
    marks = [Mark(label.format(i), "z", LIGHT.accent, *unit) for i, unit in enumerate(units, start=1)]
    curve = Curve(words.FOO[name], "h", "foo", LIGHT.roles["hidden"], foo(z))
    return Figure("curve", *words.CURVE_WORDS, squash_curves(z, [curve], marks, frame))


def tables(result: Result) -> list[Table]:
    """The numbers behind the figures; of the planes, where the grid's lines cross."""
    matrix, shift = section(result.weight, result.bias, result.x)
    points = grid_lines(result.reach, _LINES_PER_UNIT, 2 * result.reach * _LINES_PER_UNIT + 1)[0].reshape(
        -1, 2
    )
    z = points @ matrix.T + shift
    h = ACTIVATIONS[result.params.activation].value(z)
    columns = [
        {f"{name}{i + 1}": values[:, i] for i in range(2)}
        for name, values in (("x", points), ("z", z), ("h", h))
    ]
    units = np.arange(1, len(result.x) + 1)
    pieces = {f"w_i{j + 1} x_{j + 1}": result.contributions[:, j] for j in range(len(result.x))}
    ends = {"z": result.preactivation, "h": result.output}
    return [
        Table("input", "Crossings of the grid", columns[0]),
        Table("linear", "Crossings of the grid after W and b", columns[0] | columns[1]),
        Table("output", "Crossings of the grid after the squash", columns[0] | columns[2]),
        Table("curve", "Every unit on the squash", {"unit": units} | ends | {"slope": result.slope}),
        Table("sums", "Row by row", {"unit": units} | pieces | {"b": result.bias} | ends),
    ]
