"""Errors: problem+json for programs, a page for people, one text for both."""

import pytest

pytestmark = pytest.mark.anyio


async def test_an_unknown_path_under_api_is_a_problem(client):
    answer = await client.get("/api/v1/nowhere")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "Nothing is at this address. The start page leads to everything there is.",
    }


async def test_people_get_a_page(client):
    answer = await client.get("/nowhere", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "start page" in answer.text


async def test_programs_get_a_problem_outside_the_api_too(client):
    assert (await client.get("/nowhere")).headers["content-type"] == "application/problem+json"


async def test_a_wrong_method_is_named(client):
    answer = await client.put("/api/v1/models")

    assert answer.status_code == 405
    assert "PUT" in answer.json()["detail"]
    assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]


async def test_a_bad_parameter_is_named_by_its_path(client):
    answer = await client.get("/api/v1/traces/x/figures?layer=-1&projection=globe")

    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"layer", "projection"}
    assert "globe" in answer.json()["detail"]


async def test_a_flood_of_bad_fields_gets_a_short_answer(client):
    body = {f"field{number}": 1 for number in range(1000)} | {"x" * 100_000: 1}

    answer = await client.post("/api/v1/models/lstm-tagger/traces", json=body)

    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 20
    assert len(answer.content) < 10_000


async def test_a_fault_of_the_server_shows_no_secret(app, client):
    @app.get("/api/v1/broken")
    def broken():
        raise RuntimeError("secret path /etc")

    answer = await client.get("/api/v1/broken")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
