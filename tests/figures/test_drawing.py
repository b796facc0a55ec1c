"""A drawing is what Plotly's own object would send, without making it."""

from base64 import b64decode

import numpy as np
import plotly.graph_objects as go
import pytest

from app.figures.drawing import Drawing, encoded
from tests.figures.samples import squares, strips


@pytest.mark.parametrize("figure", [*strips(), *squares()], ids=lambda figure: figure.slot)
def test_it_sends_what_plotlys_own_object_sends(figure):
    plain = figure.figure.to_plotly_json()

    theirs = go.Figure(figure.figure.figure).to_plotly_json()
    theirs["layout"].pop("template", None)
    assert decoded(plain) == decoded(theirs)


def decoded(value):
    """Arrays out of base64 as nested lists, tuples as lists; without what is empty, as if it were not there."""
    if isinstance(value, dict) and "bdata" in value:
        array = np.frombuffer(b64decode(value["bdata"]), value["dtype"])
        shape = [int(size) for size in str(value.get("shape", array.size)).split(",")]
        return decoded(np.nan_to_num(array, nan=-1.25).reshape(shape).tolist())
    if isinstance(value, dict):
        return {name: decoded(item) for name, item in value.items() if item is not None and item != []}
    if isinstance(value, list | tuple):
        return [decoded(item) for item in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.array([0, 127]), "i1"),
        (np.array([0, 255]), "u1"),
        (np.array([-1, 255]), "i2"),
        (np.array([0, 70_000]), "i4"),
        (np.array([1.5], np.float32), "f4"),
        (np.array([1.5], np.float16), "f8"),
    ],
)
def test_numbers_travel_in_the_shortest_type_that_holds_them(array, dtype):
    assert encoded(array)["dtype"] == dtype
    assert decoded(encoded(array)) == array.tolist()


def test_a_matrix_keeps_its_shape_even_when_it_is_a_view():
    matrix = np.arange(6.0).reshape(2, 3).T

    assert encoded(matrix)["shape"] == "3, 2"
    assert decoded(encoded(matrix)) == matrix.tolist()


@pytest.mark.parametrize("array", [np.array(["a", "b"]), np.array([True]), np.array([2**40]), np.array([])])
def test_what_has_no_such_type_is_a_list(array):
    assert encoded(array) == array.tolist()


def test_a_change_of_plotlys_object_is_sent():
    drawing = Drawing([{"type": "scatter", "y": np.arange(3)}], {"meta": {"a": 1}})

    drawing.update_layout(meta={"a": 2})

    assert drawing.to_plotly_json()["layout"]["meta"] == {"a": 2}


def test_a_layout_is_joined_one_level_deep_and_lists_are_replaced():
    drawing = Drawing([], {"meta": {"a": 1}, "shapes": [1, 2]})

    drawing.update_layout(meta={"b": 2}, shapes=[3], bargap=0.5)

    assert drawing.to_plotly_json()["layout"] == {"meta": {"a": 1, "b": 2}, "shapes": [3], "bargap": 0.5}


def test_every_trace_can_be_given_more():
    drawing = Drawing([{"type": "scatter", "name": "a"}, {"type": "scatter", "name": "b"}], {})

    drawing.update_traces(lambda trace: {"meta": {"term": trace["name"]}})

    assert [trace["meta"]["term"] for trace in drawing.to_plotly_json()["data"]] == ["a", "b"]
