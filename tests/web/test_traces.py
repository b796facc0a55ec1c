"""Traces over REST: every way in, every array out, every refusal with its reason."""

import io
import json
import threading
import time
from collections import Counter

import anyio
import numpy as np
import pytest
import torch

from app.microscope.arrays import NamedArray
from app.microscope.inputs import read_input
from app.web import trace_input
from app.web.arrays import array_answer
from tests.web.conftest import connected
from tests.web.test_models import checkpoint, upload

pytestmark = pytest.mark.anyio


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.fixture
def network() -> torch.nn.LSTM:
    torch.manual_seed(0)
    return torch.nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True)


@pytest.fixture
async def model(client, network) -> str:
    return (await upload(client, checkpoint(net=network))).json()["id"]


async def traced(client, model, **body) -> dict:
    answer = await client.post(f"/api/v1/models/{model}/traces", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def array(client, trace, name, **query):
    answer = await client.get(f"/api/v1/traces/{trace}/arrays/{name}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_json_npy_and_csv_inputs_are_one_trace(client, model, rng):
    x = rng.standard_normal((5, 3)).round(3)
    csv = "\n".join(",".join(map(str, row)) for row in x.tolist()).encode()
    path = f"/api/v1/models/{model}/traces"

    by_json = await client.post(path, json={"input": x.tolist()})
    by_npy = await client.post(path, files={"input": ("x.npy", npy(x))})
    by_csv = await client.post(path, files={"input": ("x.csv", csv)})

    assert {answer.status_code for answer in (by_json, by_npy, by_csv)} == {201}
    assert len({answer.json()["id"] for answer in (by_json, by_npy, by_csv)}) == 1


async def test_hidden_is_torchs_own_output_and_layers_are_its_halves(client, model, network, rng):
    x = rng.standard_normal((6, 3)).astype("float32")
    trace = await traced(client, model, input=x.tolist())
    output = network(torch.from_numpy(x)[None])[0][0].detach().numpy()

    whole = await array(client, trace["id"], "hidden")
    backward = await array(client, trace["id"], "hidden", layer=1, direction="backward")

    assert whole["dims"] == ["time", "hidden"]
    assert np.allclose(whole["data"], output, atol=1e-6)
    assert np.allclose(backward["data"], output[:, 4:], atol=1e-6)


async def test_every_array_that_is_listed_can_be_had_in_its_listed_shape(client, model, rng):
    for x in (rng.standard_normal((4, 3)), rng.standard_normal((2, 4, 3))):
        trace = await traced(client, model, input=x.tolist())
        for entry in trace["arrays"]:
            got = await array(client, trace["id"], entry["name"])

            assert (got["shape"], got["dims"]) == (entry["shape"], entry["dims"]), entry
            values = np.array(got["data"])
            complex_axis = (2,) if "eigenvalues" in entry["name"] else ()
            assert values.shape == (*entry["shape"], *complex_axis)


async def test_three_formats_hold_the_same_numbers(client, model, rng):
    trace = (await traced(client, model, input=rng.standard_normal((4, 3)).tolist()))["id"]
    path = f"/api/v1/traces/{trace}/arrays/forget_gate"

    by_json = np.array((await client.get(path)).json()["data"], dtype=np.float32)
    by_npy = np.load(io.BytesIO((await client.get(path, params={"format": "npy"})).content))
    by_csv = np.loadtxt(
        io.BytesIO((await client.get(path, params={"format": "csv"})).content),
        delimiter=",",
        dtype=np.float32,
    )

    assert np.array_equal(by_json, by_npy)
    assert np.array_equal(by_csv, by_npy)


async def test_complex_numbers_survive_csv(client, model, rng):
    trace = (await traced(client, model, input=rng.standard_normal((4, 3)).tolist()))["id"]

    pairs = np.array((await array(client, trace, "eigenvalues"))["data"])
    answer = await client.get(f"/api/v1/traces/{trace}/arrays/eigenvalues?format=csv")

    read = np.loadtxt(io.BytesIO(answer.content), delimiter=",", dtype=complex)
    assert np.array_equal(read, pairs[..., 0] + 1j * pairs[..., 1])


async def test_a_sample_of_a_batch_is_the_trace_of_that_sequence(client, model, rng):
    x = rng.standard_normal((3, 5, 3)).astype("float32")
    batch = (await traced(client, model, input=x.tolist()))["id"]
    alone = (await traced(client, model, input=x[1].tolist()))["id"]

    for name in (
        "hidden",
        "cell",
        "gradient_norms",
        "cell_credit",
        "jacobian_norms",
        "jacobian_singular_values",
    ):
        of_batch = await array(client, batch, name, sample=1, layer=0, direction="backward")
        of_one = await array(client, alone, name, layer=0, direction="backward")
        assert np.allclose(of_batch["data"], of_one["data"], atol=1e-6), name


async def test_a_built_in_network_reads_text_and_tags_it(client):
    trace = await traced(client, "lstm-tagger", text="I can light the fire.")

    assert trace["labels"] == ["I", "can", "light", "the", "fire", "."]
    assert len(trace["tags"]) == 6
    assert trace["seq_len"] == 6


async def test_noise_is_drawn_by_seed(client, model):
    first, again, other = [
        await traced(client, model, noise={"steps": 7, "seed": seed}) for seed in (1, 1, 2)
    ]

    assert first["id"] == again["id"] != other["id"]
    drawn = np.random.default_rng(1).standard_normal((7, 3)).astype("float32")
    assert np.array_equal(
        np.array((await array(client, first["id"], "input", layer=0))["data"], "float32"), drawn
    )


async def test_objective_changes_the_gradient_and_nothing_else(client, model, rng):
    x = rng.standard_normal((5, 3)).tolist()
    traces = [
        (await traced(client, model, input=x, objective=name))["id"] for name in ("last", "sum", "unit:5")
    ]

    norms = [(await array(client, trace, "gradient_norms"))["data"] for trace in traces]
    states = [(await array(client, trace, "hidden"))["data"] for trace in traces]

    assert norms[0] != norms[1] != norms[2] != norms[0]
    assert states[0] == states[1] == states[2]


async def test_relu_is_said_for_an_rnn_since_its_file_does_not_say(client, rng):
    rnn = torch.nn.RNN(3, 4, nonlinearity="relu")
    model = (await upload(client, checkpoint(net=rnn))).json()["id"]
    x = rng.standard_normal((5, 3)).astype("float32")

    trace = await traced(client, model, input=x.tolist(), nonlinearity="relu")

    hidden = (await array(client, trace["id"], "hidden"))["data"]
    assert np.allclose(hidden, rnn(torch.from_numpy(x))[0].detach(), atol=1e-6)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"input": [[1.0, 2.0]]}, 422, "(time, 3)"),
        ({"input": [["a", "b", "c"]]}, 422, "rectangle"),
        ({"input": [[1, 2, None]]}, 422, "rectangle"),
        ({"input": []}, 422, "shape"),
        ({"input": [[1e39, 0, 0]]}, 422, "float32"),
        ({}, 422, "exactly one"),
        ({"input": [[1, 2, 3]], "noise": {"steps": 3}}, 422, "exactly one"),
        ({"text": "hello"}, 422, "built-in"),
        ({"noise": {"steps": 0}}, 422, "greater than or equal to 1"),
        ({"noise": {"steps": 999_999}}, 422, "20,000"),
        ({"input": [[1, 2, 3]], "network": "decoder"}, 422, "it has 'net'"),
        ({"input": [[1, 2, 3]], "objective": "unit:8"}, 422, "0 to 7"),
        ({"input": [[1, 2, 3]], "objective": "best"}, 422, "objective"),
        ({"input": [[1, 2, 3]], "nonlinearity": "relu"}, 422, "RNN"),
        ({"input": [[1, 2, 3]], "labels": ["a", "b"]}, 422, "2 labels for 1"),
        ({"input": [[1, 2, 3]], "colour": "red"}, 422, "colour"),
        ({"input": [[1, 2, 3]], "labels": ["a\0b"]}, 422, "NUL"),
        (
            {"input": [[1, 2, 3]], "labels": [None]},
            422,
            "labels.0: Value error, a label is a text or a number",
        ),
        ({"text": "a " * 5001}, 422, "at most 10000 characters"),
    ],
)
async def test_a_bad_trace_is_refused_with_its_reason(client, model, body, status, said):
    answer = await client.post(f"/api/v1/models/{model}/traces", json=body)

    assert answer.status_code == status
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"input": [[NaN, 1, 2]]}', "application/json", 400),
        (b"[1, 2]", "application/json", 422),
        (b"\xff", "application/json", 400),
        (b"1,2,3", "text/csv", 415),
        (b"1,2,3", "", 415),
        (b"--x", "multipart/form-data", 400),
        (b"--x", "multipart/form-data; boundary=y", 400),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(client, model, content, media_type, status):
    headers = {"Content-Type": media_type} if media_type else {}

    answer = await client.post(f"/api/v1/models/{model}/traces", content=content, headers=headers)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


