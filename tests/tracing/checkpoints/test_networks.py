"""Records of networks become torch modules with the same values, and are kept and found again."""

from typing import Any

import pytest
import torch

from app.errors import InvalidInput
from app.tracing.checkpoints import from_safetensors, to_safetensors
from tests.tracing.checkpoints.files import lstm, npz, pt, read, safe

KINDS: dict[str, Any] = {"RNN": torch.nn.RNN, "GRU": torch.nn.GRU, "LSTM": torch.nn.LSTM}
OPTIONS = [
    {},
    {"num_layers": 2},
    {"bidirectional": True},
    {"bias": False},
    {"num_layers": 3, "bidirectional": True, "bias": False},
]


@torch.no_grad()
def output_of(module, x):
    return module(x)[0]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_module_computes_what_the_saved_one_computed(kind, options, dtype, generator):
    saved = KINDS[kind](3, 4, batch_first=True, dtype=dtype, **options)
    x = torch.randn(2, 5, 3, dtype=dtype, generator=generator)

    (network,) = read(pt(saved.state_dict()))
    module = network.module()

    assert type(module) is KINDS[kind]
    torch.testing.assert_close(module(x)[0], output_of(saved, x), rtol=0, atol=1e-6)


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
def test_an_lstm_with_a_projection_is_found_by_its_weight_hr(generator):
    saved = lstm(num_layers=2, bidirectional=True, proj_size=2, batch_first=True)
    x = torch.randn(1, 5, 3, generator=generator)

    (network,) = read(pt(saved.state_dict()))

    assert (network.kind, network.hidden_size, network.proj_size) == ("LSTM", 4, 2)
    torch.testing.assert_close(network.module()(x)[0], output_of(saved, x), rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_one_unit_is_enough_to_tell_the_kind(kind):
    (network,) = read(pt(KINDS[kind](1, 1).state_dict()))

    assert (network.kind, network.hidden_size) == (kind, 1)


@pytest.mark.parametrize("cell", [torch.nn.RNNCell, torch.nn.GRUCell, torch.nn.LSTMCell])
def test_a_cell_is_a_network_of_one_layer(cell, generator):
    saved = torch.nn.ModuleDict({"decoder": cell(3, 4)})
    x = torch.randn(1, 3, generator=generator)

    (network,) = read(pt(saved.state_dict()))
    output, _ = network.module()(x[None])

    expected = saved["decoder"](x)
    expected = expected[0] if isinstance(expected, tuple) else expected
    assert (network.name, network.kind) == ("decoder", cell.__name__.removesuffix("Cell"))
    torch.testing.assert_close(output[0], expected.detach())


def test_relu_is_for_an_rnn_alone(generator):
    saved = torch.nn.RNN(3, 4, nonlinearity="relu", batch_first=True)
    x = torch.randn(1, 5, 3, generator=generator)

    (network,) = read(pt(saved.state_dict()))
    (gated,) = read(pt(lstm().state_dict()))

    torch.testing.assert_close(network.module("relu")(x)[0], output_of(saved, x), rtol=0, atol=1e-6)
    assert (network.module()(x)[0] - output_of(saved, x)).abs().max() > 0.01
    with pytest.raises(InvalidInput, match="nonlinearity=relu is for an RNN; this network is of kind LSTM"):
        gated.module("relu")


def test_a_module_is_ready_to_be_looked_at_and_shares_nothing():
    (network,) = read(pt(lstm(dropout=0.5, num_layers=2).state_dict()))
    before = torch.get_rng_state()

    module = network.module()

    assert torch.equal(torch.get_rng_state(), before)
    assert module.batch_first
    assert not module.training
    assert not any(parameter.requires_grad for parameter in module.parameters())
    module.weight_hh_l0.fill_(7.0)
    assert not network.parameters["weight_hh_l0"].eq(7.0).any()


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2])
@pytest.mark.parametrize("save", [pt, safe])
def test_short_floats_are_widened_to_float32(save, dtype):
    short = {key: value.to(dtype) for key, value in lstm().state_dict().items()}

    (network,) = read(save(short))

    for key, value in short.items():
        assert torch.equal(network.parameters[key], value.to(torch.float32))
    assert network.module().weight_hh_l0.dtype is torch.float32


def test_one_double_makes_the_network_double():
    mixed = lstm().state_dict()
    mixed["bias_hh_l0"] = mixed["bias_hh_l0"].double()

    (network,) = read(safe(mixed))

    assert {value.dtype for value in network.parameters.values()} == {torch.float64}


@pytest.mark.parametrize("order", ["<", ">"])
def test_an_npz_with_torch_key_names_is_read(order):
    saved = {f"rnn.{key}": value.numpy() for key, value in lstm().state_dict().items()}

    (network,) = read(npz({key: value.astype(f"{order}f4", order="F") for key, value in saved.items()}))

    assert network.name == "rnn"
    for key, value in network.parameters.items():
        assert value.numpy().tolist() == saved[f"rnn.{key}"].tolist()


def test_networks_are_kept_and_found_again_in_their_order():
    model = torch.nn.ModuleDict({"z": lstm(num_layers=2), "a": torch.nn.GRU(3, 4, dtype=torch.float64)})
    networks = read(pt({**model.state_dict(), **torch.nn.RNN(3, 4, bias=False).state_dict()}))

    again = from_safetensors(to_safetensors(networks))

    assert [network.name for network in again] == ["z", "a", ""]
    for one, other in zip(networks, again, strict=True):
        assert {**vars(one), "parameters": None} == {**vars(other), "parameters": None}
        torch.testing.assert_close(dict(one.parameters), dict(other.parameters), rtol=0, atol=0)


def test_what_is_kept_can_be_read_as_a_checkpoint():
    networks = read(pt({f"encoder.{key}": value for key, value in lstm().state_dict().items()}))

    (again,) = read(to_safetensors(networks), "kept.safetensors")

    assert again.name == "encoder"


@pytest.mark.parametrize("length", [0x33C, 0x8B1F, 0x680], ids=["web page", "gzip", "pickle"])
def test_a_safetensors_header_whose_length_looks_like_another_file_is_read(length):
    data = safe(lstm().state_dict())
    header = data[8 : 8 + int.from_bytes(data[:8], "little")].replace(b'{"', b'{ "', 1)

    (network,) = read(length.to_bytes(8, "little") + header.ljust(length) + data[8 + len(header) - 1 :])

    assert network.kind == "LSTM"
