"""The browser can change the theme of any figure without asking; the page's tokens are the figures' tokens."""

import re
from itertools import pairwise
from pathlib import Path

import orjson
import plotly.graph_objects as go
import pytest

from app.figures.palette import DARK, LIGHT, Tokens
from app.figures.template import FONT
from app.figures.theme import THEMES, browser_theme, color_pairs, template
from tests.figures.samples import colors

CSS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


def test_each_light_color_has_one_dark_color():
    light = [pair[0] for pair in color_pairs()]

    assert len(light) == len(set(light))


def test_it_is_plain_data():
    theme = browser_theme()

    assert orjson.loads(orjson.dumps(theme)) == theme
    assert set(theme["templates"]) == {"light", "dark"}
    assert theme["dark_of"][LIGHT.background] == DARK.background
    assert theme["dark_of"][LIGHT.roles["forget_gate"]] == DARK.roles["forget_gate"]


@pytest.mark.parametrize("theme", THEMES)
def test_a_template_is_one_that_plotly_knows_in_its_own_theme_s_colors(theme):
    tokens = THEMES[theme]
    own = {value for value in vars(tokens).values() if isinstance(value, str)} | set(tokens.roles.values())

    go.Figure(layout={"template": template(theme)})

    assert set(colors(template(theme))) - {"rgba(0,0,0,0)"} <= own


def blocks() -> list[tuple[str, dict[str, str]]]:
    """Each rule of tokens.css: its selector and its custom properties."""
    rules = re.findall(r"(:root[^{]*)\{([^{}]*)\}", CSS)
    return [(selector.strip(), dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))) for selector, body in rules]


def as_css(tokens: Tokens) -> dict[str, str]:
    named = {f"color-{name}": value for name, value in vars(tokens).items() if isinstance(value, str)}
    return named | {f"role-{role.replace('_', '-')}": color for role, color in tokens.roles.items()}


def test_tokens_css_has_the_figures_colors_in_both_themes():
    light, by_system, by_choice = blocks()

    assert light[0] == ":root"
    assert by_system[0] == ':root:not([data-theme="light"])'
    assert by_choice[0] == ':root[data-theme="dark"]'
    for (_, properties), tokens in ((light, LIGHT), (by_system, DARK), (by_choice, DARK)):
        found = {name: value for name, value in properties.items() if name.startswith(("color-", "role-"))}
        assert found == as_css(tokens)
    assert by_system[1] == by_choice[1]


def test_figures_are_set_in_the_page_s_font():
    assert blocks()[0][1]["font-text"] == FONT


def test_type_is_a_scale_of_one_fifth():
    sizes = [
        float(blocks()[0][1][f"type-{name}"].removesuffix("rem"))
        for name in ("tiny", "small", "body", "large", "heading", "title", "display")
    ]

    assert sizes[2] * 16 == 17
    for smaller, larger in pairwise(sizes):
        assert larger / smaller == pytest.approx(1.2, abs=1e-3)
