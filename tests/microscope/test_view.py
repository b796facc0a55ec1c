"""The microscope's view: every figure there, every number in it out of an array that can be had."""

import base64
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from app.figures.view import payload
from app.microscope.arrays import DEAR, ArrayReader, Where
from app.microscope.compute import all_slots, compute
from app.microscope.draw import draw
from app.microscope.opened import TraceRequest
from app.microscope.params import Params
from tests.microscope.test_library import saved


@pytest.fixture
def trace(library) -> str:
    torch.manual_seed(0)
    entry, _ = library.add_model(saved(torch.nn.LSTM(3, 5, 2, bidirectional=True)), "m.pt")
    values = np.random.default_rng(1).standard_normal((2, 12, 3))
    return library.add_trace(entry["id"], TraceRequest(values=values))["id"]


def view(library, trace, slots=(), **params):
    return library.figures(trace, Params(sample=0, **params), frozenset(slots))


def numbers(encoded: dict) -> np.ndarray:
    """An array as Plotly's figure carries it."""
    flat = np.frombuffer(base64.b64decode(encoded["bdata"]), dtype=np.dtype(encoded["dtype"]))
    return flat.reshape([int(size) for size in encoded["shape"].split(", ")]) if "shape" in encoded else flat


def test_every_slot_of_a_small_trace_has_a_figure_with_title_and_caption(library, trace):
    made = view(library, trace)

    assert tuple(made["figures"]) == all_slots("LSTM")
    assert set(made["titles"]) == set(made["captions"]) == set(made["figures"])
    assert all(made["titles"].values())
    assert all(caption.endswith(".") for caption in made["captions"].values())
    assert made["notes"] == {}
    assert made["deferred"] == []


@pytest.mark.parametrize("name", ["hidden", "cell", "forget_gate", "cell_gate"])
def test_a_heatmap_holds_its_array(library, trace, name):
    drawn = numbers(view(library, trace, layer=0, direction="backward")["figures"][name]["data"][0]["z"])

    values = library.array(trace, name, Where(0, "backward", 0)).values
    assert np.array_equal(drawn, values.T)


def test_the_gradients_line_holds_its_array_on_a_log_axis(library, trace):
    figure = view(library, trace)["figures"]["gradient_norms"]
    lines = {line["name"]: line for line in figure["data"]}

    norms = library.array(trace, "gradient_norms", Where(None, "forward", 0)).values
    drawn = next(numbers(line["y"]) for name, line in lines.items() if "h" in name and "y" in line)
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert np.array_equal(drawn, norms)


CONTROLS: list[tuple[dict[str, Any], str]] = [
    ({"layer": 0}, "hidden"),
    ({"direction": "backward"}, "hidden"),
    ({"sample": 1}, "hidden"),
    ({"projection": "pca3"}, "trajectory"),
    ({"projection": "units"}, "trajectory"),
    ({"order": "activity"}, "forget_gate"),
    ({"order": "similarity"}, "forget_gate"),
    ({"start": 2}, "hidden"),
    ({"stop": 9}, "hidden"),
    ({"projection": "units", "units": "3,2"}, "trajectory"),
]


@pytest.mark.parametrize(("changed", "slot"), CONTROLS)
def test_every_control_changes_what_it_is_for(library, trace, changed, slot):
    plain = library.figures(trace, Params())["figures"][slot]

    assert library.figures(trace, Params(**changed))["figures"][slot] != plain


def test_chosen_units_are_the_trajectorys_axes(library, trace):
    figures = [
        view(library, trace, projection="units", units=units)["figures"]["trajectory"]
        for units in ("0,1", "3,2")
    ]

    assert figures[0] != figures[1]
    assert "unit 3" in figures[1]["layout"]["xaxis"]["title"]["text"]


def test_controls_cover_every_field_of_params():
    covered = {name for changed, _ in CONTROLS for name in changed}

    assert set(Params.model_fields) == covered
    assert all(field.description for field in Params.model_fields.values())


@pytest.mark.parametrize(
    "bad", [{"start": 3, "stop": 3}, {"units": "1"}, {"layer": -1}, {"projection": "globe"}]
)
def test_a_bad_control_is_refused(bad):
    with pytest.raises(ValidationError):
        Params(**bad)


def test_a_large_trace_keeps_its_dear_figures_until_they_are_asked_for(library):
    entry, _ = library.add_model(saved(torch.nn.LSTM(2, 64)), "m.pt")
    trace = library.add_trace(entry["id"], TraceRequest(noise={"steps": 300, "seed": 0}))["id"]

    first = library.figures(trace, Params())
    then = library.figures(trace, Params(), frozenset({"credit"}))

    assert set(first["deferred"]) == DEAR & set(all_slots("LSTM"))
    assert not DEAR & set(first["figures"])
    assert list(then["figures"]) == ["credit"]


def test_a_long_trace_says_what_it_leaves_out_and_refines(library):
    entry, _ = library.add_model(saved(torch.nn.GRU(2, 32)), "m.pt")
    trace = library.add_trace(entry["id"], TraceRequest(noise={"steps": 8000, "seed": 0}))["id"]

    whole = library.figures(trace, Params(), frozenset({"hidden", "trajectory"}))
    part = library.figures(trace, Params(start=100, stop=400), frozenset({"hidden", "trajectory"}))

    assert set(whole["reduced"]) == {"hidden", "trajectory"}
    assert "steps" in whole["captions"]["hidden"]
    assert part["reduced"] == []
    drawn = numbers(part["figures"]["hidden"]["data"][0]["z"])
    assert np.array_equal(drawn, library.array(trace, "hidden", Where(None, "forward")).values[100:400].T)


def test_the_backward_directions_horizon_runs_in_its_own_time(library, trace):
    reader = ArrayReader(library._open(trace), library._memory, library._settings)

    result = compute(reader, Params(direction="backward", sample=0))

    norms = reader.array("cell_gradient_norms", Where(None, "backward", 0)).values
    assert result.horizons["cell"].ratio == pytest.approx(norms[-1] / norms[0])


def test_a_sum_over_steps_has_no_horizon_and_says_why(library):
    trace = library.add_trace("gru-tagger", TraceRequest(text="I read the book.", objective="sum"))["id"]

    assert "sum over steps" in library.figures(trace, Params())["verdict"]


def test_words_and_facts_come_out_of_the_result(library):
    trace = library.example("rnn-tagger")
    reader = ArrayReader(library._open(trace), library._memory, library._settings)
    result = compute(reader, Params())

    facts = dict(payload(draw(result))["facts"])

    assert str(result.horizons["hidden"].steps) in facts["memory horizon of hidden state h"]


def test_a_projected_networks_eigenvalues_are_said_to_be_of_the_product(library):
    entry, _ = library.add_model(saved(torch.nn.LSTM(2, 4, proj_size=2)), "m.pt")
    trace = library.add_trace(entry["id"], TraceRequest(noise={"steps": 3, "seed": 0}))["id"]

    projected = library.figures(trace, Params())["captions"]["eigenvalues"]
    plain = library.figures(library.example("lstm-tagger"), Params())["captions"]["eigenvalues"]

    assert "weight_hr" in projected
    assert "weight_hr" not in plain
