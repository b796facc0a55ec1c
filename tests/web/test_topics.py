"""The lecture's pages over HTTP: JSON, figures, tables, scripts and the HTML itself, each with its refusals."""

import csv
import gzip
import io
import math
import re
from collections.abc import AsyncIterator

import anyio
import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from app.topics import TOPICS
from app.topics.topic import Topic, texts
from app.web.forms import form_fields
from tests.web.conftest import connected

pytestmark = pytest.mark.anyio
EVERY = [pytest.param(topic, id=topic.name) for topic in TOPICS]
API = "/api/v1/topics"
MAX_PAGE_BYTES = 60_000


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def app(tmp_path_factory) -> FastAPI:
    """One app for all of them: these pages keep nothing."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("topics"), device="cpu"))


@pytest.fixture(scope="module")
async def client(app) -> AsyncIterator[httpx.AsyncClient]:
    async with connected(app) as made:
        yield made


async def test_topics_are_listed_in_lecture_order(client):
    listed = (await client.get(API)).json()["topics"]

    assert [entry["slug"] for entry in listed] == [topic.slug for topic in TOPICS]
    assert all(set(entry) == {"slug", "title", "question", "url"} for entry in listed)
    for entry in listed:
        assert (await client.get(entry["url"])).status_code == 200


async def test_the_slides_digits_come_over_the_api(client):
    answer = (await client.get(f"{API}/power-iteration")).json()

    assert answer["result"]["h"] == pytest.approx([0.12065226, -0.99269483], abs=5e-9)
    assert answer["result"]["eigenvalues"] == pytest.approx([-1.5980544, 2.58390671], abs=5e-9)
    assert "0.12065226" in answer["equations"]["end"]
    assert answer["status"] == "ok"


@pytest.mark.parametrize("topic", EVERY)
async def test_numbers_are_whole_and_nothing_is_nan(client, topic: Topic):
    answer = await client.get(f"{API}/{topic.slug}")

    content = answer.json()
    ground = {"run"} if topic.wanted else set()
    assert set(content) == {"params", "result", "equations", "verdict", "status"} | ground
    assert set(content["params"]) == set(topic.params.model_fields)
    assert b"NaN" not in answer.content
    assert all(
        isinstance(name, str) and not isinstance(value, str) for name, value in content["result"].items()
    )


def test_all_addresses_of_a_topic_read_the_same_parameters(app):
    paths = app.openapi()["paths"]

    for topic in TOPICS:
        path = f"{API}/{topic.slug}"
        asked = [
            _query(paths[path + tail]) for tail in ("", "/figures", "/tables", "/tables/{slot}", "/code")
        ]
        assert {entry["name"] for entry in asked[0]} == set(topic.params.model_fields)
        assert all(other == asked[0] for other in asked)


def _query(path: dict) -> list[dict]:
    return [entry for entry in path["get"]["parameters"] if entry["in"] == "query"]


async def test_a_long_path_is_thinned_with_its_last_point(client):
    whole = (await client.get(f"{API}/power-iteration?steps=10000")).json()["result"]["log10_norm"]

    assert len(whole) <= 2_000
    assert whole[-1] == pytest.approx(10_000 * math.log10(2.583906707931819), abs=2)


async def test_a_complex_number_is_a_pair(client):
    result = (await client.get(f"{API}/power-iteration?matrix=0,-1;1,0")).json()["result"]

    assert sorted(result["eigenvalues"]) == [[0.0, -1.0], [0.0, 1.0]]


@pytest.mark.parametrize("topic", EVERY)
async def test_figures_come_as_plotly_json_with_formulas(client, topic: Topic):
    content = (await client.get(f"{API}/{topic.slug}/figures")).json()

    assert len(content["figures"]) >= 2
    assert all({"data", "layout"} <= set(figure) for figure in content["figures"].values())
    assert all(formula.startswith("<math") for formula in content["equations"].values())


@pytest.mark.parametrize("topic", EVERY)
async def test_every_table_comes_whole_as_csv(client, topic: Topic):
    tables = (await client.get(f"{API}/{topic.slug}/tables")).json()["tables"]

    for table in tables:
        answer = await client.get(f"{API}/{topic.slug}/tables/{table['slot']}")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.text)))
        assert rows[0] == table["columns"]
        assert len(rows) == table["length"] + 1


async def test_a_table_that_is_not_there_is_refused_with_those_that_are(client):
    answer = await client.get(f"{API}/power-iteration/tables/nothing")

    assert answer.status_code == 404
    assert "angle" in answer.json()["detail"]


@pytest.mark.parametrize("topic", EVERY)
async def test_the_script_is_python(client, topic: Topic):
    answer = await client.get(f"{API}/{topic.slug}/code")

    assert answer.headers["content-type"].startswith("text/x-python")
    compile(answer.text, "script", "exec")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("matrix=1,2;3", "as many numbers each as rows"),
        ("matrix=1,x;3,4", "'x' is not a number"),
        ("matrix=1,1e999;3,4", "finite"),
        ("matrix=1,101;3,4", "from -100 to 100"),
        ("h0=1", "2 to 8 numbers"),
        ("steps=0", "greater than or equal to 1"),
        ("steps=10001", "less than or equal to 10000"),
        ("steps=2.5", "integer"),
        ("keep=all", "'scale'"),
        ("colour=red", "no such parameter"),
        ("matrix=" + "1,2;3,4" * 9_000, "must be"),
    ],
)
async def test_bad_parameters_are_refused_by_name_and_range(client, query, words):
    answer = await client.get(f"{API}/power-iteration?{query}")

    assert answer.status_code == 422
    problem = answer.json()
    assert words in problem["detail"]
    assert problem["errors"][0]["field"] == query.split("=")[0]


@pytest.mark.parametrize("value", ["0", "10001", "2.5", "many", ""])
async def test_a_refused_number_is_told_its_whole_range(client, value):
    problem = (await client.get(f"{API}/power-iteration?steps={value}")).json()

    assert "allowed are 1 to 10,000" in problem["detail"]


async def test_an_unknown_topic_is_not_found(client):
    assert (await client.get(f"{API}/nothing")).status_code == 404
    assert (await client.get("/topics/nothing")).status_code == 404


async def test_a_pages_bad_parameter_is_told_on_a_page(client):
    answer = await client.get("/topics/power-iteration?steps=0", headers={"Accept": "text/html"})

    assert answer.status_code == 422
    assert "greater than or equal to 1" in answer.text
    assert 'href="/topics/power-iteration"' in answer.text


@pytest.mark.parametrize("topic", EVERY)
async def test_a_page_is_whole_without_javascript(client, topic: Topic):
    html = (await client.get(topic.url)).text

    assert topic.question.replace("'", "&#39;") in html
    assert html.count("<figure-card") >= 2
    assert "<math" in html
    assert html.count("<table>") == len(topic.view(topic.params()).tables)
    (script,) = re.findall(r"<code data-code>(.*?)</code>", html, re.DOTALL)
    assert "import " in script
    assert html.count("<h1") == 1
    for name in topic.params.model_fields:
        assert f'name="{name}"' in html


@pytest.mark.parametrize("topic", EVERY)
async def test_a_page_has_a_card_or_a_word_for_every_figure(client, topic: Topic):
    html = (await client.get(topic.url)).text
    view = topic.view(topic.params())

    cards = re.findall(r'<figure-card data-slot="([\w-]+)"', html)
    assert len(cards) == len(set(cards))
    assert set(cards) == {figure.slot for figure in view.figures} | set(view.absent)


@pytest.mark.parametrize("topic", EVERY)
async def test_every_formula_of_the_first_view_stands_on_the_page(client, topic: Topic):
    html = (await client.get(topic.url)).text

    slots = set(re.findall(r'data-equation="([\w-]+)"', html))
    assert {equation.name for equation in topic.view(topic.params()).equations} <= slots


@pytest.mark.parametrize("topic", EVERY)
async def test_a_page_weighs_little_beyond_what_all_pages_share(client, topic: Topic):
    answer = await client.get(topic.url, headers={"Accept-Encoding": "identity"})

    assert len(gzip.compress(answer.content, 4)) < MAX_PAGE_BYTES


@pytest.mark.parametrize("topic", EVERY)
def test_the_form_has_a_control_for_every_parameter(topic: Topic):
    params = topic.params()

    fields = form_fields(params)

    assert [field.name for field in fields] == list(topic.params.model_fields)
    assert {field.name: field.value for field in fields} == texts(params)
    assert all(field.label and field.help for field in fields)
    assert all(len(field.options) >= 2 for field in fields if field.kind == "choice")


async def test_a_form_without_javascript_gets_what_it_asked_for(client):
    """The browser sends every field, the switch's hidden `false` before its `true`."""
    query = "matrix=0,-1;1,0&h0=1,0&keep=scale&steps=10&shown=10&drawn=false&size=2&seed=0&draws=0"

    html = (await client.get(f"/topics/power-iteration?{query}")).text

    assert "Turns for ever" in html
    on = await client.get("/topics/power-iteration?drawn=false&drawn=true&size=3&seed=1")
    assert "3 x 3 matrix does not fit" in on.text


