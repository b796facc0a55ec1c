"""Networks are found by their keys, wherever a checkpoint has them."""

from collections import OrderedDict

import pytest
import torch

from app.errors import InvalidInput
from app.tracing.checkpoints.keys import Place, place
from tests.tracing.checkpoints.files import legacy_pt, lstm, pt, read, safe


def names(content):
    return [network.name for network in read(pt(content))]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("weight_ih_l0", Place("", "weight_ih_l0")),
        ("a.b.weight_hh_l12_reverse", Place("a.b", "weight_hh_l12_reverse")),
        ("lstm_cell.bias_ih", Place("lstm_cell", "bias_ih_l0")),
        ("module.rnn.weight_hr_l1", Place("module.rnn", "weight_hr_l1")),
        ("weight_hh_l00", None),
        ("weight_hh_l1000", None),
        ("weight_hh_l0_raw", None),
        ("my_weight_ih_l0", None),
        ("weight_ih_reverse", None),
        ("exp_avg", None),
    ],
)
def test_a_key_has_a_place_or_none(key, expected):
    assert place(key) == expected


@pytest.mark.parametrize("save", [pt, legacy_pt])
@pytest.mark.parametrize("wrapper", ["state_dict", "model_state_dict", "model_state", "model"])
def test_weights_beside_an_optimizer_are_found(save, wrapper):
    model = torch.nn.ModuleDict({"encoder": lstm(), "head": torch.nn.Linear(4, 2)})
    optimizer = {
        "state": {0: {"exp_avg": torch.ones(16, 3)}, "named": {"weight_ih_l0": torch.ones(1)}},
        "param_groups": [{"lr": 0.1, "params": [0]}],
    }
    averages = {"exp_avg": model.state_dict()}

    (network,) = read(
        save({"epoch": 3, wrapper: model.state_dict(), "optimizer": optimizer, "ema": averages})
    )

    assert network.name == "encoder"
    assert torch.equal(network.parameters["weight_hh_l0"], model.state_dict()["encoder.weight_hh_l0"])


def test_a_parallel_wrapper_stays_part_of_the_name():
    assert names(torch.nn.DataParallel(torch.nn.ModuleDict({"rnn": lstm()})).state_dict()) == ["module.rnn"]


def test_several_networks_come_in_the_order_of_the_file():
    model = torch.nn.ModuleDict({"z": lstm(), "a": torch.nn.GRU(3, 4), "m": torch.nn.LSTMCell(3, 4)})

    assert names(model.state_dict()) == ["z", "a", "m"]


def test_networks_of_a_safetensors_file_come_in_the_order_of_its_header():
    model = torch.nn.ModuleDict({f"rnn{i}": lstm() for i in range(9)})

    networks = read(safe(model.state_dict()))

    assert [network.name for network in networks] == [f"rnn{i}" for i in range(9)]


def test_dictionaries_beside_each_other_name_their_networks():
    encoder, decoder = ({"gru." + key: value for key, value in lstm().state_dict().items()} for _ in range(2))

    assert names({"encoder": encoder, "decoder": decoder}) == ["encoder.gru", "decoder.gru"]
    assert names({"models": [encoder, decoder]}) == ["models.0.gru", "models.1.gru"]


def test_wrappers_are_named_where_their_networks_would_be_confused():
    assert names({"model": lstm().state_dict(), "state_dict": lstm().state_dict()}) == ["model", "state_dict"]


def test_a_dictionary_under_two_names_is_one():
    weights = lstm().state_dict()

    assert names({"last": weights, "best": weights}) == ["last"]


def test_parameters_tied_between_networks_are_read_for_each():
    model = torch.nn.ModuleDict({"one": lstm(), "two": lstm()})
    model["two"].weight_hh_l0 = model["one"].weight_hh_l0

    one, two = read(pt(model.state_dict()))

    assert torch.equal(one.parameters["weight_hh_l0"], two.parameters["weight_hh_l0"])


def test_a_dictionary_that_holds_itself_is_read_once():
    content = OrderedDict(lstm().state_dict())
    content["self"] = content

    assert names(content) == [""]


def test_a_shared_list_within_lists_takes_no_time():
    content: list[object] = []
    for _ in range(12):
        content = [content] * 100

    with pytest.raises(InvalidInput, match="no recurrent network"):
        read(pt({"history": content}))


def test_deep_nesting_is_refused():
    content = lstm().state_dict()
    for _ in range(20):
        content = {"down": content}

    with pytest.raises(InvalidInput, match="nested deeper than 16"):
        read(pt(content))


def test_keys_that_are_no_text_are_passed_over():
    assert names({**lstm().state_dict(), 5: torch.ones(2), (1, "a"): torch.ones(2)}) == [""]


def test_the_same_name_twice_is_refused():
    flat = {f"encoder.{key}": value for key, value in lstm().state_dict().items()}

    with pytest.raises(InvalidInput, match=r"same name: `encoder.weight_ih_l0`"):
        read(pt({**flat, "encoder": lstm().state_dict()}))


def test_a_cell_and_a_layer_of_one_name_are_refused():
    both = {**lstm().state_dict(), **torch.nn.LSTMCell(3, 4).state_dict()}

    with pytest.raises(InvalidInput, match="`weight_ih_l0` and `weight_ih` are the same parameter"):
        read(pt(both))


@pytest.mark.parametrize("name", ["a\u0007b", "x" * 300, "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(name):
    with pytest.raises(InvalidInput, match="control characters or more than 200"):
        read(pt({f"{name}.{key}": value for key, value in lstm().state_dict().items()}))


def test_too_many_networks_are_refused():
    weights = lstm().state_dict()

    with pytest.raises(InvalidInput, match="has 257 recurrent networks; the limit is 256"):
        read(pt({f"rnn{i}.{key}": value for i in range(257) for key, value in weights.items()}))
