"""The unrolled network in pictures: its trajectory, its nudge, its units over time, and every spectral radius."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float, Shaped

from app.figures.bifurcation import bifurcation
from app.figures.cobweb import cobweb
from app.figures.handles import Sets, handle
from app.figures.nudge_course import Course, nudge_course
from app.figures.palette import LIGHT
from app.figures.phase_portrait import MapArrows, Rest, phase_portrait
from app.figures.reduce import compact
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.table import Table, matrix_table
from app.figures.trajectory import component_titles, trajectory_2d, trajectory_3d
from app.figures.unit_traces import unit_traces
from app.figures.view import Figure, View
from app.topics.words import vanilla_rnn_verdict as words
from app.topics.words.vanilla_rnn import NUDGED
from app.topics.words.vanilla_rnn_formulas import equations

if TYPE_CHECKING:
    from app.topics.vanilla_rnn import Result

_ARROWS_A_SIDE = 15
_LARGEST_PLANE = 4.0
_AIR = 1.1


def draw(result: Result) -> View:
    """The trajectory first, then everything over time, then, if asked for, every spectral radius."""
    figures, absent = [_trajectory(result), _nudge(result), *_over_time(result)], {}
    if result.radii is not None:
        figures.append(_sweep(result))
    else:
        absent["sweep"] = words.no_sweep(result)
    return View(
        figures=tuple(figures),
        verdict=words.verdict(result),
        equations=tuple(equations(result)),
        tables=tuple(_tables(result)),
        advice=words.advice(result),
        facts=tuple(words.facts(result)),
        absent=absent,
        status=result.status,
    )


def _time(result: Result) -> TimeAxis:
    """Steps from the initial state, 0, to the last."""
    return TimeAxis(0, len(result.hidden))


def _trajectory(result: Result) -> Figure:
    if result.hidden.shape[1] == 1:
        return _with_handle(_stairs(result), _start(result))
    if result.hidden.shape[1] == 2:
        return _with_handle(_plane(result), _start(result))
    assert result.projection is not None, "compute projects many units"
    assert result.explained is not None, "and says what each axis explains"
    view = trajectory_2d if result.projection.shape[1] == 2 else trajectory_3d
    figure = view(result.projection, _time(result), component_titles(result.explained.tolist()))
    return _termed(figure, "h")


def _reach(result: Result) -> float:
    """Limit of the axes of one unit or two: by h_0 and, without a squash, by the run as far as it can be drawn."""
    start = float(np.abs(result.hidden[0]).max())
    largest = 1.0 if result.params.squash else min(float(np.abs(result.hidden).max()), _LARGEST_PLANE)
    return _AIR * max(1.0, start, largest)


def _step(result: Result, h: Float[np.ndarray, "point hidden"]) -> Float[np.ndarray, "point hidden"]:
    """The map with its input held."""
    z = h @ result.weight_hh.T + result.held_input * result.weight_ih.T
    return np.tanh(z) if result.params.squash else z


def _rests(result: Result) -> list[Rest]:
    found = zip(result.fixed_points, result.stabilities, np.abs(result.fixed_point_eigenvalues), strict=True)
    return [Rest(place, kind, sizes) for place, kind, sizes in found]  # type: ignore[arg-type]


def _plane(result: Result) -> Figure:
    reach = _reach(result)
    places = np.linspace(-reach, reach, _ARROWS_A_SIDE + 2)[1:-1]
    starts = np.stack(np.meshgrid(places, places), axis=-1).reshape(-1, 2)
    arrows = MapArrows(starts, _step(result, starts) - starts, float(places[1] - places[0]))
    return phase_portrait(result.hidden, arrows, _rests(result), result.orbit, reach)


def _stairs(result: Result) -> Figure:
    reach = _reach(result)
    h = np.linspace(-reach, reach, 241)[:, None]
    curve = np.concatenate([h, _step(result, h)], axis=1)
    return cobweb(result.hidden[:, 0], curve, _rests(result), reach)


def _start(result: Result) -> dict[str, Any]:
    """The initial state as a handle; of one unit it stands on the diagonal."""
    h0 = result.hidden[0]
    return handle("initial_state", "h₀", (h0[0], h0[-1]), Sets(tuple(range(len(h0)))))


def _with_handle(figure: Figure, handle: dict[str, Any]) -> Figure:
    figure.figure.update_layout(meta={"handles": [handle]})
    return figure


def _termed(figure: Figure, term: str) -> Figure:
    """Every trace of a view that other pages use as well stands for this term."""
    figure.figure.update_traces(lambda _: {"meta": {"term": term}})
    return figure


def _nudge(result: Result) -> Figure:
    what = f"|∂h<sub>t</sub>/∂{NUDGED[result.params.nudge]}|"
    courses = [
        Course("felt", what, "nudge", LIGHT.roles["hidden"], "solid", result.nudge_log10),
        Course("σ<sup>t</sup>", "bound by σ<sub>max</sub>", "bound", LIGHT.muted, "dash", result.bound_log10),
        Course("ρ<sup>t</sup>", "rate by ρ", "rate", LIGHT.accent, "dot", result.rate_log10),
        *_long_run(result),
    ]
    first = 1 if result.params.nudge == "x_1" else 0
    return nudge_course(courses, first, _time(result), what)


def _long_run(result: Result) -> Iterator[Course]:
    """The line of slope lambda that ends where the nudge does."""
    end, count = float(result.nudge_log10[-1]), len(result.nudge_log10)
    if np.isfinite(end) and np.isfinite(result.lyapunov_exponent) and count > 1:
        a_step = result.lyapunov_exponent / np.log(10)
        slope = end + a_step * np.arange(1.0 - count, 1)
        yield Course("e<sup>λt</sup>", "slope λ", "exponent", LIGHT.roles["gradient"], "dashdot", slope)


def _over_time(result: Result) -> Iterator[Figure]:
    units = range(result.hidden.shape[1])
    yield _termed(state_heatmap(compact(result.hidden).T, _time(result), units), "h")
    size = result.hidden / (float(np.abs(result.hidden).max()) or 1.0)
    most = np.argsort(-size.std(axis=0), kind="stable")[:3].tolist()
    yield unit_traces(result.hidden, result.input, _time(result), most)


def _sweep(result: Result) -> Figure:
    assert result.radii is not None, "compute runs every radius when it is asked to"
    assert result.visited is not None, "with the states"
    assert result.exponents is not None, "and the exponents"
    field = "spectral_radius" if result.params.network == "drawn" else ""
    return bifurcation(result.radii, result.visited, result.exponents, result.spectral_radius, field)


def _tables(result: Result) -> Iterator[Table]:
    steps = np.arange(len(result.hidden))
    states = matrix_table("hidden", "Hidden states", result.hidden, "step", "unit")
    yield states
    axes = states.columns if result.projection is None else _components(result)
    yield Table("trajectory", "Trajectory", axes)
    yield Table("units", "Input", {"step": steps[1:], "x": result.input})
    first = 1 if result.params.nudge == "x_1" else 0
    yield Table(
        "nudge",
        "How far the nudge carries (log10)",
        {
            "step": steps[first:],
            "log10 nudge": result.nudge_log10,
            "log10 bound by sigma_max": result.bound_log10,
            "log10 rate by rho": result.rate_log10,
        },
    )
    if result.radii is not None and result.visited is not None and result.exponents is not None:
        lowest, highest = result.visited.min(axis=0), result.visited.max(axis=0)
        columns = {"spectral radius": result.radii, "exponent (nats a step)": result.exponents}
        columns |= {"unit 0, lowest": lowest, "unit 0, highest": highest}
        yield Table("sweep", "Every spectral radius", columns)


def _components(result: Result) -> dict[str, Shaped[np.ndarray, " state"]]:
    assert result.projection is not None
    axes = {f"PC {axis + 1}": values for axis, values in enumerate(result.projection.T)}
    return {"step": np.arange(len(result.projection)), **axes}
