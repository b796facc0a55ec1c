"""How much each step's state matters to the loss: where the gradient vanishes, explodes or is carried."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
from jaxtyping import Float

from app.figures.log_lines import Line, log_lines
from app.figures.palette import LIGHT, ROLES
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

State = Literal["hidden", "cell"]


def gradient_norms(norms: Mapping[State, Float[np.ndarray, " time"]], time: TimeAxis) -> Figure:
    """2-norm of the total derivative of the loss by each state, on a log axis over time.

    A straight slope is exponential growth or decay. An exact 0 stands on the floor line; NaN and infinity are gaps.
    """
    lines = [
        Line(state, f"∂L/∂{ROLES[state]}", f"|∂L/∂{ROLES[state]}|", LIGHT.roles[state], values)
        for state, values in norms.items()
    ]
    drawn = log_lines(lines, time.steps, time.named())
    figure = strip(drawn.traces, time, {"title": {"text": "gradient"}} | drawn.axis.layout())
    figure.update_layout(annotations=drawn.annotations, shapes=drawn.shapes)
    caption = (
        "How far a nudge of each step’s state moves the loss, on a log axis: a straight slope is exponential."
    )
    return Figure("gradient_norms", "Gradient magnitude per time step", caption, figure, drawn.note)
