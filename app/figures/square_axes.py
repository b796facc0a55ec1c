"""Axes of a plane on which both coordinates have one scale, so that a circle is round."""

from collections.abc import Sequence
from typing import Any


def square_axes(titles: tuple[str, str], limits: Sequence[float], ticks: int | None = None) -> dict[str, Any]:
    """Layout of both axes from limits[0] to limits[1], about `ticks` ticks on each; Plotly's number for None."""
    axis: dict[str, Any] = {"range": list(limits), "constrain": "domain"}
    axis |= {} if ticks is None else {"nticks": ticks}
    x, y = ({"title": {"text": title}} | axis for title in titles)
    return {"xaxis": x, "yaxis": y | {"scaleanchor": "x"}}
