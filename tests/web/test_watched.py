"""Runs of a program of the user's own over REST: begun, told of, shown, let go, each refusal in words."""

import pytest

from app.settings import Settings
from app.web.watched import MAX_SNAPSHOT_BYTES
from tests.jobs.conftest import TOY

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data", device="cpu", experiments=TOY, workers=0)


async def begin(client, **fields):
    return await client.post("/api/v1/runs/watched", json={"name": "mine", **fields})


async def begun(client, **fields):
    return (await begin(client, **fields)).json()["id"]


async def tell(client, run_id, *snapshots, **fields):
    return await client.post(f"/api/v1/runs/{run_id}/snapshots", json={"snapshots": snapshots, **fields})


def layer(**more):
    told = {
        "gradient_norms": [0.0, 0.25, 1.0],
        "log10_gradient_norms": [None, -0.6021, 0.0],
        "cell_gradient_norms": [0.0, 0.5, 0.75],
        "gates": {"forget_gate": [0.5, 0.6, 0.7], "cell_gate": [-0.5, 0.0, 0.5]},
        "hidden": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]],
        "plane": {"center": [0.0, 0.0], "axes": [[1.0, 0.0], [0.0, 1.0]]},
        "spectral_radius": {"forget_gate": 0.9, "cell_gate": 1.1},
    }
    return told | more


def snapshot(step, *, key="layer_0_forward", **more):
    facts = {"name": "encoder", "kind": "LSTM", "units": 2, "shown_units": 2, "length": 3}
    networks = {"lstm": {"facts": facts, "layers": {key: layer(**more)}}}
    return {"step": step, "loss": 1 / (1 + step), "numbers": {"accuracy": 0.5}, "networks": networks}


async def test_a_run_begins_at_work_and_is_a_run_like_any_other(client):
    answer = await begin(
        client, steps=10, seed=3, params={"learning_rate": 0.1, "networks": ["a: RNN 1 → 1"]}
    )

    assert answer.status_code == 201
    run = answer.json()
    assert answer.headers["location"] == f"/api/v1/runs/{run['id']}"
    assert (run["experiment"], run["status"], run["steps"], run["manifest"]["seed"]) == (
        "watched",
        "running",
        10,
        3,
    )
    assert run["params"]["learning_rate"] == 0.1
    assert (await client.get("/api/v1/runs?experiment=watched")).json()["runs"] == [run]


async def test_what_it_tells_is_drawn(client):
    run_id = await begun(client)

    answer = await tell(client, run_id, snapshot(0), snapshot(50), step=61, duration_s=2.0)

    assert answer.status_code == 200
    assert (answer.json()["step"], answer.json()["rate"]) == (61, 30.5)
    view = (await client.get(f"/api/v1/runs/{run_id}/figures")).json()
    figures = view["figures"]
    assert figures["loss"]["data"][0]["y"] == [1, 1 / 51]
    assert figures["number-accuracy"]["data"][0]["y"] == [0.5, 0.5]
    gradient = figures["probe-lstm"]["data"][0]
    assert (gradient["y"], gradient["x0"], gradient["dx"]) == ([None, 0.25, 1.0], 0, 1)
    assert figures["reach-lstm-layer_0_forward"]["data"][0]["z"] == [[None, -0.6021, 0.0]] * 2
    assert figures["hidden-lstm-layer_0_forward"]["data"][0]["z"][2] == [0.5, 0.6]
    assert figures["trajectory-lstm-layer_0_forward"]["data"][0]["x"] == pytest.approx([0.1, 0.3, 0.5])
    assert figures["gates-lstm-layer_0_forward"]["data"][0]["z"] == [[0.5, 0.6, 0.7]]
    assert figures["spectral_radius-lstm-layer_0_forward"]["data"][1]["y"] == [1.1, 1.1]
    assert view["verdict"] == (
        "At update 50 your loss is 0.01961, from 1 at update 0. "
        "In encoder, step 2’s state moves it most, step 0’s not at all."
    )


async def test_its_page_offers_what_works(client):
    run_id = await begun(client, params={"learning_rate": 0.1})
    await tell(client, run_id, snapshot(0))

    page = (await client.get(f"/runs/{run_id}")).text

    assert "<h1>mine</h1>" in page
    assert "<dt>learning rate</dt><dd>0.1</dd>" in page
    assert "/train?like" not in page
    assert "<strong>mine</strong>" in (await client.get("/runs")).text


async def test_two_of_them_stand_side_by_side(client):
    ids = [await begun(client, params={"learning_rate": rate}) for rate in (0.1, 0.2)]
    for run_id in ids:
        await tell(client, run_id, snapshot(0), snapshot(50))

    page = await client.get(f"/runs/compare?ids={','.join(ids)}")
    view = (await client.get(f"/api/v1/runs/compare/figures?ids={','.join(ids)}")).json()

    assert page.status_code == 200
    assert "0.2" in page.text
    assert view["figures"]["loss"]["data"][1]["y"] == [1, 1 / 51]


async def test_its_end_closes_the_stream(client):
    run_id = await begun(client)
    await tell(client, run_id, snapshot(0))

    answer = await client.post(
        f"/api/v1/runs/{run_id}/finish", json={"status": "failed", "reason": "No data."}
    )

    assert (answer.status_code, answer.json()["status"]) == (200, "failed")
    stream = (await client.get(f"/api/v1/runs/{run_id}/events")).text
    assert "event: snapshot" in stream
    assert 'event: failed\ndata: {"step":0,"steps":null,"reason":"No data."}' in stream
    again = await client.post(f"/api/v1/runs/{run_id}/finish", json={"status": "done"})
    assert again.status_code == 409


