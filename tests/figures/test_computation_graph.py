import pytest

from app.figures.computation_graph import GraphNumbers, computation_graph
from app.figures.palette import LIGHT

NUMBERS = GraphNumbers("(1, 2)", "(4, 2)", "8", "(4, 2)", "(2, 3)")


@pytest.mark.parametrize(
    ("path", "lit"), [("left", {"left"}), ("right", {"right"}), ("both", {"left", "right"})]
)
def test_only_the_chosen_path_is_lit(path, lit):
    figure = computation_graph(NUMBERS, path, "path").figure

    assert {trace.name for trace in figure.data} & {"left", "right"} == lit
    grey = {
        trace.name for trace in figure.data if "factors" in trace.name and trace.textfont.color == LIGHT.muted
    }
    assert grey == {f"{name} factors" for name in {"left", "right"} - lit}


def test_a_click_on_a_factor_chooses_its_path():
    figure = computation_graph(NUMBERS, "left", "path").figure

    assert figure.layout.meta["choose"] == "path"
    clickable = {trace.name: set(trace.customdata) for trace in figure.data if trace.customdata is not None}
    assert clickable["left factors"] == {"left"}
    assert clickable["right factors"] == {"right"}


def test_the_numbers_stand_at_the_nodes():
    words = [
        trace.text[0]
        for trace in computation_graph(NUMBERS, "both", "path").figure.data
        if trace.name == "words"
    ]

    assert words == [
        "x = (1, 2)",
        "Mx = (4, 2)",
        "q = xᵀMx = 8",
        "∂q/∂x, left: (4, 2)",
        "∂q/∂x, right: (2, 3)",
    ]


def test_the_lit_path_runs_from_the_form_back_to_x():
    right = next(t for t in computation_graph(NUMBERS, "right", "path").figure.data if t.name == "right")

    places = [round(x) for x in right.x if x is not None]
    assert places == [2, 1, 1, 0]
