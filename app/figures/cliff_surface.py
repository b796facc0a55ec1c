"""The error as a surface over two parameters, with its cliff, and one descent as it runs on it."""

from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.descent_looks import LOOKS, DescentPath
from app.figures.palette import LIGHT
from app.figures.reduce import compact
from app.figures.strip import blank_figure
from app.figures.view import Figure

_RELIEF = [[0.0, LIGHT.background], [0.4, LIGHT.hair], [1.0, LIGHT.muted]]


def cliff_surface(
    w: Float[np.ndarray, " column"],
    b: Float[np.ndarray, "row column"],
    errors: Float[np.ndarray, "row column"],
    path: DescentPath,
) -> Figure:
    """E over (w, b) on a grid of its own b for each w; points of one descent as far as they stay over it."""
    surface = {
        "type": "surface",
        "x": w.astype(np.float32),
        "y": b.astype(np.float32),
        "z": errors.astype(np.float32),
        "name": "E",
        "colorscale": _RELIEF,
        "showscale": False,
        "lighting": {"ambient": 0.75, "diffuse": 0.6, "specular": 0.05},
        "hovertemplate": "w = %{x:.3g}, b = %{y:.4g}<br>E = %{z:.3g}<extra></extra>",
        "meta": {"term": "E"},
    }
    window = (float(w[0]), float(w[-1]), float(b.min()), float(b.max()))
    titles = zip("xyz", ("w", "b", "E"), strict=True)
    layout = {
        "scene": {f"{axis}axis": {"title": {"text": title}} for axis, title in titles}
        | {
            "aspectmode": "manual",
            "aspectratio": {"x": 1, "y": 0.9, "z": 0.6},
            "camera": {"eye": {"x": 1.3, "y": 1.5, "z": 0.9}, "center": {"x": 0, "y": 0, "z": -0.12}},
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }
    caption = (
        "The same error as a surface: a plain, a cliff, and a valley right at its foot; dots are the steps of the "
        "descent that is followed. Drag to turn it."
    )
    traces = [surface, _points(path, window)]
    return Figure("surface", "The cliff", caption, blank_figure(traces, layout))


def _points(path: DescentPath, window: tuple[float, float, float, float]) -> dict[str, Any]:
    """The points up to the first one outside; lines between them would cut through the cliff."""
    low, high = np.array(window[::2]), np.array(window[1::2])
    outside = ((path.points < low) | (path.points > high)).any(axis=1)
    stop = int(outside.argmax()) if outside.any() else len(path.points)
    look = LOOKS[path.look]
    return {
        "type": "scatter3d",
        "mode": "markers",
        "x": compact(path.points[:stop, 0]),
        "y": compact(path.points[:stop, 1]),
        "z": compact(path.errors[:stop]),
        "name": look.name,
        "meta": {"term": look.term},
        "marker": {"color": look.color, "size": 3},
        "hovertemplate": f"{look.name}<br>(w, b) = (%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
    }
