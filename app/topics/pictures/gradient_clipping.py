"""Gradient clipping in pictures: the map with its descents, one gradient, the courses, the cliff and its cause."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.core.cliff import TARGET, WALL_FROM, X_0, is_attracting, outputs, rest_bias, wall, wall_gradient_norm
from app.core.terrain import Terrain, terrain
from app.figures.basin_border import Ends, Rests, basin_border
from app.figures.cliff_surface import cliff_surface
from app.figures.clip_plane import clip_plane
from app.figures.descent_course import error_course, norm_course
from app.figures.descent_looks import DescentPath, Land
from app.figures.descent_map import Chosen, descent_map
from app.figures.handles import handle
from app.figures.table import Table
from app.figures.view import Figure, View
from app.figures.wall_steepness import wall_steepness
from app.topics.words import gradient_clipping as words
from app.topics.words.gradient_clipping_formulas import equations

if TYPE_CHECKING:
    from app.topics.gradient_clipping import Result

_USUAL = (4.0, 5.375, -2.9375, -1.75)
"""On eighths, like every other window: Plotly keeps the old range where a new one is narrower by rounding alone."""
_WIDTH, _HEIGHT = 1.375, 1.1875
_WALL_W = (4.0, 6.0)
_COLUMNS = 61
_LEVELS = (0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.005, 0.0)
_ABOVE = (0.005, 0.02, 0.05, 0.08)
_LENGTHS = (10, 20, 50, 100)
_BIASES = 61
_SOLID = 400
_LEAST_W = 0.125

Window = tuple[float, float, float, float]


def draw(result: Result) -> View:
    """The map, the chosen gradient, error and gradient over the steps, the surface, the wall and the basins."""
    window = _window(result.params.start)
    paths = [
        DescentPath(clip, run.points, run.errors, run.grad_norms, run.is_clipped)
        for clip, run in result.descents.items()
    ]
    land = _land(window, result.params.seq_len)
    rests, ends = _rests(result, window), _ends(result, window)
    figures = (
        descent_map(_drawn_land(land, window), paths, _chosen(result), _handles(result)),
        clip_plane(_steps(result), result.params.threshold, result.turned),
        error_course(paths, result.step, "step"),
        norm_course(paths, result.params.threshold, result.step, "step"),
        _surface(land, next(path for path in paths if path.look == result.params.clip)),
        _steepness(result),
        basin_border(rests, ends, _wall_of(result), result.params.start, window[2:]),
    )
    return View(
        figures,
        words.verdict(result),
        equations=equations(result),
        tables=tuple(_tables(result, window, ends)),
        advice=result.advice,
        facts=words.facts(result),
        status=result.status,
    )


def _window(start: np.ndarray) -> Window:
    """The usual window, or one of the same size around a start that lies outside of it."""
    w, b = start.tolist()
    low_w, high_w, low_b, high_b = _USUAL
    if low_w <= w <= high_w and low_b <= b <= high_b:
        return _USUAL
    left, bottom = max(_LEAST_W, round(8 * w) / 8 - _WIDTH / 2), round(8 * b) / 8 - _HEIGHT / 2
    return (left, left + _WIDTH, bottom, bottom + _HEIGHT)


@lru_cache(16)
def _land(window: Window, seq_len: int) -> Terrain:
    """Kept, since it is the same for all descents over it."""
    return terrain(np.linspace(window[0], window[1], _COLUMNS), window[2:], seq_len)


def _surface(land: Terrain, path: DescentPath) -> Figure:
    """On every other line of the grid, the middle one among them."""
    rows = slice(len(land.b) // 2 % 2, None, 2)
    return cliff_surface(land.w[::2], land.b[rows, ::2], land.errors[rows, ::2], path)


def _drawn_land(land: Terrain, window: Window) -> Land:
    errors = np.array(_LEVELS + _ABOVE)
    sides = np.where(np.arange(len(errors)) < len(_LEVELS), -1.0, 1.0)
    lines = land.level_lines((TARGET + sides * np.sqrt(errors)).tolist())
    wall_w = np.linspace(max(WALL_FROM, window[0]), max(WALL_FROM, window[1]), 2)
    is_seen = (wall(wall_w) >= window[2] - _HEIGHT).any() and wall_w[1] > wall_w[0]
    seen_w = wall_w if is_seen else wall_w[:0]
    return Land(land.w, lines, errors, seen_w, wall(seen_w), window)


def _chosen(result: Result) -> Chosen:
    """The chosen point, and where the next step leads in the three ways."""
    rate = result.params.learning_rate
    return Chosen(
        result.point, {look: result.point + rate * step for look, step in _steps(result).items()}, "step"
    )


def _steps(result: Result) -> dict[str, np.ndarray]:
    """Minus the gradient at the chosen point, whole and clipped."""
    return {
        "none": -result.gradient,
        "norm": -result.gradient_by_norm,
        "value": -result.gradient_by_value,
    }


def _handles(result: Result) -> list[dict[str, object]]:
    return [handle("start", "start (w, b)", result.params.start)]


def _wall_of(result: Result) -> float | None:
    """The wall's b at the start's w; None where there is no wall."""
    return result.wall_b if result.wall_multiplier > 1 else None


def _lengths(result: Result) -> list[int]:
    return sorted({*_LENGTHS, result.params.seq_len})


def _wall_w(result: Result) -> np.ndarray:
    """From 4 to 6, or as far as the start's w."""
    w = float(result.params.start[0])
    return np.linspace(min(_WALL_W[0], w), max(_WALL_W[1], w), _COLUMNS)


