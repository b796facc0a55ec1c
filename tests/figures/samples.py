"""One small figure of every view, and what the tests ask of each."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from app.figures.basin_border import Ends, Rests, basin_border
from app.figures.bifurcation import bifurcation
from app.figures.cliff_surface import cliff_surface
from app.figures.clip_plane import clip_plane
from app.figures.cobweb import cobweb
from app.figures.computation_graph import GraphNumbers, computation_graph
from app.figures.credit_decay import bound_curve, credit_decay, rate_curve, simplified_curve
from app.figures.credit_matrix import credit_matrix
from app.figures.decade_lines import DecadeLine, decade_strip
from app.figures.descent_course import error_course, norm_course
from app.figures.descent_looks import LOOKS, DescentPath, Land
from app.figures.descent_map import Chosen, descent_map
from app.figures.eigenvalue_plane import eigenvalue_plane
from app.figures.form_moves import form_moves
from app.figures.form_surface import form_surface
from app.figures.form_terms import form_terms
from app.figures.gate_heatmap import gate_heatmap
from app.figures.gradient_decay import gradient_decay
from app.figures.gradient_norms import gradient_norms
from app.figures.gradient_path import Path
from app.figures.jacobian_eigenvalues import jacobian_eigenvalues
from app.figures.jacobian_norms import jacobian_norms
from app.figures.layer_plane import Arrow, GridImage, layer_plane
from app.figures.matrix_product import Factor, matrix_product
from app.figures.mode_plane import mode_plane
from app.figures.mode_sizes import mode_sizes
from app.figures.nudge_course import Course, nudge_course
from app.figures.palette import GATE_ROLES, LIGHT
from app.figures.phase_portrait import STABILITY_LOOKS, MapArrows, Rest, phase_portrait
from app.figures.power_growth import Growth, power_growth
from app.figures.rebuilding_error import rebuilding_error
from app.figures.saturation_bars import EndShares, saturation_bars
from app.figures.singular_values import singular_values
from app.figures.squash_curves import Curve, Frame, Mark, squash_curves
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.term_sizes import Terms, term_sizes
from app.figures.trajectory import trajectory_2d, trajectory_3d
from app.figures.unit_sums import unit_sums
from app.figures.unit_traces import unit_traces
from app.figures.unrolled_graph import unrolled_graph
from app.figures.view import Figure
from app.figures.wall_steepness import wall_steepness
from tests.figures.blanks import blanks
from tests.figures.forms import moved, saddle
from tests.figures.gates import gates
from tests.figures.networks import side_by_side
from tests.figures.runs import runs

TIME = TimeAxis(3, 9, ("the", "<s>", "old", "cat", "sat", "."))
UNITS = [2, 0, 3, 1]


def frozen(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array


def normal(*shape: int) -> np.ndarray:
    return frozen(np.random.default_rng(7).normal(size=shape).astype(np.float32))


def uniform(*shape: int) -> np.ndarray:
    return frozen(np.random.default_rng(8).random(size=shape).astype(np.float32))


def complex_normal(*shape: int) -> np.ndarray:
    return frozen(normal(*shape) + 1j * normal(*shape)[..., ::-1])


def strips() -> list[Figure]:
    norms = frozen(np.array([0, 0, 1e-30, 1e-9, 0.5, 2], np.float32))
    return [
        *(state_heatmap(normal(4, 6), TIME, UNITS, state) for state in ("hidden", "cell", "input")),
        *(gate_heatmap(uniform(4, 6), TIME, UNITS, gate) for gate in GATE_ROLES),
        gradient_norms({"hidden": norms, "cell": uniform(6)}, TIME),
        jacobian_norms(uniform(6), TIME),
        Figure("products", "Products", "How to read them.", decade_strip(decades(), TIME, "product")),
        nudge_course(courses(), 3, TIME, "|∂h<sub>t</sub>/∂h<sub>0</sub>|"),
        unit_traces(normal(6, 4), normal(5), TIME, (2, 0)),
    ]


def courses() -> list[Course]:
    measured = frozen(np.array([0.0, -1.0, -2.0, -400.0, -np.inf, -np.inf]))
    bound = frozen(np.arange(6) * 70.0)
    return [
        Course("measured", "nudge", "nudge", LIGHT.roles["hidden"], "solid", measured),
        Course("σ bound", "bound", "bound", LIGHT.muted, "dash", bound),
    ]


def small_networks() -> list[Figure]:
    rests = [
        Rest(frozen(np.array([0.5, -0.5])), kind, frozen(np.array([0.5, 2.0]))) for kind in STABILITY_LOOKS
    ]
    arrows = MapArrows(
        normal(9, 2), frozen(np.concatenate([normal(8, 2), np.zeros((1, 2), np.float32)])), 0.5
    )
    unit = [Rest(frozen(np.array([0.5])), "stable", frozen(np.array([0.5])))]
    return [
        phase_portrait(normal(6, 2), arrows, rests, normal(5, 2), 1.1),
        cobweb(normal(6), normal(9, 2), unit, 1.1),
        bifurcation(
            frozen(np.linspace(0, 3, 6)), normal(4, 6), frozen(np.append(-np.inf, uniform(5))), 0.9, "r"
        ),
    ]


def decades() -> list[DecadeLine]:
    falling = frozen(np.cumsum(-uniform(6)))
    return [
        DecadeLine("median unit", "units", "h", LIGHT.roles["hidden"], falling),
        DecadeLine("lowest unit", "", "h", LIGHT.roles["hidden"], frozen(2 * falling), is_thin=True),
        DecadeLine("best", "1", "best", LIGHT.muted, frozen(np.zeros(6)), "dash"),
    ]


def squares() -> list[Figure]:
    lower = frozen(np.tril(uniform(6, 6)) * (np.arange(6) > 1))
    steps = TIME.steps[::2]
    return [
        credit_matrix(lower, TIME),
        trajectory_2d(normal(6, 2), TIME, ("PC 1", "PC 2")),
        trajectory_3d(normal(6, 3), TIME, ("PC 1", "PC 2", "PC 3")),
        eigenvalue_plane({gate: complex_normal(4) for gate in GATE_ROLES}),
        eigenvalue_plane({"hidden": complex_normal(4)}),
        jacobian_eigenvalues(complex_normal(3, 4), steps, TIME),
        singular_values({"input_gate": frozen(np.array([2, 1, 0.1, 0.0])), "cell_gate": frozen(np.ones(4))}),
        singular_values({"hidden": frozen(np.array([2, 1, 0.1, 0.0]))}),
        *layers(),
        *small_networks(),
        *ways_back(),
        *matrices(),
        *gates(),
        *descents(),
        *side_by_side(),
        *runs(),
        *blanks(),
    ]


def layers() -> list[Figure]:
    points = frozen(np.linspace(-2, 2, 5))
    curve = Curve("tanh", "tanh(z)", "tanh", LIGHT.roles["hidden"], frozen(np.tanh(points)))
    mark = Mark("z", "z", LIGHT.accent, 1.0, float(np.tanh(1)), 0.42)
    frame = Frame("pre-activation z", "output h", (-2.0, 2.0), (-1.1, 1.1))
    image = GridImage(normal(3, 5, 2), normal(3, 5, 2), normal(5, 2), normal(2))
    arrows = (Arrow("w₁", "W", normal(2), uniform(2)), Arrow("", "x", uniform(2), normal(2), is_step=True))
    words = ("The layer", "How to read it.")
    return [
        layer_plane(image, "x", words),
        layer_plane(image, "z", words, arrows=arrows),
        layer_plane(image, "h", words, (-1.0, 1.0)),
        Figure("curve", *words, squash_curves(points, [curve], [mark], frame)),
        unit_sums(normal(3, 3), normal(3), normal(3), uniform(3)),
        saturation_bars([EndShares("tanh units", 0.25, 0.5), EndShares("gates", 0.0, 0.125)]),
    ]


def ways_back() -> list[Figure]:
    sizes = frozen(np.array([0.0, 1e-9, 0.5, 2.0]))
    flat = frozen(np.ones(4))
    relative = frozen(np.tril(uniform(4, 4)).astype(np.float64) * (np.arange(4) > 0))
    curves = (bound_curve(np.array([1, 2, 4, np.inf])), rate_curve(sizes[::-1]), simplified_curve(flat))
    return [
        unrolled_graph(Path(2, [4], sizes, False, "term")),
        unrolled_graph(Path(9, range(1, 31), np.ones(30), True, "term")),
        term_sizes(Terms(sizes, flat / 4, None, 2, "term")),
        term_sizes(Terms(sizes, None, flat, 2, "term")),
        gradient_decay(sizes, flat, 2, "term"),
        credit_decay(relative, *curves),
    ]


def matrices() -> list[Figure]:
    """Of the quadratic form and of matrix powers."""
    falling = frozen(np.array([0.0, -1.0, -2.0]))
    powers = Growth(falling, falling, falling + 0.5, falling + 1, ("block", falling - 1), 1)
    return [
        form_terms(saddle()),
        form_surface(saddle()),
        form_moves(moved()),
        computation_graph(GraphNumbers("(1, -1)", "(-1, 1)", "-2", "(-1, 1)", "(-1, 1)"), "both", "path"),
        mode_plane(complex_normal(4), 5, 1.6),
        power_growth(powers),
        mode_sizes(complex_normal(2), [falling, falling]),
        rebuilding_error(frozen(np.array([0.0, 1e-16, 1e-15])), 2.0),
        matrix_product(
            [Factor("V", "", complex_normal(4, 4), "V"), Factor("W", "=", complex_normal(4, 4), "W")], 3
        ),
    ]


def descents() -> list[Figure]:
    """Of gradient clipping: the last path leaves the window."""
    w, levels = frozen(np.array([4.0, 5.0])), frozen(np.array([0.1, 0.0, 0.1]))
    rows = frozen(np.array([[-2.0, -2.6], [-1.9, -2.5], [-1.0, -1.2]]))
    still = frozen(np.array([[4.5, -2.0], [4.5, -2.1], [4.5, -2.2]]))
    gone = frozen(still * np.array([[1.0], [1.0], [9.0]]))
    sizes, flags = frozen(np.array([0.1, 0.0, 3.0])), frozen(np.array([True, False]))
    paths = [DescentPath(look, gone if look == "none" else still, sizes, sizes, flags) for look in LOOKS]
    steps = {look: frozen(np.array([0.5, 3.0])) for look in LOOKS}
    rests = Rests(levels, levels, frozen(np.array([True, False, True])))
    return [
        descent_map(
            Land(w, rows, levels, w, rows[0], (4.0, 5.0, -3.0, -1.0)), paths, Chosen(still[0], steps, "s"), []
        ),
        clip_plane(steps, 1.0, 13.1),
        error_course(paths, 1, "step"),
        norm_course(paths, 1.0, 1, "step"),
        cliff_surface(w, rows, frozen(rows**2), paths[0]),
        wall_steepness(w, {10: frozen(np.array([1.0, 2.0])), 50: w}, 50, 4.255, (4.5, 2.0)),
        basin_border(rests, Ends(w, w, 0.5, 50), -2.5, still[0], (-3.0, -1.0)),
    ]


def assert_plotly_knows(figure: Figure) -> None:
    """Every property is one that Plotly has, with a value that it takes: figures are built without this check."""
    go.Figure(figure.figure.to_plotly_json())


def colors(thing: Any) -> Iterator[str]:
    """Every `#rrggbb` inside a figure, and whatever else looks like a color."""
    if isinstance(thing, str):
        yield from re.findall(r"^#[0-9a-fA-F]+$|^rgba?\(.*|^hsla?\(.*", thing)
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from colors(value)
    elif isinstance(thing, list | tuple):
        for value in thing:
            yield from colors(value)
