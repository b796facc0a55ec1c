"""The candidates for a blank with their probabilities, a bar a network, and what a guess would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float

from app.figures.drawing import Drawing
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.strip import blank_figure

_AIR = 0.6


@dataclass(frozen=True, eq=False)
class Guesses:
    """What one network gives each candidate, from 0 to 1."""

    name: str
    probabilities: Float[np.ndarray, " candidate"]


def candidate_bars(
    candidates: Sequence[str], right: str | None, guesses: Sequence[Guesses], chance: float
) -> Drawing:
    """Candidates downwards, the right one in bold; the upright line is chance.

    Args:
        candidates: the words that may fill the blank.
        right: the one that belongs there; None where no word decides.
        guesses: the networks, each over all candidates; none before they have learned.
        chance: one over the candidates.
    """
    words = [f"<b>{word}</b>" if word == right else word for word in candidates]
    layout = {
        "barmode": "group",
        "bargap": 0.24,
        "xaxis": {"title": {"text": "probability"}, "range": [0, 1.02], "tickformat": ".0%", "nticks": 5},
        "yaxis": {
            "title": {"text": "candidate"},
            "range": [len(candidates) - 1 + _AIR, -1.3],
            "tickvals": list(range(len(candidates))),
            "ticktext": words,
            "ticks": "",
        },
        "showlegend": len(guesses) > 0,
        "legend": {"traceorder": "normal"},
        "margin": {"l": 84, "r": 16, "t": 28, "b": 44},
    }
    bars = [_bars(guess, candidates) for guess in guesses]
    return blank_figure([*bars, _chance(chance, len(candidates))], layout)


def _bars(guess: Guesses, candidates: Sequence[str]) -> dict[str, Any]:
    look = NETWORK_LOOKS[guess.name]
    return {
        "type": "bar",
        "orientation": "h",
        "x": guess.probabilities,
        "y": list(range(len(candidates))),
        "customdata": list(candidates),
        "name": look.label,
        "marker": {
            "color": LIGHT.surface if look.pattern else look.color,
            "line": {"color": look.color, "width": 1},
            "pattern": {"shape": look.pattern, "fgcolor": look.color, "size": 5, "solidity": 0.45},
        },
        "hovertemplate": f"{look.label}: p(%{{customdata}}) = %{{x:.3g}}<extra></extra>",
        "meta": {"term": guess.name},
    }


def _chance(chance: float, count: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+text",
        "x": [chance, chance],
        "y": [-0.8, count - 1 + _AIR],
        "text": ["chance", ""],
        "textposition": "top right",
        "textfont": {"color": LIGHT.muted, "size": 12},
        "line": {"color": LIGHT.muted, "width": 1.5, "dash": "dash"},
        "showlegend": False,
        "name": "chance",
        "hovertemplate": "chance: %{x:.3g}<extra></extra>",
        "meta": {"term": "chance"},
    }