async def test_parts_of_a_page_can_be_hidden(client):
    html = (await client.get("/topics/power-iteration?hide=nav,text,controls,code,quiz")).text

    for gone in ("site-head", "topic-prose", "data-form", "tab-panel", "quiz-card", "copy-button"):
        assert f"<{gone}" not in html
        assert f'"{gone}' not in html
    assert "<figure-card" in html


async def test_the_embed_words_name_the_setting_and_its_value(settings):
    lenient = settings.model_copy(update={"frame_ancestors": "'self' https://school.example"})
    async with connected(lenient) as client:
        answer = await client.get("/topics/power-iteration")

    assert "UNROLLED_FRAME_ANCESTORS" in answer.text
    assert "https://school.example" in answer.text
    assert "frame-ancestors 'self' https://school.example" in answer.headers["content-security-policy"]


async def test_previous_and_next_follow_the_lecture(client):
    for before, topic, after in zip([None, *TOPICS], TOPICS, [*TOPICS[1:], None], strict=False):
        html = (await client.get(topic.url)).text
        goals = dict(re.findall(r'<a href="([^"]+)" rel="(prev|next)"', html))
        assert goals == {before.url if before else "/": "prev", after.url if after else "/references": "next"}


async def test_the_map_shows_every_page_with_a_drawing(client):
    html = (await client.get("/")).text

    for topic in TOPICS:
        assert f'href="{topic.url}"' in html
    assert html.count('<svg class="miniature"') == len(TOPICS)


