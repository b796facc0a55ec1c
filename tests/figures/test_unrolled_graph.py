import numpy as np
import pytest

from app.figures.gradient_path import HEIGHTS, Path, factor_edges, unlit_edges
from app.figures.palette import LIGHT
from app.figures.theme import STRIP_MARGIN
from app.figures.unrolled_graph import unrolled_graph
from tests.figures.samples import frozen

SIZES = frozen(np.array([1.0, 2.0, 4.0]))


def traces(path: Path) -> dict:
    return {trace.name: trace for trace in unrolled_graph(path).figure.data}


def test_the_longest_way_takes_every_step_back():
    edges = factor_edges(Path(1, [3], SIZES, False, "term"))

    o, h, w, error = (HEIGHTS[kind] for kind in ("o", "h", "W", "ε"))
    assert edges["error"] == [((3, error), (3, o))]
    assert edges["readout"] == [((3, o), (3, h))]
    assert edges["jacobian"] == [((3, h), (2, h)), ((2, h), (1, h))]
    assert edges["immediate"] == [((1, h), (1, w))]


def test_the_shortest_way_takes_none():
    assert factor_edges(Path(3, [3], SIZES, False, "term"))["jacobian"] == []


def test_every_error_from_the_chosen_step_on_starts_a_way():
    edges = factor_edges(Path(2, [1, 2, 3], SIZES, False, "term"))

    assert [start[0] for start, _ in edges["error"]] == [2, 3]


def test_each_arrow_is_drawn_once_in_one_direction():
    path = Path(2, [3], SIZES, False, "term")
    lit = {frozenset(edge) for edges in factor_edges(path).values() for edge in edges}
    unlit = {frozenset(edge) for edge in unlit_edges(path)}

    assert not lit & unlit
    assert len(lit) + len(unlit) == 3 + 3 + 2  # states, uses of W_r, output and error


def test_the_factors_are_terms_and_the_steps_can_be_chosen():
    found = traces(Path(2, [3], SIZES, False, "term"))

    for factor in ("error", "readout", "jacobian", "immediate"):
        assert found[factor].meta == {"term": factor}
    assert found["states"].customdata.tolist() == [1, 2, 3]
    assert found["uses of W_r"].customdata.tolist() == [1, 2, 3]
    assert found["h_0"].customdata is None
    lit = [color == LIGHT.accent for color in found["states"].marker.line.color]
    assert lit == [False, True, True]


def test_it_stands_on_the_time_axis_of_the_strips_below_it():
    layout = unrolled_graph(Path(2, [3], SIZES, False, "term")).figure.layout

    assert layout.margin.to_plotly_json() == STRIP_MARGIN
    assert tuple(layout.xaxis.range) == (-0.5, 3.5)
    assert layout.meta["choose"] == "term"
    assert layout.meta["strip"] is True


def test_a_step_back_says_by_how_much_it_magnifies():
    found = traces(Path(1, [3], SIZES, False, "term"))

    assert found["gain of each step back"].text == ("× 0.5", "× 0.5")
    assert list(found["jacobian, its name"].text) == [
        "∂h<sub>3</sub>/∂h<sub>2</sub>",
        "∂h<sub>2</sub>/∂h<sub>1</sub>",
    ]


def test_without_the_squash_every_step_back_is_the_matrix():
    found = traces(Path(1, [3], SIZES, True, "term"))

    assert set(found["jacobian, its name"].text) == {"W<sub>r</sub>"}


@pytest.mark.parametrize(
    ("last", "has_names", "has_factors"), [(4, True, True), (10, True, False), (100, False, False)]
)
def test_names_are_left_out_where_there_is_no_room(last, has_names, has_factors):
    found = traces(Path(1, [last], np.ones(last), False, "term"))

    assert (found["states"].text is not None) == has_names
    assert ("jacobian, its name" in found) == has_factors
