"""Which step's loss reaches back to which step's state: all pairs at once."""

from typing import Any, Literal

import numpy as np
from jaxtyping import Bool, Float

from app.figures.log_heatmap import log_heatmap
from app.figures.palette import ROLES
from app.figures.reduce import MAX_CELLS, bin_square, gaps_note, join_notes
from app.figures.strip import TimeAxis, blank_figure, time_axis
from app.figures.view import Figure

_CAPTION = "Read a row from the diagonal to the left: how the loss of one step fades, going back in time."
_BACKWARD_CAPTION = (
    "Read a row from the diagonal to the right: this direction reads from the end, so there lies its past."
)
_KEY = {"lenmode": "pixels", "len": 140}
_UPPER_RIGHT = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "top"}
_LOWER_LEFT = {"x": 0, "xanchor": "left", "y": 0, "yanchor": "bottom"}


def credit_matrix(
    values: Float[np.ndarray, "time time"],
    time: TimeAxis,
    state: Literal["hidden", "cell"] = "hidden",
    loss: Literal["L", "ε"] = "L",
) -> Figure:
    """Size of dL_t/dh_k as color on log10, x the state's step k, y the loss's step t downwards.

    Each row is one loss; away from the diagonal it goes back in the direction's own time. A state that comes after
    the loss is no pair and stays blank; exact zeros have a color of their own, named in the key.

    Args:
        values: [t, k], 0 above the diagonal, or below it for a backward direction.
        time: the steps shown.
        state: whose gradient it is.
        loss: the letter of the loss, as the page writes it.
    """
    is_pair = _pairs(len(values), time.is_backward)
    is_finite = np.isfinite(values) | ~is_pair
    most = int(MAX_CELLS**0.5)
    binned = bin_square(np.where(is_finite, values, 0), most)
    has_gap = bin_square((~is_finite).astype(np.float32), most).values > 0
    is_shown = _pairs(len(binned.values), time.is_backward) & ~(has_gap & (binned.values == 0))
    size = f"|∂{loss}<sub>t</sub>/∂{ROLES[state]}<sub>k</sub>|"
    hover = f"loss at {time.named('y')}<br>state at {time.named('x')}<br>{size} = "
    edges = binned.edges + (time.start - 0.5)
    traces = [trace | {"x": edges, "y": edges} for trace in log_heatmap(binned.values, is_shown, hover)]
    traces[0]["colorbar"] |= _KEY | (_LOWER_LEFT if time.is_backward else _UPPER_RIGHT)
    title = f"Credit {size} for all pairs"
    note = join_notes(binned.note, gaps_note(is_finite, "pairs are"))
    slot = "credit" if state == "hidden" else "cell_credit"
    caption = _BACKWARD_CAPTION if time.is_backward else _CAPTION
    return Figure(slot, title, caption, blank_figure(traces, _layout(time)), note)


def _pairs(size: int, is_backward: bool) -> Bool[np.ndarray, "time time"]:
    """True where the state comes before the loss, or is its own."""
    lower = np.tri(size, dtype=bool)
    return lower.T if is_backward else lower


def _layout(time: TimeAxis) -> dict[str, Any]:
    """A square that touches the corner in which its key stands."""
    side, edge = ("left", "bottom") if time.is_backward else ("right", "top")
    x_axis = time_axis(time, "state of step k") | {"constrain": "domain", "constraintoward": side}
    y_axis = time_axis(time, "loss of step t") | {"constrain": "domain", "constraintoward": edge}
    y_axis |= {"scaleanchor": "x", "range": y_axis["range"][::-1]}
    return {"xaxis": x_axis, "yaxis": y_axis, "margin": {"l": 64, "r": 16, "t": 12, "b": 48}}
