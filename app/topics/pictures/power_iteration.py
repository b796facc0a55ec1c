"""Going forwards, drawn: the state on its plane, its angle, other starts, the map, the eigenvalues and the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from app.figures.convergence import convergence, direction_fan, log_sizes, turning
from app.figures.eigenvalue_plane import matrix_eigenvalues
from app.figures.handles import Sets, handle
from app.figures.linear_map import linear_map
from app.figures.palette import LIGHT
from app.figures.state_plane import Direction, state_plane
from app.figures.table import Table, matrix_table
from app.figures.tally import tally
from app.figures.view import Figure

if TYPE_CHECKING:
    from app.topics.power_iteration import Result

_V_COLORS = (LIGHT.roles["forget_gate"], LIGHT.roles["candidate"])


def figures(result: Result) -> list[Figure]:
    """Every figure that this state has."""
    drawn = [
        _plane(result),
        _angle(result),
        _fan(result),
        matrix_eigenvalues(result.eigenvalues),
        _sizes(result),
    ]
    if len(result.matrix) == 2:
        handles = [] if result.params.drawn else [_column_handle(result.matrix, place) for place in range(2)]
        drawn.append(linear_map(result.matrix, _directions(result), handles))
    if result.drawn_settle is not None:
        drawn.append(_draws(result))
    return drawn


def _fan(result: Result) -> Figure:
    return direction_fan(result.fan, _name(result), result.fan.shape[1] - 1)


def _name(result: Result) -> str:
    return "v₁" if result.leading.imag == 0 else "the real part of v₁"


def _basis(result: Result) -> tuple[Float[np.ndarray, "2 hidden"], tuple[str, str]]:
    """Two directions to draw in, and their names: the units themselves, or v1's plane of a larger matrix."""
    size = len(result.matrix)
    if size == 2:
        return np.eye(2), ("h<sub>1</sub>", "h<sub>2</sub>")
    second = result.eigenvectors[:, np.argsort(-np.abs(result.eigenvalues), kind="stable")[1]]
    other = second.imag if result.leading.imag != 0 else second.real
    across = other - (other @ result.reference) * result.reference
    return np.stack([result.reference, across / (np.linalg.norm(across) or 1.0)]), (
        "along v<sub>1</sub>",
        "across, towards v<sub>2</sub>",
    )


def _directions(result: Result) -> list[Direction]:
    """The real eigenvectors on the plane, the leading one first."""
    basis, _ = _basis(result)
    order = np.argsort(-np.abs(result.eigenvalues), kind="stable")[:2]
    return [
        Direction(
            f"v<sub>{rank + 1}</sub>", f"v{rank + 1}", basis @ result.eigenvectors[:, place].real, color
        )
        for rank, (place, color) in enumerate(zip(order, _V_COLORS, strict=True))
        if result.eigenvalues[place].imag == 0
    ]


def _plane(result: Result) -> Figure:
    basis, titles = _basis(result)
    is_free = len(result.matrix) == 2 and result.params.keep != "nothing"
    handles = [handle("h0", "h₀", result.path[0])] if is_free else []
    return state_plane(result.path @ basis.T, _directions(result), titles, handles)


def _column_handle(w: Float[np.ndarray, "2 2"], place: int) -> dict[str, Any]:
    return handle("matrix", f"column {place + 1} of W", w[:, place], Sets((place, 2 + place)))


def _angle(result: Result) -> Figure:
    if result.angle is not None and result.end not in ("several", "eigenplane", "zero"):
        return convergence(result.angle[: len(result.path)], result.predicted_angle, _name(result))
    average = float(np.degrees(abs(np.angle(result.leading)))) if result.end == "turns" else None
    return turning(result.turn, average if result.params.keep != "squash" else None)


def _sizes(result: Result) -> Figure:
    steps = np.arange(len(result.path))
    logs = result.log10_norm[: len(result.path)]
    courses = [("|h|", "h", LIGHT.roles["hidden"], logs)]
    for label, name, color, base in (
        ("ρ<sup>t</sup>", "lambda1", LIGHT.roles["forget_gate"], result.spectral_radius),
        ("σ<sup>t</sup>", "sigma", LIGHT.muted, result.sigma_max),
    ):
        if base > 0:
            courses.append((label, name, color, logs[0] + steps * np.log10(base)))
    return log_sizes(courses)


def _draws(result: Result) -> Figure:
    counts = {
        "positive: settles": result.drawn_settle,
        "negative: flips": result.drawn_flip,
        "pair: turns": result.drawn_turn,
    }
    known = {name: count for name, count in counts.items() if count is not None}
    caption = (
        "Matrices drawn from N(0, 3²), by the eigenvalue that leads: positive, negative, or a complex pair."
    )
    return tally(known, "draws", "How often is the slide right?", caption)


def tables(result: Result) -> list[Table]:
    """The numbers behind the figures."""
    steps = np.arange(len(result.path))
    states = {f"h{unit + 1}": result.path[:, unit] for unit in range(result.path.shape[1])}
    angles = {} if result.angle is None else {"angle to v1 (degrees)": result.angle[: len(steps)]}
    if result.predicted_angle is not None:
        angles["predicted (degrees)"] = result.predicted_angle
    turn = {"turn (degrees)": np.append(np.nan, result.turn)}
    values = result.eigenvalues.astype(complex)
    made = [
        Table("plane", "The state h, step by step", {"step": steps, **states}),
        Table("angle", "Angle and turn", {"step": steps, **angles, **turn}),
        Table("size", "Size of h", {"step": steps, "log10 |h|": result.log10_norm[: len(steps)]}),
        Table(
            "eigenvalues",
            "Eigenvalues",
            {"real part": values.real, "imaginary part": values.imag, "absolute value": np.abs(values)},
        ),
        Table("fan", "Other starts", {"step": steps} | _starts(result)),
    ]
    if len(result.matrix) == 2:
        made.append(
            matrix_table("map", "The columns of W, where the axes go", result.matrix, "row", "column")
        )
    if result.drawn_settle is not None:
        kinds = np.array(["positive: settles", "negative: flips", "pair: turns"])
        counts = np.array([result.drawn_settle, result.drawn_flip, result.drawn_turn])
        made.append(
            Table("draws", "How often is the slide right?", {"what leads": kinds, "matrices": counts})
        )
    return made


def _starts(result: Result) -> dict[str, Float[np.ndarray, " shown"]]:
    others = range(result.fan.shape[1] - 1)
    return {f"start {place + 1} (degrees)": result.fan[:, place] for place in others}
