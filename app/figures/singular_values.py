"""How much the recurrent weights stretch in each direction, block by block."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float

from app.figures.log_lines import Line, log_lines
from app.figures.palette import GATE_LETTERS, GATE_ROLES, LIGHT
from app.figures.strip import blank_figure
from app.figures.theme import STRIP_MARGIN
from app.figures.view import Figure


def singular_values(blocks: Mapping[str, Float[np.ndarray, " rank"]]) -> Figure:
    """Singular values of each block of weight_hh, falling, on a log axis.

    Args:
        blocks: by torch's gate name, or `hidden` for an RNN's only block; all of one length, falling.
    """
    lines = [_line(block, values) for block, values in blocks.items()]
    ranks = np.arange(1, 1 + max((len(line.values) for line in lines), default=0))
    drawn = log_lines(lines, ranks, "number %{x}")
    layout = {
        "margin": STRIP_MARGIN,
        "xaxis": {"title": {"text": "rank"}, "range": [0.5, len(ranks) + 0.5], "tickformat": "d"},
        "yaxis": {"title": {"text": "singular value"}, "automargin": False} | drawn.axis.layout(),
        "annotations": drawn.annotations,
        "shapes": drawn.shapes,
    }
    caption = (
        "A flat line stretches all directions alike; a steep one keeps few directions and loses the rest."
    )
    figure = blank_figure(drawn.traces, layout)
    return Figure("singular_values", "Singular values of the recurrent weights", caption, figure, drawn.note)


def _line(block: str, values: Float[np.ndarray, " rank"]) -> Line:
    if block not in GATE_ROLES:
        return Line("recurrent weights", "W<sub>hh</sub>", "σ", LIGHT.roles["hidden"], values)
    letter = GATE_LETTERS[block]
    name = block.replace("_", " ")
    return Line(
        name,
        f"{letter} {name.removesuffix(' gate')}",
        f"σ of {letter}",
        LIGHT.roles[GATE_ROLES[block]],
        values,
    )
