"""Sizes as color on log10, with exact zeros in a color of their own that the key names."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from app.figures.log_axis import log_ticks, tick_text
from app.figures.scales import EXACT_ZERO, GRADIENT

_MAX_DECADES = 12.0
_ZERO_SHARE = 0.08


@dataclass(frozen=True)
class _Limits:
    low: float
    high: float

    @property
    def below(self) -> float:
        """Low end of a key whose lowest share is the color of an exact 0."""
        return (self.low - _ZERO_SHARE * self.high) / (1 - _ZERO_SHARE)


def log_heatmap(
    values: Float[np.ndarray, "row column"], is_shown: Bool[np.ndarray, "row column"], hover: str
) -> list[dict[str, Any]]:
    """One heatmap of the sizes and, where there are any, one of the exact zeros, with one key.

    The scale ends twelve decades below the largest size; smaller ones share its last color. `hover` comes before
    the number.
    """
    has_size = is_shown & (values > 0)
    logs = np.full(values.shape, np.nan, dtype=np.float32)
    np.log10(values, out=logs, where=has_size, casting="same_kind")
    is_zero = is_shown & (values == 0)
    sizes = {
        "type": "heatmap",
        "z": logs,
        "name": "size",
        "hovertemplate": hover + "10<sup>%{z:.2f}</sup><extra></extra>",
    }
    sizes |= _colors(_limits(logs[has_size]), bool(is_zero.any()))
    return [sizes, _zeros(is_zero, hover)] if is_zero.any() else [sizes]


def _limits(logs: Float[np.ndarray, " size"]) -> _Limits:
    if not logs.size:
        return _Limits(-1.0, 0.0)
    high = float(logs.max())
    return _Limits(min(high - 0.5, max(float(logs.min()), high - _MAX_DECADES)), high)


def _colors(limits: _Limits, has_zero: bool) -> dict[str, Any]:
    ticks = log_ticks(limits.low, limits.high)
    places = [float(np.log10(tick)) for tick in ticks]
    texts = [tick_text(tick) for tick in ticks]
    if not has_zero:
        key = {"tickvals": places, "ticktext": texts}
        return {"zmin": limits.low, "zmax": limits.high, "colorscale": GRADIENT.stops(), "colorbar": key}
    zero = EXACT_ZERO.light[0]
    middle = limits.below + (limits.low - limits.below) / 2
    return {
        "zmin": limits.below,
        "zmax": limits.high,
        "colorscale": [[0.0, zero], [_ZERO_SHARE, zero], *GRADIENT.stops(_ZERO_SHARE)],
        "colorbar": {"tickvals": [middle, *places], "ticktext": ["exactly 0", *texts]},
    }


def _zeros(is_zero: Bool[np.ndarray, "row column"], hover: str) -> dict[str, Any]:
    zero = EXACT_ZERO.light[0]
    return {
        "type": "heatmap",
        "z": np.where(is_zero, np.float32(0), np.float32(np.nan)),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, zero], [1, zero]],
        "showscale": False,
        "name": "exactly 0",
        "hovertemplate": hover + "0, exactly<extra></extra>",
    }