async def test_it_is_let_go_on_its_page_and_its_program_hears_of_it(client):
    run_id = await begun(client)

    stopped = await client.post(f"/api/v1/runs/{run_id}/stop")
    told = await tell(client, run_id, snapshot(0))

    assert (stopped.status_code, stopped.json()["status"]) == (202, "stopped")
    assert (told.status_code, "is stopped" in told.json()["detail"]) == (409, True)
    for verb in ("pause", "resume"):
        answer = await client.post(f"/api/v1/runs/{run_id}/{verb}")
        assert (answer.status_code, "a program of its own" in answer.json()["detail"]) == (409, True)


async def test_a_deleted_run_is_not_found_by_its_program(client):
    run_id = await begun(client)
    await client.delete(f"/api/v1/runs/{run_id}")

    assert (await tell(client, run_id)).status_code == 404


async def test_it_is_no_experiment_to_be_begun_here(client):
    assert [one["name"] for one in (await client.get("/api/v1/experiments")).json()["experiments"]] == ["toy"]
    assert (await client.post("/api/v1/runs", json={"experiment": "watched"})).status_code == 422


async def test_a_run_of_a_worker_is_not_told_of(client):
    run_id = (await client.post("/api/v1/runs", json={"experiment": "toy"})).json()["id"]

    answer = await tell(client, run_id, snapshot(0))

    assert (answer.status_code, "this server's workers" in answer.json()["detail"]) == (409, True)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "name: String should have at least 1 character"),
        ({"name": "  "}, "name: String should have at least 1 character"),
        ({"name": 3}, "name: Input should be a valid string"),
        ({"steps": 0}, "steps"),
        ({"steps": "9"}, "steps: Input should be a valid integer"),
        ({"epochs": 3}, "epochs: there is no such parameter here"),
        ({"params": {"a.b": 1}}, "params.a.b"),
        ({"params": {"deep": {"er": 1}}}, "params.deep"),
        ({"params": {f"n{i}": i for i in range(41)}}, "at most 40"),
        ({"start": {"host": "x" * 201}}, "start.host"),
    ],
)
async def test_a_run_that_cannot_be_is_refused_in_words(client, fields, said):
    answer = await begin(client, **fields)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"step": -1}, "snapshots.0.step"),
        ({"step": 1.5}, "snapshots.0.step: Input should be a valid integer"),
        ({"step": 0, "loss": "low"}, "snapshots.0.loss: Input should be a valid number"),
        ({"step": 0, "weights": [1]}, "snapshots.0.weights: there is no such parameter here"),
        ({"step": 0, "numbers": {"a": [1]}}, "snapshots.0.numbers.a"),
        ({"step": 0, "numbers": {"<b>": 1}}, "snapshots.0.numbers.<b>"),
        ({"step": 0, "networks": {"A.b": {}}}, "snapshots.0.networks.A.b"),
        (snapshot(0, key="layer_0"), "layers.layer_0"),
        (snapshot(0, hidden=[[1.0], [1.0, 2.0]]), "one entry a unit"),
        (snapshot(0, gates={"gate": [1.0]}), "gates.gate"),
        (snapshot(0, gradient_norms=[0.5] * 401), "at most 400"),
    ],
)
async def test_a_snapshot_that_cannot_be_drawn_is_refused_in_words(client, bad, said):
    run_id = await begun(client)

    answer = await tell(client, run_id, bad)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert (await client.get(f"/api/v1/runs/{run_id}")).json()["last_event"] == 1


async def test_steps_go_up_and_come_few_at_a_time(client):
    run_id = await begun(client)

    down = await tell(client, run_id, {"step": 2}, {"step": 1})
    many = await tell(client, run_id, *({"step": step} for step in range(21)))

    assert (down.status_code, "must go up" in down.json()["detail"]) == (422, True)
    assert (many.status_code, "at most 20" in many.json()["detail"]) == (422, True)


async def test_a_snapshot_is_bounded_in_bytes(client):
    run_id = await begun(client)
    wide = snapshot(0, hidden=[[0.123456789] * 300] * 90, plane=None)

    answer = await tell(client, run_id, wide)

    assert answer.status_code == 413
    assert f"{MAX_SNAPSHOT_BYTES:,}" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\\u0000"}', "application/json", 400),
        (b"name=mine", "application/x-www-form-urlencoded", 415),
        (b'{"name": "' + b"x" * 2**16 + b'"}', "application/json", 413),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(client, body, media_type, status):
    answer = await client.post("/api/v1/runs/watched", content=body, headers={"Content-Type": media_type})

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_states_of_another_size_or_without_numbers_leave_their_figures_empty(client):
    """A program may change its mind between two snapshots: the page shows what there is."""
    run_id = await begun(client)
    other = {"hidden": [[None, 0.5, 1.0]], "plane": None}

    await tell(client, run_id, snapshot(0), snapshot(1, **other), snapshot(2, gradient_norms=[], gates={}))

    for step in range(3):
        assert (await client.get(f"/api/v1/runs/{run_id}/figures?step={step}")).status_code == 200
