"""A quadratic form, drawn: its two terms on a plane, the graph, the form as one place of x moves, and its surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.form_section import moves, plane_of_the_terms
from app.figures.computation_graph import GraphNumbers, computation_graph
from app.figures.form_moves import MovedForm, form_moves
from app.figures.form_plane import FormPlane
from app.figures.form_surface import form_surface
from app.figures.form_terms import form_terms
from app.figures.handles import handle
from app.figures.round_numbers import round_up
from app.figures.table import Table
from app.figures.view import View
from app.topics.words import quadratic_form as words
from app.topics.words.quadratic_form_formulas import equations

if TYPE_CHECKING:
    from app.topics.quadratic_form import Result

_TICKS = 40
_REACHES = (4.0, 8.0, 16.0)
_ROOM = 0.6
"""The largest share of the reach that x takes."""
_NICE = (1, 2, 3, 4, 5, 6, 8)


def draw(result: Result) -> View:
    """The terms on their plane, the graph, and the surface."""
    plane = _plane(result)
    moved = _moved(result, plane.reach / 2)
    is_flat = len(result.x) == 2
    numbers = GraphNumbers(
        words.vector(result.x),
        words.vector(result.product),
        words.number(result.form),
        words.vector(result.left),
        words.vector(result.right),
    )
    figures = (
        form_terms(plane, [handle("x", "x", result.x)] if is_flat else []),
        computation_graph(numbers, result.params.path, "path"),
        form_surface(plane),
        form_moves(moved),
    )
    return View(
        figures,
        words.verdict(result),
        equations=tuple(equations(result)),
        tables=tuple(_tables(result, plane, moved)),
        facts=words.facts(result),
        status=result.status,
    )


def _plane(result: Result) -> FormPlane:
    """The plane of x for size 2; above that the one through x in which both terms lie."""
    section = plane_of_the_terms(result.matrix, result.x)
    largest = float(np.abs(result.x).max())
    reach = next((reach for reach in _REACHES if largest <= _ROOM * reach), _REACHES[-1])
    axis = np.linspace(-reach, reach, _TICKS)
    left, right = section.directions @ result.left, section.directions @ result.right
    if len(result.x) == 2:
        # of M alone, so that arrows do not change their scale while x is dragged
        longest = 0.85 * max(
            float(np.linalg.norm(m, 2)) for m in (result.matrix, result.matrix + result.matrix.T)
        )
        titles = ("x<sub>1</sub>", "x<sub>2</sub>")
    else:
        longest = max(float(np.linalg.norm(end)) for end in (left, right, left + right)) / (_ROOM * reach)
        titles = (f"from x, {words.along(result)}", "from x, across")
    first, second = np.meshgrid(axis, axis)
    return FormPlane(
        axis=axis,
        heights=section.heights(first, second),
        point=section.directions @ (result.x - section.origin),
        height=result.form,
        left=left,
        right=right,
        shrink=max(1.0, round_up(longest, _NICE)),
        axis_titles=titles,
    )


def _moved(result: Result, farthest: float) -> MovedForm:
    """One place of x moved, the other, or both."""
    moved = moves(result.matrix, result.x, np.linspace(-farthest, farthest, 41))
    return MovedForm(moved.distances, moved.left, moved.right, moved.both, result.form, words.along(result))


def _tables(result: Result, plane: FormPlane, moved: MovedForm) -> list[Table]:
    entries = np.arange(1, len(result.x) + 1)
    ways = {
        "xᵀMᵀ": result.left,
        "xᵀM": result.right,
        "formula": result.gradient,
        "autograd": result.autograd,
        "central differences": result.finite_differences,
        "formula − autograd": result.gradient - result.autograd,
        "formula − differences": result.gradient - result.finite_differences,
    }
    nodes = {"entry": entries, "x": result.x, "Mx": result.product}
    return [
        Table("terms", "The derivative, entry by entry and by three ways", {"entry": entries, **ways}),
        Table("graph", "Values at the nodes", nodes),
        Table("moves", "The number as one x moves, or both", _moves(moved)),
        Table("surface", "Heights over the plane", _heights(plane)),
    ]


def _moves(moved: MovedForm) -> dict[str, np.ndarray]:
    curves = {"left x moves": moved.left, "right x moves": moved.right, "both move": moved.both}
    return {"distance moved": moved.distances, **curves}


def _heights(plane: FormPlane) -> dict[str, np.ndarray]:
    """The form at every point of the square, row by row."""
    first, second = np.meshgrid(plane.axis, plane.axis)
    return {"across": first.ravel(), "up": second.ravel(), "xᵀMx": plane.heights.ravel()}
