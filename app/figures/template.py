"""One Plotly template for each theme, out of the same tokens as the page."""

from typing import Any

from app.figures.palette import Tokens

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
_CLEAR = "rgba(0,0,0,0)"


def plotly_template(tokens: Tokens) -> dict[str, Any]:
    """How a figure looks: thin axes outside, no grid, no frame, no paper of its own."""
    return {"layout": _layout(tokens), "data": _traces(tokens)}


def _layout(tokens: Tokens) -> dict[str, Any]:
    return {
        "font": {"family": FONT, "size": 13, "color": tokens.ink},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "colorway": list(tokens.roles.values()),
        "autosize": True,
        "margin": {"l": 56, "r": 16, "t": 12, "b": 44, "pad": 0},
        "xaxis": _axis(tokens),
        "yaxis": _axis(tokens),
        "scene": {f"{name}axis": _scene_axis(tokens) for name in "xyz"},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": tokens.surface,
            "bordercolor": tokens.hair,
            "font": {"family": FONT, "size": 13, "color": tokens.ink},
            "align": "left",
            "namelength": 0,
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "bottom",
            "bgcolor": _CLEAR,
            "itemsizing": "constant",
            "font": {"size": 12},
        },
        "showlegend": False,
        "modebar": {"bgcolor": _CLEAR, "color": tokens.muted, "activecolor": tokens.accent},
        "annotationdefaults": {"showarrow": False, "font": {"size": 12, "color": tokens.ink}},
        "shapedefaults": {"line": {"color": tokens.muted, "width": 1}},
    }


def _axis(tokens: Tokens) -> dict[str, Any]:
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": tokens.hair,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": tokens.hair,
        "tickfont": {"size": 12, "color": tokens.muted},
        "title": {"font": {"size": 13, "color": tokens.ink}, "standoff": 6},
        "automargin": True,
        "separatethousands": True,
    }


def _scene_axis(tokens: Tokens) -> dict[str, Any]:
    return {
        "showbackground": False,
        "showspikes": False,
        "gridcolor": tokens.hair,
        "linecolor": tokens.muted,
        "zerolinecolor": tokens.muted,
        "tickfont": {"size": 11, "color": tokens.muted},
        "title": {"font": {"size": 12, "color": tokens.ink}},
        "nticks": 5,
    }


def _traces(tokens: Tokens) -> dict[str, Any]:
    color_bar = {
        "thickness": 8,
        "outlinewidth": 0,
        "xpad": 6,
        "ypad": 0,
        "len": 1,
        "ticks": "",
        "tickfont": {"size": 11, "color": tokens.muted},
        "title": {"font": {"size": 12, "color": tokens.ink}},
    }
    return {
        "heatmap": [{"colorbar": color_bar, "hoverongaps": False}],
        "scatter": [{"marker": {"colorbar": color_bar, "line": {"width": 0}}, "line": {"width": 2}}],
        "scatter3d": [{"line": {"colorbar": color_bar}, "marker": {"colorbar": color_bar}}],
    }
