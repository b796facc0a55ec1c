"""What each unit adds up: one row a unit, the pieces w_ij x_j and b_i, their sum z_i, and the output h_i."""

import numpy as np
from jaxtyping import Float

from app.figures.scales import DIVERGING
from app.figures.strip import blank_figure
from app.figures.view import Figure

_CAPTION = (
    "One row a unit: what comes from each input and the bias adds up to z, and the squash makes h of it; orange is "
    "positive, blue is negative."
)
_FEW = 3


def unit_sums(
    contributions: Float[np.ndarray, "unit input"],
    bias: Float[np.ndarray, " unit"],
    preactivation: Float[np.ndarray, " unit"],
    output: Float[np.ndarray, " unit"],
) -> Figure:
    """The rows of h = foo(W x + b) with a number in every cell.

    Args:
        contributions: w_ij x_j, row = unit that receives.
        bias: b.
        preactivation: z, the sum of a row's pieces.
        output: h.
    """
    values = np.column_stack([contributions, bias, preactivation, output])
    is_wide = contributions.shape[1] > _FEW
    limit = float(np.abs(values[:, :-1]).max()) or 1.0
    trace = {
        "type": "heatmap",
        "z": values,
        "x": _names(contributions.shape[1]),
        "y": [f"unit {unit}" for unit in range(1, len(values) + 1)],
        "zmin": -limit,
        "zmax": limit,
        "colorscale": DIVERGING.stops(),
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "texttemplate": "%{z:.2f}" if is_wide else "%{z:.3~g}",
        "textfont": {"size": 10 if is_wide else 13},
        "hovertemplate": "%{y}: %{x} = %{z:.5g}<extra></extra>",
        "name": "pieces",
    }
    layout = {
        "xaxis": {
            "title": {"text": "pieces, sum, output"},
            "type": "category",
            "side": "bottom",
        },
        "yaxis": {"title": {"text": "unit"}, "autorange": "reversed", "type": "category"},
        "margin": {"l": 76, "r": 12, "t": 12, "b": 52},
    }
    return Figure("sums", "Row by row", _CAPTION, blank_figure([trace], layout))


def _names(inputs: int) -> list[str]:
    """What each column holds; in two lines where there are many."""
    gap = "<br>" if inputs > _FEW else " "
    pieces = [f"w<sub>i{j}</sub>{gap}x<sub>{j}</sub>" for j in range(1, inputs + 1)]
    return [*pieces, "b<sub>i</sub>", "z<sub>i</sub>", "h<sub>i</sub>"]
