"""How much one step can stretch a nudge of the state: above 1 it may grow, below 1 it must shrink."""

import numpy as np
from jaxtyping import Float

from app.figures.log_lines import Line, log_lines, reference_line
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure


def jacobian_norms(norms: Float[np.ndarray, " time"], time: TimeAxis) -> Figure:
    """Spectral norm of each step's Jacobian over time, on a log axis with a line at 1."""
    line = Line("Jacobian norm", "|J|", "|J|", LIGHT.roles["gradient"], norms)
    drawn = log_lines([line], time.steps, time.named(), reference=1.0)
    shape, label = reference_line(1.0, "1: no nudge grows below")
    figure = strip(drawn.traces, time, {"title": {"text": "norm"}} | drawn.axis.layout())
    figure.update_layout(annotations=[*drawn.annotations, label], shapes=[*drawn.shapes, shape])
    caption = "The most that a step can stretch a nudge of the state: below 1 every nudge shrinks."
    return Figure("jacobian_norms", "Spectral norm of the step Jacobian", caption, figure, drawn.note)
