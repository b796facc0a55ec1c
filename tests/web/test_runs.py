"""Runs over REST: begun, listed, asked to pause and go on, refused in words; their networks and events as files."""

import json

import httpx
import pytest

from app.settings import Settings
from tests.jobs.conftest import TOY
from tests.web.conftest import connected

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(tmp_path):
    """No worker takes a run here: the tests do what one would."""
    return Settings(data_dir=tmp_path / "data", device="cpu", experiments=TOY, workers=0, max_queued=3)


@pytest.fixture
def store(app):
    return app.state.services.store


async def begin(client, **fields):
    return await client.post("/api/v1/runs", json={"experiment": "toy", **fields})


async def begun(client, **fields):
    return (await begin(client, **fields)).json()["id"]


def at_work(store):
    """The run that has waited longest, as its worker writes it."""
    record = store.runs.claim("worker", {"host": "here", "versions": {"torch": "2"}})
    return store.runs.owned(record.id, "worker")


async def test_a_new_run_waits_with_its_defaults_filled_in(client):
    answer = await begin(client, seed=3)

    assert answer.status_code == 202
    run = answer.json()
    assert (run["status"], run["step"], run["checkpoints"]) == ("queued", 0, [])
    assert (run["params"]["seed"], run["params"]["batches"]) == (3, 10)
    assert run["url"] == f"/runs/{run['id']}"
    assert (await client.get(f"/api/v1/runs/{run['id']}")).json() == run


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 422, "experiment: Name one of the experiments: toy"),
        ({"experiment": "other"}, 422, "toy"),
        ({"experiment": ["toy"]}, 422, "toy"),
        ({"experiment": "toy", "epochs": 0}, 422, "epochs: Input should be greater than or equal to 1"),
        ({"experiment": "toy", "epoch": 3}, 422, "epoch: there is no such parameter here"),
        ({"experiment": "toy", "corpus": "mine"}, 422, "corpus: There is no corpus `mine`"),
        ([], 400, "JSON object such as"),
    ],
)
async def test_a_run_that_cannot_be_is_refused_in_words(client, store, body, status, said):
    answer = await client.post("/api/v1/runs", json=body)

    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert (await client.get("/api/v1/runs")).json() == {"runs": [], "total": 0}


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"experiment": "\\u0000"}', "application/json", 400),
        (b"experiment=toy", "application/x-www-form-urlencoded", 415),
        (b'{"experiment": "' + b"x" * 2**20 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(client, body, media_type, status):
    answer = await client.post("/api/v1/runs", content=body, headers={"Content-Type": media_type})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_full_queue_asks_for_patience(client):
    for _ in range(3):
        await begin(client)

    answer = await begin(client)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "3 runs wait already" in answer.json()["detail"]


async def test_a_run_tells_how_far_it_is_and_from_where(client, store):
    run_id = await begun(client)
    worker = at_work(store)
    worker.beat(20, 50, 4.0)
    worker.add_checkpoint(20, b"weights", b"resume", 5)

    run = (await client.get(f"/api/v1/runs/{run_id}")).json()

    assert (run["status"], run["step"], run["steps"], run["checkpoints"]) == ("running", 20, 50, [20])
    assert (run["rate"], run["remaining_s"], run["duration_s"]) == (5.0, 6.0, 4.0)
    assert (run["manifest"]["seed"], run["manifest"]["device"]) == (0, "cpu")
    assert run["manifest"]["starts"][0]["versions"] == {"torch": "2"}


async def test_a_worker_is_asked_and_the_answer_says_so(client, store):
    run_id = await begun(client)
    worker = at_work(store)

    answer = await client.post(f"/api/v1/runs/{run_id}/pause")

    assert answer.status_code == 202
    assert (answer.json()["status"], answer.json()["asked"]) == ("running", "pause")
    worker.obey("pause", "paused", None)
    assert (await client.post(f"/api/v1/runs/{run_id}/pause")).status_code == 202
    assert (await client.post(f"/api/v1/runs/{run_id}/resume")).json()["status"] == "queued"
    assert (await client.post(f"/api/v1/runs/{run_id}/stop")).json()["status"] == "stopped"


@pytest.mark.parametrize("verb", ["pause", "resume", "stop"])
async def test_what_cannot_be_is_a_conflict_with_the_status(client, store, verb):
    run_id = await begun(client)
    at_work(store).finish("done")

    answer = await client.post(f"/api/v1/runs/{run_id}/{verb}")

    assert answer.status_code == 409
    assert f"is done: it cannot {verb}" in answer.json()["detail"]


async def test_a_verb_that_is_none_is_refused(client):
    assert (await client.post(f"/api/v1/runs/{await begun(client)}/dance")).status_code == 422


async def test_listings_are_filtered_ordered_and_paged(client, store):
    ids = [await begun(client, seed=seed) for seed in range(3)]
    at_work(store)

    async def listed(query):
        answer = (await client.get(f"/api/v1/runs?{query}")).json()
        return [run["id"] for run in answer["runs"]], answer["total"]

    assert await listed("") == (ids[::-1], 3)
    assert await listed("order=oldest&limit=1&offset=1") == ([ids[1]], 3)
    assert await listed("status=running") == ([ids[0]], 1)
    assert await listed("status=queued&status=running&order=oldest") == (ids, 3)
    assert await listed("experiment=other") == ([], 0)
    assert (await client.get("/api/v1/runs?status=asleep")).status_code == 422


async def test_a_deleted_run_is_gone(client, store):
    run_id = await begun(client)
    at_work(store)

    assert (await client.delete(f"/api/v1/runs/{run_id}")).status_code == 204

    for path in ("", "/events", "/history", "/checkpoint"):
        assert (await client.get(f"/api/v1/runs/{run_id}{path}")).status_code == 404
    assert (await client.delete(f"/api/v1/runs/{run_id}")).status_code == 404


async def test_checkpoints_are_had_by_step(client, store):
    run_id = await begun(client)
    worker = at_work(store)
    for step in (10, 20):
        worker.add_checkpoint(step, b"weights %d" % step, b"", 5)

    newest = await client.get(f"/api/v1/runs/{run_id}/checkpoint")
    first = await client.get(f"/api/v1/runs/{run_id}/checkpoint?step=10")
    missing = await client.get(f"/api/v1/runs/{run_id}/checkpoint?step=15")

    assert (newest.content, first.content) == (b"weights 20", b"weights 10")
    assert f"run-{run_id}-step-10.safetensors" in first.headers["content-disposition"]
    assert missing.status_code == 404
    assert "it has: 10, 20" in missing.json()["detail"]


async def test_the_history_is_had_as_lines_and_as_a_table(client, store):
    run_id = await begun(client)
    worker = at_work(store)
    worker.add_snapshots([{"step": 0, "steps": 20, "epoch": 0, "lstm": {"loss": 1.5, "states": [1, 2]}}])
    worker.add_snapshots([{"step": 10, "steps": 20, "epoch": 1, "lstm": {"loss": 0.25}, "words": "a, b"}])
    worker.finish("done")

    lines = (await client.get(f"/api/v1/runs/{run_id}/history")).text.splitlines()
    table = (await client.get(f"/api/v1/runs/{run_id}/history?format=csv")).text

    events = [json.loads(line) for line in lines]
    assert [event["event"] for event in events] == [
        "status",
        "status",
        "snapshot",
        "snapshot",
        "status",
        "done",
    ]
    assert [event["id"] for event in events] == [1, 2, 3, 4, 5, 6]
    assert events[2]["data"] == {"step": 0, "steps": 20, "epoch": 0, "lstm": {"loss": 1.5, "states": [1, 2]}}
    assert table == 'step,steps,epoch,lstm.loss,words\n0,20,0,1.5,\n10,20,1,0.25,"a, b"\n'


async def test_a_long_history_is_sent_whole(client, store):
    run_id = await begun(client)
    worker = at_work(store)
    for step in range(120):
        worker.add_snapshots([{"step": step, "steps": 200}])

    lines = (await client.get(f"/api/v1/runs/{run_id}/history")).text.splitlines()

    assert [json.loads(line)["id"] for line in lines] == list(range(1, 123))


async def test_the_stream_of_a_finished_run_ends_by_itself(client, store):
    run_id = await begun(client)
    worker = at_work(store)
    worker.add_snapshots([{"step": 0, "steps": 1, "loss": None}])
    worker.finish("failed", "It broke.")

    async def stream(**headers):
        return await client.get(f"/api/v1/runs/{run_id}/events", headers=headers)

    whole, rest, nothing = (
        await stream(),
        await stream(**{"Last-Event-ID": "3"}),
        await stream(**{"Last-Event-ID": "5"}),
    )
    assert whole.headers["content-type"].startswith("text/event-stream")
    assert 'event: snapshot\ndata: {"step":0,"steps":1,"loss":null}\nid: 3\n\n' in whole.text
    assert 'event: failed\ndata: {"step":0,"steps":1,"reason":"It broke."}\nid: 5\n\n' in whole.text
    assert [line for line in rest.text.splitlines() if line.startswith("id")] == ["id: 4", "id: 5"]
    assert "id:" not in nothing.text


@pytest.mark.parametrize("bad", ["-1", "three", "9" * 30])
async def test_a_bad_last_event_id_is_refused(client, bad):
    answer = await client.get(f"/api/v1/runs/{await begun(client)}/events", headers={"Last-Event-ID": bad})

    assert answer.status_code == 422
    assert "Last-Event-ID" in answer.json()["detail"]


async def test_experiments_are_listed_with_their_parameters(client):
    (toy,) = (await client.get("/api/v1/experiments")).json()["experiments"]

    assert (toy["name"], toy["title"]) == ("toy", "Toy")
    assert toy["params"]["properties"]["epochs"]["maximum"] == 10_000


async def test_the_document_has_every_experiments_parameters(client):
    document = (await client.get("/openapi.json")).json()

    body = document["paths"]["/api/v1/runs"]["post"]["requestBody"]["content"]["application/json"]
    (toy,) = body["schema"]["oneOf"]
    assert toy["properties"]["experiment"]["enum"] == ["toy"]
    assert toy["required"] == ["experiment"]
    assert body["example"] == {"experiment": "toy", "seed": 1}


async def test_runs_are_there_after_a_restart(client, settings):
    run_id = await begun(client)

    async with connected(settings) as restarted:
        assert (await restarted.get(f"/api/v1/runs/{run_id}")).json()["status"] == "queued"


async def test_the_real_experiments_can_be_begun_with_an_example(tmp_path):
    settings = Settings(data_dir=tmp_path / "data", device="cpu", workers=0)

    async with connected(settings) as client:
        for experiment in (await client.get("/api/v1/experiments")).json()["experiments"]:
            answer: httpx.Response = await client.post(
                "/api/v1/runs", json={"experiment": experiment["name"]}
            )
            assert answer.status_code == 202, answer.text
