"""A figure as plain data, ready for the browser; Plotly's own object of it is made when something asks for it.

Making that object and copying it out again takes longer than computing most pages, and the browser needs neither.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Shaped

_WHOLE_TYPES = ("i1", "u1", "i2", "u2", "i4", "u4")


class Drawing:
    """Traces and layout; everything that a `plotly.graph_objects.Figure` has is had from here too."""

    def __init__(self, data: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> None:
        """Keep the parts as they are; arrays are neither copied nor checked (the tests do that for every figure)."""
        self._data, self._layout = list(data), dict(layout)
        self._figure: go.Figure | None = None

    @property
    def figure(self) -> go.Figure:
        """Plotly's object; from now on it is the one that is sent, since it may be changed."""
        if self._figure is None:
            self._figure = go.Figure(data=self._data, layout=self._layout, _validate=False)
        return self._figure

    def update_layout(self, **more: Any) -> None:
        """Put more into the layout; what is a dictionary there and here is joined."""
        if self._figure is not None:
            self._figure.update_layout(**more)
            return
        for name, added in more.items():
            before = self._layout.get(name)
            both = isinstance(before, Mapping) and isinstance(added, Mapping)
            self._layout[name] = dict(before or {}) | dict(added) if both else added

    def add_to_layout(self, name: str, *added: Mapping[str, Any]) -> None:
        """Put more entries at the end of one of the layout's lists, such as `shapes` or `annotations`."""
        if self._figure is not None:
            self._figure.layout[name] = (*self._figure.layout[name], *added)
        else:
            self._layout[name] = [*self._layout.get(name, ()), *added]

    def update_traces(self, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> None:
        """Give every trace what `change` says of it, on top of what it has."""
        self._data = [{**trace, **change(trace)} for trace in self._data]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.figure, name)

    def to_plotly_json(self) -> dict[str, Any]:
        """Plain data for JSON, arrays of numbers as base64."""
        if self._figure is not None:
            plain: dict[str, Any] = self._figure.to_plotly_json()
            return plain
        return {"data": encoded(self._data), "layout": encoded(self._layout)}


def encoded(value: Any) -> Any:
    """The same with every array of numbers as Plotly's {"dtype", "bdata", "shape"}, others as lists."""
    if isinstance(value, np.ndarray):
        return _typed(value)
    if isinstance(value, Mapping):
        return {name: encoded(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [encoded(item) for item in value]
    return value


def _typed(array: Shaped[np.ndarray, "..."]) -> Any:
    compact = _compact(array)
    if compact is None or array.ndim == 0 or array.size == 0:
        return array.tolist()
    spec = {"dtype": compact.dtype.str[1:], "bdata": b64encode(np.ascontiguousarray(compact).data).decode()}
    return spec if array.ndim == 1 else spec | {"shape": ", ".join(map(str, array.shape))}


def _compact(array: Shaped[np.ndarray, "..."]) -> Shaped[np.ndarray, "..."] | None:
    """The array in a type that browsers know, whole numbers in the shortest; None where there is none."""
    if array.dtype.kind == "f":
        return array if array.dtype.itemsize in (4, 8) else array.astype(np.float64)
    if array.dtype.kind not in "iu" or array.size == 0:
        return None
    low, high = int(array.min()), int(array.max())
    fitting = (kind for kind in _WHOLE_TYPES if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    kind = next(fitting, None)
    return None if kind is None else array.astype(kind)