async def test_json_over_sixteen_megabytes_is_sent_to_npy(client, settings, tmp_path):
    async with connected(settings.model_copy(update={"max_upload_mb": 32})) as roomy:
        answer = await roomy.post(
            "/api/v1/models/lstm-tagger/traces",
            content=b" " * (17 * 2**20),
            headers={"Content-Type": "application/json"},
        )

    assert answer.status_code == 413
    assert ".npy" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("arrays/memory", 404, "there is no array"),
        ("arrays/reset_gate", 404, "there is no array"),
        ("arrays/hidden?layer=2", 404, "0 to 1"),
        ("arrays/hidden?sample=1", 404, "0 to 0"),
        ("arrays/hidden?direction=sideways", 422, "direction"),
        ("arrays/hidden?format=xlsx", 422, "format"),
        ("arrays/hidden?layer=-1", 422, "layer"),
        ("figures?start=5", 422, "start must be below"),
        ("figures?start=3&stop=2", 422, "stop must be above start"),
        ("figures?units=0,99&projection=units", 422, "0 to 3"),
        ("figures?units=a", 422, "units"),
        ("figures?slots=memory", 422, "unknown slots"),
        ("figures?layer=9", 404, "0 to 1"),
    ],
)
async def test_what_a_trace_does_not_have_is_named(client, model, path, status, said):
    trace = (await traced(client, model, input=[[1, 2, 3]] * 4))["id"]

    answer = await client.get(f"/api/v1/traces/{trace}/{path}")

    assert answer.status_code == status
    assert said in answer.json()["detail"].lower()


