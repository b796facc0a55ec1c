"""Static files under hashed names: compressed once, cached for ever, all from this machine.

A tree (our own files, Plotly's, Swagger UI's) is served under `/static/<digest of the tree>/`, so that
relative imports between our modules stay inside one version.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.errors import NotFound
from app.figures.theme import browser_theme
from app.web.answers import encode

_STATIC = Path(__file__).parents[2] / "static"
_FOREVER = "public, max-age=31536000, immutable"
mimetypes.add_type("text/javascript", ".js")


@dataclass
class Asset:
    """One file; read when it is hashed, compressed when it is first asked for."""

    name: str
    content: bytes

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, 6, mtime=0)

    @property
    def media_type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


@dataclass
class Tree:
    """Files that share one digest."""

    assets: Mapping[str, Asset]
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256()
        for name, asset in sorted(self.assets.items()):
            digest.update(name.encode() + b"\0" + asset.content)
        self.digest = digest.hexdigest()[:12]


def _own_files() -> dict[str, bytes]:
    found = {
        path.relative_to(_STATIC).as_posix(): path.read_bytes()
        for path in sorted(_STATIC.rglob("*"))
        if path.is_file()
    }
    theme = browser_theme()
    lines = [f"export const {name} = {encode(value).decode()};" for name, value in theme.items()]
    return found | {"js/generated/theme.js": "\n".join(lines).encode()}


def _plotly() -> dict[str, bytes]:
    return {"plotly.min.js": (files("plotly") / "package_data" / "plotly.min.js").read_bytes()}


def _swagger() -> dict[str, bytes]:
    folder = files("fastapi_swagger") / "resources"
    return {name: (folder / name).read_bytes() for name in ("swagger-ui-bundle.js", "swagger-ui.css")}


_SOURCES: tuple[Callable[[], dict[str, bytes]], ...] = (_own_files, _plotly, _swagger)


class Assets:
    """Every file that a page may ask for, by name."""

    def __init__(self) -> None:
        self._trees = [
            Tree({name: Asset(name, content) for name, content in source().items()}) for source in _SOURCES
        ]

    def url(self, name: str) -> str:
        """The hashed address of a file, such as `/static/3f9ab2c1d0e4/js/pages/microscope.js`."""
        for tree in self._trees:
            if name in tree.assets:
                return f"/static/{tree.digest}/{name}"
        raise KeyError(f"no static file {name!r}")

    def find(self, digest: str, name: str) -> Asset:
        for tree in self._trees:
            if tree.digest == digest and name in tree.assets:
                return tree.assets[name]
        raise NotFound("This file belongs to another version of the program: reload the page.")


router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{name:path}")
def static(request: Request, digest: str, name: str) -> Response:
    asset: Asset = request.app.state.assets.find(digest, name)
    headers = {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, 200, headers, asset.media_type)
    return Response(asset.content, 200, headers, asset.media_type)


@router.get("/favicon.ico")
def favicon(request: Request) -> Response:
    icon: Asset = request.app.state.assets.find(
        request.app.state.assets.url("favicon.svg").split("/")[2], "favicon.svg"
    )
    return Response(icon.content, 200, {"Cache-Control": "public, max-age=86400"}, icon.media_type)
