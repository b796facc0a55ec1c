"""What the browser needs to dress a figure: a template for each theme, and each light color's dark one.

Figures hold the light theme's colors and no template. The browser puts the template in and, for the dark theme,
each color's dark one in its place: a change of theme is no request.
"""

from collections.abc import Iterator
from typing import Any, Literal

from app.figures.palette import DARK, LIGHT, Tokens
from app.figures.scales import DIVERGING, EXACT_ZERO, GRADIENT, SCALES
from app.figures.template import plotly_template

Theme = Literal["light", "dark"]
THEMES: dict[Theme, Tokens] = {"light": LIGHT, "dark": DARK}

STRIP_MARGIN = {"l": 72, "r": 80, "t": 10, "b": 42, "pad": 0, "autoexpand": False}
"""Margins, in px, of every figure whose x axis is time: the same step stands under the same place.

A color bar must not push them, hence no `autoexpand`.
"""
STRIP_MARGIN_NARROW = {"l": 56, "r": 60, "t": 10, "b": 38, "pad": 0, "autoexpand": False}
"""The same where the figure is narrow, as on a phone."""


def template(theme: Theme) -> dict[str, Any]:
    """The Plotly template of one theme."""
    return plotly_template(THEMES[theme])


def color_pairs() -> Iterator[tuple[str, str]]:
    """Every color a figure may hold, with its dark counterpart."""
    for name in ("background", "surface", "ink", "muted", "hair", "accent", "good", "warn", "bad"):
        yield getattr(LIGHT, name), getattr(DARK, name)
    for role, color in LIGHT.roles.items():
        yield color, DARK.roles[role]
    for scale in SCALES:
        yield from zip(scale.light, scale.dark, strict=True)


def browser_theme() -> dict[str, Any]:
    """All of it as plain data, ready for JSON."""
    return {
        "templates": {theme: template(theme) for theme in THEMES},
        "dark_of": dict(color_pairs()),
        "scales": {
            name: {"light": list(scale.light), "dark": list(scale.dark)}
            for name, scale in (("diverging", DIVERGING), ("gradient", GRADIENT), ("exact_zero", EXACT_ZERO))
        },
        "strip_margin": STRIP_MARGIN,
        "strip_margin_narrow": STRIP_MARGIN_NARROW,
    }
