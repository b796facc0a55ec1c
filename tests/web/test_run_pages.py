"""The pages about runs, and the figures of a run over REST."""

import pytest

from app.settings import Settings
from tests.jobs.conftest import TOY
from tests.jobs.toy import told
from tests.web.conftest import connected

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(tmp_path):
    """No worker takes a run here: the tests do what one would."""
    return Settings(data_dir=tmp_path / "data", device="cpu", experiments=TOY, workers=0)


@pytest.fixture
def store(app):
    return app.state.services.store


async def begun(client, **fields):
    return (await client.post("/api/v1/runs", json={"experiment": "toy", **fields})).json()["id"]


def work(store, **params):
    """Train the run that has waited longest, as a worker does."""
    record = store.runs.claim("worker", {"host": "here", "versions": {}})
    run = store.runs.owned(record.id, "worker")
    run.add_snapshots(told(**params))
    run.finish("done")


async def test_a_runs_figures_come_with_numbers_or_with_their_paths(client, store):
    run_id = await begun(client, epochs=2)
    work(store, epochs=2)
    url = f"/api/v1/runs/{run_id}/figures"

    drawn, early, bound = [
        (await client.get(f"{url}{query}")).json()["figures"]["loss"]["data"]
        for query in ("", "?step=10", "?bound=true")
    ]

    losses = [snapshot["loss"] for snapshot in told(epochs=2)]
    assert (drawn[0]["x"], drawn[0]["y"]) == ([0, 10, 20], losses)
    assert (drawn[1]["x"], drawn[1]["y"]) == ([20], losses[-1:])
    assert (early[1]["x"], early[1]["y"]) == ([10], losses[1:2])
    assert (bound[0]["meta"], bound[0]["x"]) == ({"over": "loss"}, [])


async def test_a_run_that_waits_has_no_figures_yet(client):
    answer = await client.get(f"/api/v1/runs/{await begun(client)}/figures")

    assert answer.status_code == 200
    assert (answer.json()["figures"], answer.json()["status"]) == ({}, "queued")


@pytest.mark.parametrize("path", ["/runs/none", "/api/v1/runs/none/figures", "/train?like=none"])
async def test_an_unknown_run_is_not_found(client, path):
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize("step", ["-1", "one", str(2**63)])
async def test_a_step_that_is_none_is_refused(client, step):
    answer = await client.get(f"/api/v1/runs/{await begun(client)}/figures?step={step}")

    assert answer.status_code == 422
    assert "step" in answer.json()["detail"]


async def test_the_list_shows_what_differs_from_the_defaults(client, store):
    assert "Nothing has been trained here yet" in (await client.get("/runs")).text
    run_id = await begun(client, seed=7)

    page = (await client.get("/runs")).text

    assert f'href="/runs/{run_id}"' in page
    assert "seed 7" in page
    assert "epochs 20" not in page


async def test_a_runs_page_names_its_parameters_and_its_files(client):
    run_id = await begun(client, seed=7)

    page = (await client.get(f"/runs/{run_id}")).text

    assert "<dt>seed</dt><dd>7</dd>" in page
    assert f"/api/v1/runs/{run_id}/history?format=csv" in page


async def test_the_form_has_a_control_for_each_parameter(client):
    run_id = await begun(client, seed=7)

    page = (await client.get("/train")).text
    like = (await client.get(f"/train?like={run_id}")).text

    for field in ("seed", "epochs", "batches", "batch_ms", "fails_at", "hangs_at", "corpus"):
        assert f'data-name="{field}"' in page
    assert 'id="toy-seed" value="0" min="0" max="2147483647" step="1" required' in page
    assert 'id="toy-fails_at" value="" min="0"' in page
    assert 'id="toy-seed" value="7"' in like


async def test_the_built_in_experiments_have_forms(tmp_path):
    async with connected(Settings(data_dir=tmp_path / "data", device="cpu", workers=0)) as client:
        page = (await client.get("/train?experiment=cloze")).text

    assert 'value="cloze" checked' in page
    assert '<input type="checkbox" value="window" checked>' in page
    assert 'data-name="forget_bias"' in page


async def test_runs_stand_side_by_side(client, store):
    first, second = [await begun(client, seed=seed, epochs=2) for seed in (1, 2)]
    for seed in (1, 2):
        work(store, seed=seed, epochs=2)

    page = (await client.get(f"/runs/compare?ids={first},{second}")).text
    figure = (await client.get(f"/api/v1/runs/compare/figures?ids={first},{second}&step=10")).json()

    assert '<th scope="row">seed</th><td>1</td><td><mark>2</mark></td>' in page
    assert '<th scope="row">epochs</th>' not in page
    lines = figure["figures"]["loss"]["data"]
    assert [line["y"] for line in lines[:2]] == [
        [snapshot["loss"] for snapshot in told(seed=seed, epochs=2)] for seed in (1, 2)
    ]
    assert [dot["x"] for dot in lines[2:]] == [[10], [10]]
    assert figure["steps"] == [0, 10, 20]
    assert "taggers alone" in figure["notes"]["probe"]


@pytest.mark.parametrize("ids", ["", "a", "a,a", "a,b,c,d,e,f,g"])
async def test_fewer_than_two_or_more_than_six_are_refused(client, ids):
    for url in ("/runs/compare", "/api/v1/runs/compare/figures"):
        answer = await client.get(url, params={"ids": ids})
        assert answer.status_code == 422
        assert "name 2 to 6 different runs" in answer.json()["detail"]


async def test_one_that_is_not_there_is_not_found(client):
    run_id = await begun(client)

    assert (await client.get(f"/runs/compare?ids={run_id},none")).status_code == 404