async def test_references_name_the_lectures_works_and_the_pages_that_go_with_them(client):
    html = (await client.get("/references")).text

    for title in (
        "Understanding LSTM Networks",
        "Calculus on Computational Graphs",
        "Deep Learning",
        "On the difficulty",
    ):
        assert title in html
    for topic in TOPICS:
        assert f'href="{topic.url}"' in html


async def test_an_empty_answer_of_a_number_field_is_refused_in_words(client):
    answer = await client.get(f"{API}/power-iteration?seed=")

    assert answer.status_code == 422
    assert "seed" in answer.json()["detail"]


def test_frozen_parameters_cannot_be_changed_by_a_computation():
    params = TOPICS[0].params()

    arrays = [
        value for name in type(params).model_fields if isinstance(value := getattr(params, name), np.ndarray)
    ]
    assert all(not array.flags.writeable for array in arrays)


async def test_a_page_does_not_wait_for_the_apis_numbers(settings):
    """Three sliders at once ask for work of half a second each: whoever opens a page sees it."""
    app = create_app(settings)
    taken = app.state.services.topics
    others = [object() for _ in range(int(taken.total_tokens))]
    for other in others:
        taken.acquire_on_behalf_of_nowait(other)

    async with connected(app) as client:
        with anyio.fail_after(20):
            assert (await client.get("/topics/layer")).status_code == 200
            assert (await client.get("/healthz")).status_code == 200
        with anyio.move_on_after(0.1) as waiting:
            await client.get(f"{API}/layer")
    assert waiting.cancelled_caught
