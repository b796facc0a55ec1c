"""How a gradient fades or grows on its way back through time: exact, and with the squash left out."""

from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.guides import chosen_here
from app.figures.log_lines import Line, log_lines
from app.figures.palette import LIGHT
from app.figures.strip import TimeAxis, strip
from app.figures.view import Figure

_CAPTION = (
    "Read it from right to left: a straight slope is exponential, a level line loses nothing on the way back."
)


def gradient_decay(
    exact: Float[np.ndarray, " time"],
    simplified: Float[np.ndarray, " time"] | None,
    chosen: int,
    field: str,
) -> Figure:
    """|∂ε/∂h_t| from step 1 to T on a log axis; an exact 0 stands on the floor line.

    Args:
        exact: sizes at the steps 1 ... T.
        simplified: the same with W_r in the place of every step's Jacobian, or None.
        chosen: the step that the page has chosen, marked by a vertical line.
        field: the parameter that a click on a point sets.
    """
    steps = np.arange(1, len(exact) + 1)
    name = "" if simplified is None else "exact"
    lines = [Line("exact", name, "|∂ε/∂h<sub>t</sub>|", LIGHT.roles["hidden"], exact)]
    if simplified is not None:
        lines.append(
            Line("simplified", "squash ignored", "simplified |∂ε/∂h<sub>t</sub>|", LIGHT.warn, simplified)
        )
    drawn = log_lines(lines, steps, "step %{x}", labels_at="start")
    traces = [_clickable(trace) for trace in drawn.traces]
    y_axis = {"title": {"text": "|∂ε/∂h<sub>t</sub>|"}} | drawn.axis_with_room()
    figure = strip(traces, TimeAxis(0, len(exact) + 1), y_axis)
    shapes = [*drawn.shapes, chosen_here(chosen)]
    figure.update_layout(annotations=drawn.annotations, shapes=shapes, meta={"choose": field})
    return Figure("gradient", "Gradient magnitude per time step", _CAPTION, figure, drawn.note)


def _clickable(trace: dict[str, Any]) -> dict[str, Any]:
    if trace["name"].startswith("simplified"):
        trace = trace | {"line": trace["line"] | {"dash": "dash"}}
    return trace | {"customdata": trace["x"]}
