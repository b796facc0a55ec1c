"""Checkpoints over REST: kept, found again, refused with the way out, deleted."""

import io

import httpx
import numpy as np
import pytest
import torch
from safetensors.torch import save

from app.main import create_app

pytestmark = pytest.mark.anyio


def checkpoint(**networks: torch.nn.Module) -> bytes:
    """A state dict of several named networks, as torch.save writes it."""
    stream = io.BytesIO()
    torch.save(torch.nn.ModuleDict(networks).state_dict(), stream)
    return stream.getvalue()


async def upload(client: httpx.AsyncClient, data: bytes, name: str = "model.pt") -> httpx.Response:
    return await client.post("/api/v1/models", files={"file": (name, data)})


async def test_an_upload_lists_every_network_in_it(client):
    data = checkpoint(encoder=torch.nn.LSTM(3, 4, 2, bidirectional=True), head=torch.nn.Linear(8, 2))

    answer = await upload(client, data)

    assert answer.status_code == 201
    assert answer.json()["name"] == "model.pt"
    assert answer.json()["networks"] == [
        {
            "name": "encoder",
            "kind": "LSTM",
            "input_size": 3,
            "hidden_size": 4,
            "num_layers": 2,
            "bidirectional": True,
            "proj_size": 0,
        }
    ]


async def test_the_same_content_twice_is_one_model(client):
    data = save(dict(torch.nn.GRU(2, 3).state_dict()))

    first = await upload(client, data, "a.safetensors")
    second = await upload(client, data, "b.safetensors")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert len([model for model in (await listed(client)) if not model["built_in"]]) == 1


async def listed(client: httpx.AsyncClient) -> list[dict]:
    return (await client.get("/api/v1/models")).json()["models"]


async def test_the_newest_upload_comes_first_and_the_built_in_ones_last(client):
    ids = [(await upload(client, checkpoint(net=torch.nn.RNN(2, size)))).json()["id"] for size in (3, 4)]

    assert [model["id"] for model in await listed(client)] == [
        *reversed(ids),
        "rnn-tagger",
        "gru-tagger",
        "lstm-tagger",
    ]


async def test_models_and_traces_are_there_after_a_restart(client, settings):
    model = (await upload(client, checkpoint(net=torch.nn.GRU(2, 3)))).json()["id"]
    made = await client.post(f"/api/v1/models/{model}/traces", json={"input": [[1, 2], [3, 4]]})
    hidden = (await client.get(f"/api/v1/traces/{made.json()['id']}/arrays/hidden")).json()

    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as restarted:
        again = (await restarted.get(f"/api/v1/traces/{made.json()['id']}/arrays/hidden")).json()

    assert again == hidden


async def test_a_deleted_model_takes_its_traces_along(client):
    model = (await upload(client, checkpoint(net=torch.nn.GRU(2, 3)))).json()["id"]
    trace = (await client.post(f"/api/v1/models/{model}/traces", json={"noise": {"steps": 4}})).json()["id"]

    assert (await client.delete(f"/api/v1/models/{model}")).status_code == 204

    for path in (
        f"/api/v1/models/{model}",
        f"/api/v1/traces/{trace}",
        f"/api/v1/traces/{trace}/arrays/hidden",
    ):
        assert (await client.get(path)).status_code == 404
    assert (await client.delete(f"/api/v1/models/{model}")).status_code == 404


async def test_a_built_in_network_stays(client):
    answer = await client.delete("/api/v1/models/lstm-tagger")

    assert answer.status_code == 409
    assert "built in" in answer.json()["detail"]


async def test_a_missing_file_is_asked_for(client):
    answer = await client.post("/api/v1/models", json={"file": "model.pt"})

    assert answer.status_code == 422
    assert "curl -F file=@" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 no zip", "zip"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 64, "HDF5"),
        (checkpoint(head=torch.nn.Linear(2, 2)), "no recurrent network"),
        (checkpoint(net=torch.nn.GRU(2, 3))[:-200], "cut short"),
    ],
)
async def test_what_is_no_checkpoint_is_refused_with_the_way_out(client, data, said):
    answer = await upload(client, data)

    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert len(answer.json()["detail"]) > 60


async def test_a_pickled_module_is_refused_and_never_run(client, tmp_path):
    stream = io.BytesIO()
    torch.save(torch.nn.LSTM(2, 3), stream)

    answer = await upload(client, stream.getvalue())

    assert answer.status_code == 422
    assert "torch.save(model.state_dict()" in answer.json()["detail"]


@pytest.mark.parametrize(
    "name", ["silero_vad_16k_lstm", "g2p_en_encoder_gru", "g2pm_bilstm", "chars2vec_eng50_lstm2"]
)
async def test_real_networks_give_their_own_output(client, real_data, name):
    folder = real_data / "checkpoints"
    model = (await upload(client, (folder / f"{name}.safetensors").read_bytes())).json()["id"]
    made = await client.post(
        f"/api/v1/models/{model}/traces",
        files={"input": ("x.npy", (folder / f"{name}.input.npy").read_bytes())},
    )

    answer = await client.get(f"/api/v1/traces/{made.json()['id']}/arrays/hidden?format=npy")

    hidden = np.load(io.BytesIO(answer.content))
    assert np.abs(hidden - np.load(folder / f"{name}.output.npy")).max() < 5e-5


async def test_text_where_a_file_belongs_is_named(client):
    answer = await client.post("/api/v1/models", data={"file": "model.pt"})

    assert answer.status_code == 422
    assert "-F file=@model.pt" in answer.json()["detail"]
