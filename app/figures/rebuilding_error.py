"""What rounding costs when a power is put together again from its modes."""

import numpy as np
from jaxtyping import Float

from app.figures.log_lines import Line, log_lines, reference_line
from app.figures.palette import LIGHT
from app.figures.power_lines import power_axis
from app.figures.strip import strip
from app.figures.view import Figure


def rebuilding_error(errors: Float[np.ndarray, " power"], condition: float) -> Figure:
    """How far V Λ^n V^-1 misses W^n, as a share of |W^n|, on a log axis over n; dashed: cond(V) times 2^-53."""
    unit = condition * 2.0**-53
    line = Line("error", "error", "error", LIGHT.roles["hidden"], errors)
    drawn = log_lines([line], np.arange(len(errors)), "n = %{x}", reference=unit)
    y_axis = {"title": {"text": "relative error"}} | drawn.axis.layout()
    figure = strip(drawn.traces, power_axis(len(errors) - 1), y_axis)
    level, name = reference_line(unit, "cond(V) · 2<sup>−53</sup>")
    late = errors[len(errors) // 2 :]
    away = {
        "x": 1,
        "xshift": -4,
        "xanchor": "right",
        "yanchor": "top" if np.median(late) >= unit else "bottom",
    }
    figure.update_layout(annotations=[*drawn.annotations, name | away], shapes=[*drawn.shapes, level])
    caption = (
        "What rounding costs when Wⁿ is put together again from its modes. Dashed, as a yardstick: cond(V) times the "
        "rounding of one number."
    )
    return Figure("error", "Rebuilding error of V Λⁿ V⁻¹", caption, figure, drawn.note)
