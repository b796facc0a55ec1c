"""One small figure of every view, and what the tests ask of each."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.figures.credit_matrix import credit_matrix
from app.figures.eigenvalue_plane import eigenvalue_plane
from app.figures.gate_heatmap import gate_heatmap
from app.figures.gradient_norms import gradient_norms
from app.figures.jacobian_eigenvalues import jacobian_eigenvalues
from app.figures.jacobian_norms import jacobian_norms
from app.figures.palette import GATE_ROLES
from app.figures.singular_values import singular_values
from app.figures.state_heatmap import state_heatmap
from app.figures.strip import TimeAxis
from app.figures.trajectory import trajectory_2d, trajectory_3d
from app.figures.view import Figure

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
    ]


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
