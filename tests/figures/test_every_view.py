"""What holds for each figure: no template, colors that the dark theme knows, one time axis for all strips."""

import orjson
import pytest

from app.figures.strip import blank_figure
from app.figures.theme import STRIP_MARGIN, browser_theme
from app.figures.view import Figure, View, payload
from tests.figures.samples import assert_plotly_knows, colors, squares, strips

EVERY = [
    pytest.param(figure, id=f"{index}-{figure.slot}") for index, figure in enumerate(strips() + squares())
]
STRIPS = [pytest.param(figure, id=figure.slot) for figure in strips()]


@pytest.mark.parametrize("figure", EVERY)
def test_it_ships_no_template_and_only_colors_with_a_dark_counterpart(figure: Figure):
    plain = payload(View((figure,), "verdict"))["figures"][figure.slot]

    assert "template" not in plain["layout"]
    assert set(colors(plain)) <= set(browser_theme()["dark_of"])
    assert orjson.dumps(plain, option=orjson.OPT_SERIALIZE_NUMPY)


@pytest.mark.parametrize("figure", EVERY)
def test_plotly_knows_every_property(figure: Figure):
    assert_plotly_knows(figure)


def test_a_property_that_plotly_does_not_know_is_found():
    figure = blank_figure([{"type": "scatter", "colour": "red"}], {})

    with pytest.raises(ValueError, match="colour"):
        assert_plotly_knows(Figure("slot", "title", "caption.", figure))


@pytest.mark.parametrize("figure", EVERY)
def test_it_says_how_to_read_it(figure: Figure):
    assert figure.title
    assert figure.caption.endswith(".")
    assert "width" not in figure.figure.to_plotly_json()["layout"]
    assert "height" not in figure.figure.to_plotly_json()["layout"]


@pytest.mark.parametrize("figure", EVERY)
def test_axes_have_titles(figure: Figure):
    layout = figure.figure.to_plotly_json()["layout"]
    axes = layout.get("scene", layout)
    names = "xyz" if "scene" in layout else "xy"

    assert all(axes[f"{name}axis"]["title"]["text"] for name in names)


@pytest.mark.parametrize("figure", STRIPS)
def test_the_same_step_stands_under_the_same_place(figure: Figure):
    layout = figure.figure.to_plotly_json()["layout"]

    assert layout["margin"] == STRIP_MARGIN
    assert list(layout["xaxis"]["range"]) == [2.5, 8.5]
    assert layout["xaxis"]["automargin"] is False
    assert layout["yaxis"]["automargin"] is False
    assert layout["meta"]["strip"] is True
    assert layout["xaxis"]["title"]["text"] == "time step"


@pytest.mark.parametrize("figure", EVERY)
def test_hover_text_has_no_second_box(figure: Figure):
    for trace in figure.figure.data:
        assert trace.hoverinfo == "skip" or trace.hovertemplate.endswith("<extra></extra>")