async def test_an_overflow_that_the_top_layer_hides_is_refused_too(client):
    rnn = torch.nn.RNN(1, 2, 2, nonlinearity="relu")
    for name, parameter in rnn.named_parameters():
        torch.nn.init.constant_(parameter, 9.0 if name.endswith("l0") else 0.0)
    torch.nn.init.constant_(rnn.get_parameter("weight_ih_l1"), -1.0)  # relu(-inf) is 0
    model = (await upload(client, checkpoint(net=rnn))).json()["id"]

    answer = await client.post(
        f"/api/v1/models/{model}/traces", json={"input": [[1.0]] * 100, "nonlinearity": "relu"}
    )

    assert answer.status_code == 422
    assert "layer 0, forward" in answer.json()["detail"]


async def test_states_near_the_largest_float64_still_have_figures(client):
    rnn = torch.nn.RNN(1, 3, nonlinearity="relu").double()
    for parameter in rnn.parameters():
        torch.nn.init.constant_(parameter, 9.0)
    model = (await upload(client, checkpoint(net=rnn))).json()["id"]
    trace = (await traced(client, model, input=[[1.0]] * 200, nonlinearity="relu"))["id"]

    for order in ("activity", "similarity"):
        answer = await client.get(f"/api/v1/traces/{trace}/figures", params={"order": order})

        assert answer.status_code == 200


async def test_a_gradient_that_overflows_is_null_and_status_says_why(client):
    rnn = torch.nn.RNN(1, 2, bias=False)
    torch.nn.init.constant_(rnn.get_parameter("weight_hh_l0"), 1e6)
    model = (await upload(client, checkpoint(net=rnn))).json()["id"]
    trace = (await traced(client, model, input=[[0.0]] * 30))["id"]

    norms = await array(client, trace, "gradient_norms")
    states = await array(client, trace, "hidden")

    assert norms["data"][0] is None
    assert norms["data"][-1] == pytest.approx(2**0.5)
    assert norms["status"].startswith(
        f"{norms['data'].count(None)} of 30 values are null: they overflow float32"
    )
    assert states["status"] == "ok"


async def test_a_wide_networks_noise_is_bounded_by_its_numbers(client):
    model = (await upload(client, checkpoint(net=torch.nn.RNN(100_000, 1)))).json()["id"]

    answer = await client.post(f"/api/v1/models/{model}/traces", json={"noise": {"steps": 100}})

    assert answer.status_code == 422
    assert "10,000,000 numbers; up to 524,288" in answer.json()["detail"]


async def test_small_integers_are_counted_as_the_floats_that_they_become(client):
    model = (await upload(client, checkpoint(net=torch.nn.RNN(1000, 1)))).json()["id"]
    x = npy(np.zeros((1000, 1000), "int8"))

    answer = await client.post(f"/api/v1/models/{model}/traces", files={"input": ("x.npy", x)})

    assert answer.status_code == 422
    assert "1,000,000 numbers; up to 524,288" in answer.json()["detail"]


async def test_a_file_is_read_beside_the_event_loop(client, model, monkeypatch):
    threads = []

    def read(data: bytes) -> np.ndarray:
        threads.append(threading.current_thread())
        return read_input(data)

    monkeypatch.setattr(trace_input, "read_input", read)
    await client.post(f"/api/v1/models/{model}/traces", files={"input": ("x.csv", b"1,2,3")})

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


