"""Static files: hashed, compressed, cached for ever, and from this machine alone."""

import re
from importlib.resources import files

import pytest

from app.web.assets import Asset, Tree

pytestmark = pytest.mark.anyio


async def test_plotly_comes_compressed_and_cached_for_ever(app, client):
    url = app.state.assets.url("plotly.min.js")

    answer = await client.get(url)

    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.content[:40].find(b"plotly.js") > 0


async def test_a_client_without_gzip_gets_the_file_itself(app, client):
    url = app.state.assets.url("plotly.min.js")

    answer = await client.get(url, headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert answer.content == (files("plotly") / "package_data" / "plotly.min.js").read_bytes()


@pytest.mark.parametrize(
    "path", ["/static/000000000000/plotly.min.js", "/static/x/../../pyproject.toml", "/static/x/"]
)
async def test_another_version_or_path_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


async def test_a_trees_address_changes_with_any_files_content_or_name():
    digests = {
        Tree({name: Asset(name, content)}).digest
        for name, content in [("a.js", b"1"), ("a.js", b"2"), ("b.js", b"1"), ("a.js", b"1")]
    }

    assert len(digests) == 3
    assert all(re.fullmatch(r"[0-9a-f]{12}", digest) for digest in digests)


@pytest.mark.parametrize("path", ["/", "/microscope", "/docs", "/nowhere"])
async def test_no_page_names_an_outside_file(client, path):
    html = (await client.get(path, headers={"Accept": "text/html"})).text

    assert not re.findall(
        r"(?:src|href)=[\"']?(?:https?:)?//(?!127\.0\.0\.1)[^\s>]*\.(?:js|css|woff2?|png|svg)", html
    )
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", html)
    assert not re.findall(r"\son[a-z]+=", html)
