import base64

import numpy as np

from app.figures.drawing import Drawing
from app.figures.view import Figure, View, payload


def test_a_payload_holds_every_figure_under_its_slot_with_its_words():
    drawn = Drawing([{"type": "scatter", "y": np.array([1, 2], np.float32)}], {})
    view = View(
        (Figure("a", "A", "Reads so.", drawn), Figure("b", "B", "Reads so.", Drawing([], {}), "Cut.")),
        "It carries.",
        facts=(("radius", "1.2"),),
        absent={"c": "An RNN has none."},
        deferred=("d",),
    )

    plain = payload(view)

    assert list(plain["figures"]) == ["a", "b"]
    assert plain["titles"] == {"a": "A", "b": "B"}
    assert plain["captions"] == {"a": "Reads so.", "b": "Reads so. Cut."}
    assert plain["reduced"] == ["b"]
    assert plain["notes"] == {"c": "An RNN has none."}
    assert (plain["verdict"], plain["facts"], plain["deferred"]) == (
        "It carries.",
        [["radius", "1.2"]],
        ["d"],
    )
    y = plain["figures"]["a"]["data"][0]["y"]
    assert y["dtype"] == "f4"
    assert np.frombuffer(base64.b64decode(y["bdata"]), np.float32).tolist() == [1, 2]
