"""Eigenvalues of the step Jacobians: what each step of the run does to a small nudge of the state."""

import numpy as np
from jaxtyping import Complex, Int

from app.figures.reduce import MAX_POINTS, compact
from app.figures.scales import TIME
from app.figures.strip import TimeAxis, time_key
from app.figures.unit_circle import NUMBER_HOVER, plane, polar
from app.figures.view import Figure

_POLAR_HOVER = "<br>|λ| = %{customdata[0]:.4g}, angle %{customdata[1]:.1f}°<extra></extra>"


def jacobian_eigenvalues(
    eigenvalues: Complex[np.ndarray, "point state"], steps: Int[np.ndarray, " point"], time: TimeAxis
) -> Figure:
    """Eigenvalues in the complex plane, colored by time step.

    A point's `customdata` is |λ|, angle in degrees, time step: by it the page selects the points of one step.

    Args:
        eigenvalues: of the step Jacobian at some steps, by falling size.
        steps: which steps, rising.
        time: for the color's limits and the labels.
    """
    kept = max(2, MAX_POINTS // max(1, len(steps)))
    shown = eigenvalues[:, :kept]
    all_of_them = eigenvalues.shape[1]
    note = (
        f"At each step the {kept:,} largest of {all_of_them:,} eigenvalues are drawn."
        if kept < all_of_them
        else ""
    )
    owners = np.repeat(steps, shown.shape[1])
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": compact(shown.real.ravel()),
        "y": compact(shown.imag.ravel()),
        "customdata": np.column_stack([polar(shown), owners.astype(np.float32)]),
        "name": "step Jacobian",
        "marker": {
            "size": 5,
            "opacity": 0.7,
            "color": owners,
            "cmin": time.start,
            "cmax": max(time.stop - 1, time.start + 1),
            "colorscale": TIME.stops(),
            "colorbar": time_key(time),
        },
        "unselected": {"marker": {"opacity": 0.06}},
        "selected": {"marker": {"opacity": 1, "size": 8}},
        "hovertemplate": f"step %{{customdata[2]}}<br>{NUMBER_HOVER}{_POLAR_HOVER}",
    }
    figure = plane([trace], shown.ravel(), {"margin": {"l": 64, "r": 72, "t": 12, "b": 48}})
    caption = (
        "What each step does to a small nudge of the state: inside the circle it fades, outside it grows."
    )
    return Figure("jacobian_eigenvalues", "Eigenvalues of the step Jacobians", caption, figure, note)
