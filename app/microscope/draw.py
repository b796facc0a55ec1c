"""draw(result): the figures of a trace and the words beside them."""

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Shaped

from app.figures.credit_matrix import credit_matrix
from app.figures.eigenvalue_plane import eigenvalue_plane
from app.figures.gate_heatmap import gate_heatmap
from app.figures.gradient_norms import State, gradient_norms
from app.figures.jacobian_eigenvalues import jacobian_eigenvalues
from app.figures.jacobian_norms import jacobian_norms
from app.figures.singular_values import singular_values
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.trajectory import component_titles, trajectory_2d, trajectory_3d
from app.figures.view import Figure, View
from app.microscope.compute import Result
from app.microscope.words import facts, verdict
from app.tracing.trace import GATES


def draw(result: Result) -> View:
    """The view of a result."""
    return View(
        figures=tuple(_draw_slot(slot, result) for slot in result.slots),
        verdict=verdict(result),
        facts=tuple(facts(result)),
        absent=result.notes,
        deferred=result.deferred,
    )


def _draw_slot(slot: str, result: Result) -> Figure:
    if slot in GATES[result.kind]:
        return gate_heatmap(_rows(slot, result), _time(result), result.order.tolist(), slot)
    return _DRAWERS[slot](result)


def _time(result: Result) -> TimeAxis:
    labels = result.labels[result.start : result.stop] if result.labels else None
    return TimeAxis(result.start, result.stop, labels, is_backward=result.direction == "backward")


def _cut(name: str, result: Result) -> Shaped[np.ndarray, "time ..."]:
    return result.arrays[name][result.start : result.stop]


def _rows(name: str, result: Result) -> Shaped[np.ndarray, "unit time"]:
    """Units from the top in the chosen order."""
    return _cut(name, result)[:, result.order].T


def _input(result: Result) -> Figure:
    values = _cut("input", result)
    return state_heatmap(values.T, _time(result), range(values.shape[1]), "input")


def _hidden(result: Result) -> Figure:
    return state_heatmap(_rows("hidden", result), _time(result), result.order.tolist(), "hidden")


def _cell(result: Result) -> Figure:
    return state_heatmap(_rows("cell", result), _time(result), result.order.tolist(), "cell")


def _gradient_norms(result: Result) -> Figure:
    norms: dict[State, Shaped[np.ndarray, " time"]] = {"hidden": _cut("gradient_norms", result)}
    if "cell_gradient_norms" in result.arrays:
        norms["cell"] = _cut("cell_gradient_norms", result)
    return gradient_norms(norms, _time(result))


def _trajectory(result: Result) -> Figure:
    assert result.projection is not None, "compute projects whenever this slot is wanted"
    points = result.projection.points[result.start : result.stop]
    if result.axis_units is not None:
        titles = tuple(f"unit {unit}" for unit in result.axis_units)
    else:
        titles = component_titles(result.projection.explained)
    return (trajectory_2d if points.shape[1] == 2 else trajectory_3d)(points, _time(result), titles)


def _blocks(name: str, result: Result) -> dict[str, Shaped[np.ndarray, " hidden"]]:
    return dict(zip(GATES[result.kind] or ("hidden",), result.arrays[name], strict=True))


def _jacobian_eigenvalues(result: Result) -> Figure:
    steps = result.arrays["jacobian_steps"]
    shown = (steps >= result.start) & (steps < result.stop)
    return jacobian_eigenvalues(result.arrays["jacobian_eigenvalues"][shown], steps[shown], _time(result))


def _credit(result: Result) -> Figure:
    return _pairs("credit", "hidden", result)


def _cell_credit(result: Result) -> Figure:
    return _pairs("cell_credit", "cell", result)


def _pairs(name: str, state: State, result: Result) -> Figure:
    values = _cut(name, result)[:, result.start : result.stop]
    return credit_matrix(values, _time(result), state)


_DRAWERS: Mapping[str, Callable[[Result], Figure]] = {
    "input": _input,
    "hidden": _hidden,
    "cell": _cell,
    "gradient_norms": _gradient_norms,
    "jacobian_norms": lambda result: jacobian_norms(_cut("jacobian_norms", result), _time(result)),
    "trajectory": _trajectory,
    "eigenvalues": lambda result: eigenvalue_plane(_blocks("eigenvalues", result), result.is_projected),
    "jacobian_eigenvalues": _jacobian_eigenvalues,
    "singular_values": lambda result: singular_values(_blocks("singular_values", result)),
    "credit": _credit,
    "cell_credit": _cell_credit,
}