def test_states_of_20000_steps_and_256_units_are_had_as_text():
    array = NamedArray("hidden", ("time", "hidden"), np.zeros((20_000, 256), "int8"))

    assert array_answer(array, "json", "x").status_code == 200


@pytest.mark.parametrize("charset", ["undefined", "unicode_escape"])
async def test_a_form_in_a_strange_charset_is_refused(client, model, charset):
    part = b'--B\r\nContent-Disposition: form-data; name="\\ud800"\r\n\r\nx\r\n--B--\r\n'

    answer = await client.post(
        f"/api/v1/models/{model}/traces",
        content=part,
        headers={"Content-Type": f"multipart/form-data; boundary=B; charset={charset}"},
    )

    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_overflowing_relu_network_is_refused_in_words(client):
    rnn = torch.nn.RNN(1, 2, nonlinearity="relu")
    for parameter in rnn.parameters():
        torch.nn.init.constant_(parameter, 9.0)
    model = (await upload(client, checkpoint(net=rnn))).json()["id"]

    answer = await client.post(
        f"/api/v1/models/{model}/traces", json={"input": [[1.0]] * 100, "nonlinearity": "relu"}
    )

    assert answer.status_code == 422
    assert "overflow" in answer.json()["detail"]


async def test_labels_come_as_a_form_field_too(client, model):
    answer = await client.post(
        f"/api/v1/models/{model}/traces",
        files={"input": ("x.csv", b"1,2,3\n4,5,6")},
        data={"labels": json.dumps(["0 ms", 32]), "objective": "sum", "network": "net"},
    )

    assert answer.status_code == 201
    assert answer.json()["labels"] == ["0 ms", "32"]
    assert answer.json()["objective"] == "sum"


async def test_a_trace_whose_model_is_gone_has_no_page(app, client, model):
    trace = (await traced(client, model, noise={"steps": 3}))["id"]
    library = app.state.services.library
    kept = [entry for entry in library.models() if entry["id"] != model]
    library.models = lambda: kept  # as when the model is deleted while the page is made

    answer = await client.get(f"/microscope?trace={trace}", headers={"Accept": "text/html"})

    assert answer.status_code == 404
    assert "was deleted" in answer.text


async def test_a_deleted_trace_is_gone_and_its_model_stays(client, model):
    trace = (await traced(client, model, noise={"steps": 3}))["id"]

    assert (await client.delete(f"/api/v1/traces/{trace}")).status_code == 204

    assert (await client.get(f"/api/v1/traces/{trace}")).status_code == 404
    assert (await client.get(f"/api/v1/traces/{trace}/figures")).status_code == 404
    assert (await client.get(f"/api/v1/models/{model}")).status_code == 200


async def test_credit_beyond_its_limit_says_up_to_which_length(settings, network):
    async with connected(settings.model_copy(update={"max_credit_steps": 5})) as client:
        model = (await upload(client, checkpoint(net=network))).json()["id"]
        trace = (await traced(client, model, noise={"steps": 6}))["id"]

        answer = await client.get(f"/api/v1/traces/{trace}/arrays/credit")
        view = (await client.get(f"/api/v1/traces/{trace}/figures?slots=credit,hidden")).json()

    assert answer.status_code == 422
    assert "up to 5 steps" in answer.json()["detail"]
    assert view["notes"]["credit"] == answer.json()["detail"]
    assert list(view["figures"]) == ["hidden"]


async def test_of_large_traces_few_are_looked_at_together(app, client, monkeypatch):
    model = (await upload(client, checkpoint(net=torch.nn.RNN(1, 60)))).json()["id"]
    large, small = [(await traced(client, model, noise={"steps": n}))["id"] for n in (9_000, 9)]
    there: Counter[str] = Counter()
    most: Counter[str] = Counter()
    counting, third = threading.Lock(), threading.Event()

    def look(trace_id: str, *_: object) -> dict[str, str]:
        with counting:
            there[trace_id] += 1
            most[trace_id] = max(most[trace_id], there[trace_id])
            if there[small] == 3:
                third.set()
        if trace_id == large:
            time.sleep(0.05)
        else:
            third.wait(60)
        with counting:
            there[trace_id] -= 1
        return {}

    monkeypatch.setattr(app.state.services.library, "figures", look)
    async with anyio.create_task_group() as group:
        for trace in [large] * 5 + [small] * 5:
            group.start_soon(client.get, f"/api/v1/traces/{trace}/figures")

    assert most[large] == 2
    assert most[small] > 2
