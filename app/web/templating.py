"""Templates: found from the package's own path, strict about every name they use."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app import __version__
from app.topics import TOPICS
from app.topics.fields import as_text
from app.web.assets import Assets

_TEMPLATES = Path(__file__).parents[2] / "templates"
HIDEABLE = frozenset({"nav", "text", "controls", "code", "quiz"})


def environment(assets: Assets) -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, auto_reload=False
    )
    made.globals.update(
        asset=assets.url,
        plotly_url=assets.url("plotly.min.js"),
        theme_url=assets.url("js/generated/theme.js"),
        version=__version__,
        topics=TOPICS,
        query=query,
    )
    made.filters["cell"] = _cell
    return made


def query(url: str, params: Mapping[str, Any]) -> str:
    """An address with parameters, commas and semicolons left readable."""
    text = urlencode({name: as_text(value) for name, value in params.items()}, safe=",;")
    return f"{url}?{text}" if text else url


def _cell(value: object) -> str:
    """A table's entry as people read it: six digits, a true minus, nothing where there is no number."""
    if not isinstance(value, float):
        return "" if value is None else str(value)
    return "" if value != value else f"{value:.6g}".replace("-", "−")


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> HTMLResponse:
    """A page; `?hide=nav,text` leaves parts out, for embedding and for class."""
    hide = HIDEABLE & set(request.query_params.get("hide", "").split(","))
    template = request.app.state.templates.get_template(name)
    html = template.render(context | {"hide": hide, "path": request.url.path})
    return HTMLResponse(html, status, {"Cache-Control": "no-cache"})
