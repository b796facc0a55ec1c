"""A figure as a small drawing in the page itself: its lines, points and circles, without axes or words."""

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.palette import LIGHT

WIDTH, HEIGHT, _MARGIN = 220.0, 124.0, 8.0
_MAX_POINTS = 90
_MAX_MARKERS = 40

_VARIABLES = {
    getattr(LIGHT, name): f"var(--color-{name})"
    for name in ("background", "ink", "muted", "hair", "accent", "surface")
} | {color: f"var(--role-{name.replace('_', '-')})" for name, color in LIGHT.roles.items()}


@dataclass(frozen=True)
class _Frame:
    """From the figure's numbers to the drawing's."""

    x_low: float
    x_scale: float
    y_high: float
    y_scale: float
    left: float
    top: float
    is_log: tuple[bool, bool]

    def place(
        self, x: Float[np.ndarray, " point"], y: Float[np.ndarray, " point"]
    ) -> Float[np.ndarray, "point 2"]:
        with np.errstate(invalid="ignore", divide="ignore"):
            x = np.log10(x) if self.is_log[0] else x
            y = np.log10(y) if self.is_log[1] else y
        return np.stack(
            [self.left + (x - self.x_low) * self.x_scale, self.top + (self.y_high - y) * self.y_scale], axis=1
        )


def miniature(figures: Sequence[Drawing]) -> str:
    """An SVG of the first figure that is made of lines and points alone, as text; empty where none is."""
    figure = next((figure for figure in figures if _is_drawable(figure)), None)
    if figure is None:
        return ""
    frame = _frame(figure)
    parts = [*_shapes(figure, frame), *(part for trace in figure.data for part in _trace(trace, frame))]
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return f'<svg class="miniature" viewBox="{box}" aria-hidden="true">{"".join(parts)}</svg>'


def _is_drawable(figure: Drawing) -> bool:
    return len(figure.data) > 0 and all(
        trace.type == "scatter" and trace.x is not None for trace in figure.data
    )


def _numbers(values: Any) -> Float[np.ndarray, " point"]:
    return np.asarray(values, dtype=np.float64)


def _range(figure: Drawing, axis: str) -> tuple[float, float]:
    """What the axis shows, as log10 on a log axis."""
    layout = figure.layout[f"{axis}axis"]
    if layout.range is not None:
        return float(layout.range[0]), float(layout.range[1])
    joined = np.concatenate([_numbers(trace[axis]) for trace in figure.data])
    finite = joined[np.isfinite(joined)]
    if layout.type == "log":
        finite = np.log10(finite[finite > 0])
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    air = 0.05 * (high - low) or 1.0
    return low - air, high + air


def _frame(figure: Drawing) -> _Frame:
    (x_low, x_high), (y_low, y_high) = _range(figure, "x"), _range(figure, "y")
    room_x, room_y = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    x_scale, y_scale = room_x / (x_high - x_low), room_y / (y_high - y_low)
    if figure.layout.yaxis.scaleanchor:
        x_scale = y_scale = math.copysign(min(abs(x_scale), abs(y_scale)), y_scale)
    left = (WIDTH - abs(x_high - x_low) * abs(x_scale)) / 2
    top = (HEIGHT - abs(y_high - y_low) * abs(y_scale)) / 2
    is_log = tuple(figure.layout[f"{axis}axis"].type == "log" for axis in "xy")
    return _Frame(x_low, x_scale, y_high, y_scale, left, top, (is_log[0], is_log[1]))


def _color(color: Any) -> str:
    return _VARIABLES.get(color, "var(--color-accent)") if isinstance(color, str) else "var(--color-accent)"


def _trace(trace: Any, frame: _Frame) -> Iterator[str]:
    points = frame.place(_numbers(trace.x), _numbers(trace.y))
    mode = trace.mode or "lines"
    if "lines" in mode:
        yield from _lines(points, _color(trace.line.color), float(trace.line.width or 2))
    if trace.marker.angle is not None:
        yield _heads(points, _numbers(trace.marker.angle), _color(trace.marker.color))
    elif "markers" in mode:
        kept = points[np.unique(np.linspace(0, len(points) - 1, min(len(points), _MAX_MARKERS)).astype(int))]
        inside = kept[np.isfinite(kept).all(axis=1)]
        edge = trace.marker.line.color
        style = f"fill:{_color(trace.marker.color)}" + (f";stroke:{_color(edge)}" if edge else "")
        for x, y in inside.tolist():
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 if edge else 2.2}" style="{style}"/>'


def _heads(points: Float[np.ndarray, "point 2"], angles: Float[np.ndarray, " point"], color: str) -> str:
    """Arrow heads as small wedges, turned clockwise from upwards by `angles` (degrees), in one path."""
    turns = np.radians(angles)
    back = 2.4 * np.stack([-np.sin(turns), np.cos(turns)], axis=1)  # from the tip; y runs downwards
    side = 1.2 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    wedges = np.concatenate([points + back - side, points, points + back + side], axis=1)
    kept = wedges[np.isfinite(wedges).all(axis=1)].tolist()
    path = "".join("M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}".format(*wedge) for wedge in kept)
    return f'<path pathLength="1" d="{path}" style="stroke:{color};stroke-width:0.7"/>'


def _lines(points: Float[np.ndarray, "point 2"], color: str, width: float) -> Iterator[str]:
    """One path; gaps where there is no number."""
    step = max(1, len(points) // _MAX_POINTS) if np.isfinite(points).all() else 1
    kept = points[::step] if (len(points) - 1) % step == 0 else np.concatenate([points[::step], points[-1:]])
    commands, is_gap = [], True
    for x, y in kept.tolist():
        if not (math.isfinite(x) and math.isfinite(y)) or abs(x) > 10 * WIDTH or abs(y) > 10 * HEIGHT:
            is_gap = True
            continue
        commands.append(f"{'M' if is_gap else 'L'}{x:.1f} {y:.1f}")
        is_gap = False
    if commands:
        stroke = html.escape(f"stroke:{color};stroke-width:{0.7 * width:.2g}")
        yield f'<path pathLength="1" d="{"".join(commands)}" style="{stroke}"/>'


def _shapes(figure: Drawing, frame: _Frame) -> Iterator[str]:
    for shape in figure.layout.shapes:
        if shape.type != "circle" or shape.xref not in (None, "x"):
            continue
        corners = frame.place(_numbers([shape.x0, shape.x1]), _numbers([shape.y0, shape.y1]))
        (x, y), (rx, ry) = (
            corners.mean(axis=0).tolist(),
            (np.abs(np.diff(corners, axis=0)) / 2).ravel().tolist(),
        )
        stroke = _color(shape.line.color) if (shape.line.width or 0) > 0 else "none"
        yield f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" style="stroke:{stroke}"/>'