def _steepness(result: Result) -> Figure:
    w = _wall_w(result)
    norms = {seq_len: wall_gradient_norm(w, seq_len) for seq_len in _lengths(result)}
    here = (float(result.params.start[0]), result.wall_grad_norm)
    return wall_steepness(w, norms, result.params.seq_len, WALL_FROM, here)


def _rests(result: Result, window: Window) -> Rests:
    """The rest points of all b in the window: x lies from b to b + w."""
    w = float(result.params.start[0])
    x = np.linspace(window[2], window[3] + w, _SOLID)
    return Rests(x, rest_bias(x, w), is_attracting(x, w))


def _ends(result: Result, window: Window) -> Ends:
    w, b = result.params.start[:1], np.linspace(window[2], window[3], _BIASES)
    reached = outputs(w, b, result.params.seq_len)
    return Ends(b, np.log(reached) - np.log1p(-reached), X_0, result.params.seq_len)


def _tables(result: Result, window: Window, ends: Ends) -> Iterator[Table]:
    runs = result.descents.items()
    names = {"none": "unclipped", "norm": "by norm", "value": "by value"}
    steps = np.arange(len(result.unclipped))
    points = {f"{names[clip]} {axis}": run.points[:, i] for clip, run in runs for i, axis in enumerate("wb")}
    errors = {f"E, {names[clip]}": run.errors for clip, run in runs}
    norms = {f"|∇E|, {names[clip]}": run.grad_norms for clip, run in runs}
    three = [result.gradient, result.gradient_by_norm, result.gradient_by_value]
    entries = {name: np.array([found[i] for found in three]) for i, name in enumerate(("∂E/∂w", "∂E/∂b"))}
    land = _land(window, result.params.seq_len)
    w = np.broadcast_to(land.w, land.b.shape)
    wall_w = _wall_w(result)
    over_w = {f"T = {n}": wall_gradient_norm(wall_w, n) for n in _lengths(result)}
    yield Table("descents", "Points of the descents", {"step": steps, **points})
    yield Table("clip", "The chosen gradient", {"clipped": np.array(list(names.values())), **entries})
    yield Table("errors", "Error", {"step": steps, **errors})
    yield Table("norms", "Size of the gradient before clipping", {"step": steps, **norms})
    yield Table("surface", "The error", {"w": w.ravel(), "b": land.b.ravel(), "E": land.errors.ravel()})
    yield Table("wall", "|∇E| on the wall", {"w": wall_w, "b": wall(wall_w), **over_w})
    yield Table("basins", f"State at step {ends.steps}", {"b": ends.b, "x": ends.x})
