"""How large each mode's power is: what a part of a signal is multiplied with by n steps."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Complex, Float

from app.figures.log_lines import reference_line
from app.figures.mode_plane import MODE_COLORS, equal_groups, named
from app.figures.power_lines import PowerLine, power_axis, power_lines
from app.figures.strip import strip
from app.figures.view import Figure


def mode_sizes(
    eigenvalues: Complex[np.ndarray, " mode"], log10_sizes: Sequence[Float[np.ndarray, " power"]]
) -> Figure:
    """|λ|^n of each mode on a log axis over n.

    Args:
        eigenvalues: the modes; equal ones and those of a pair are drawn as one line.
        log10_sizes: log10 |λ|^n of each.
    """
    upper = np.where(eigenvalues.imag < 0, eigenvalues.conj(), eigenvalues)
    groups = equal_groups(upper)
    lines = [
        PowerLine(
            f"|{named(group) if len(groups) > 1 else 'λ'}|ⁿ",
            f"mode{group[0] + 1}",
            MODE_COLORS[group[0]],
            log10_sizes[group[0]],
        )
        for group in groups
    ]
    drawn = power_lines(lines, reference=1.0)
    y_axis = {"title": {"text": "size"}} | drawn.axis.layout()
    figure = strip(drawn.traces, power_axis(len(log10_sizes[0]) - 1), y_axis)
    level, _ = reference_line(1.0, "1")
    figure.update_layout(annotations=drawn.annotations, shapes=[*drawn.shapes, level])
    caption = "Each mode alone: above the dashed line it explodes, below it vanishes, on it neither."
    return Figure("modes", "Size of each mode", caption, figure, drawn.note)
