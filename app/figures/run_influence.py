"""Which word's tag hangs on which word: what changes in each answer when one word is not read."""

from collections.abc import Sequence

from app.figures.bound import Binding
from app.figures.run_curves import RunText
from app.figures.scales import DIVERGING
from app.figures.strip import TimeAxis, blank_figure, time_axis
from app.figures.view import Figure

STRONGEST = 3
"""Change of log p from which on the color is the strongest: e^3 is 20 times as likely."""


def influence_map(source: Binding, words: Sequence[str], text: RunText) -> Figure:
    """Words by words, without numbers yet: downwards the word that is not read, to the right the word that is tagged.

    Orange: the word speaks for the tag that was given; blue: against it.

    Args:
        source: path of the matrix [left out, tagged], in nats.
        words: of the sentence.
        text: what is said of the figure.
    """
    time = TimeAxis(0, len(words), tuple(words), title="word that is tagged")
    trace = {
        "type": "heatmap",
        "z": [],
        "x": list(range(len(words))),
        "y": list(range(len(words))),
        "colorscale": DIVERGING.stops(),
        "zmin": -STRONGEST,
        "zmax": STRONGEST,
        "colorbar": {
            "tickvals": [-STRONGEST, 0, STRONGEST],
            "ticktext": [f"≤ −{STRONGEST}", "0", f"≥ {STRONGEST}"],
            "title": {"text": "nats"},
        },
        "hovertemplate": "tag of %{x}<br>without %{y}<br>log p falls by %{z:.3g}<extra></extra>",
        "meta": dict(source),
    }
    down = time_axis(time, "word left out")
    layout = {
        "xaxis": time_axis(time) | {"tickangle": -45, "dtick": 1},
        "yaxis": down | {"range": down["range"][::-1], "dtick": 1},
        "margin": {"l": 84, "r": 48, "t": 12, "b": 72},
    }
    return Figure(text.slot, text.title, text.caption, blank_figure([trace], layout))
