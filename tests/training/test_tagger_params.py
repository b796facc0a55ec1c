import pytest
import torch
from pydantic import ValidationError

from app.training.experiments import EXPERIMENTS
from app.training.tagger_params import TaggerParams


@pytest.mark.parametrize(
    ("given", "cells"),
    [("lstm", ("lstm",)), ("rnn, gru", ("rnn", "gru")), (["gru", "rnn", "lstm"], ("gru", "rnn", "lstm"))],
)
def test_cells_are_a_name_or_a_list(given, cells):
    params = TaggerParams(cell=given)

    assert params.cell == cells
    assert TaggerParams(**params.model_dump(mode="json")) == params


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"cell": "transformer"}, "'rnn', 'gru' or 'lstm'"),
        ({"cell": []}, "at least 1 item"),
        ({"cell": ["rnn", "rnn"]}, "named once"),
        ({"epochs": 10_001}, "less than or equal to 10000; allowed are 1 to 10,000"),
        ({"seed": -1}, "allowed are 0 to 2,147,483,647"),
        ({"forget_bias": 11}, "allowed are -10 to 10"),
        ({"learning_rate": float("nan")}, "finite number"),
        ({"sentence": " \n"}, "no word in this text"),
        ({"sentence": "a " * 41}, "has 41 words; at most 40"),
        ({"dropout": 0.5}, "not permitted"),
        (
            {"hidden_dim": 256, "num_layers": 3, "bidirectional": True, "batch_size": 64},
            r"at most 25,000,000 are allowed: take a smaller hidden_dim",
        ),
    ],
)
def test_what_cannot_be_trained_is_refused_with_the_reason(bad, said):
    with pytest.raises(ValidationError, match=said):
        TaggerParams(**bad)


@pytest.mark.parametrize("options", [{}, {"num_layers": 3}, {"num_layers": 2, "bidirectional": True}])
def test_the_load_is_reckoned_with_the_weights_that_the_networks_have(options):
    sizes = {"embedding_dim": 5, "hidden_dim": 7}
    networks = [torch.nn.RNN(5, 7, **options), torch.nn.GRU(5, 4, **options), torch.nn.LSTM(5, 4, **options)]
    weights = [weight for net in networks for name, weight in net.named_parameters() if "weight" in name]

    params = TaggerParams(cell=["rnn", "gru", "lstm"], gated_hidden_dim=4, **sizes, **options)

    assert params.recurrent_weights == sum(weight.numel() for weight in weights)


def test_parameters_may_stand_in_a_request_as_their_own_dump_or_as_an_object():
    params = TaggerParams(cell="gru", epochs=3)

    assert TaggerParams.model_validate(params) == params
    assert TaggerParams.model_validate_json(params.model_dump_json()) == params


def test_a_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)

    with pytest.raises(ValidationError, match="no CUDA device here; train on the cpu"):
        TaggerParams(device="cuda")


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=lambda experiment: experiment.name)
def test_every_field_has_a_title_a_help_and_limits(experiment):
    fields = experiment.params.model_json_schema()["properties"]

    experiment.params()  # all have defaults
    for name, field in fields.items():
        assert field["title"]
        assert field["description"], name
        for kind in field.get("anyOf", [field]):
            limits = {"number": "maximum", "integer": "maximum", "string": "maxLength", "array": "maxItems"}
            assert limits.get(kind["type"], "type") in kind or "enum" in kind, name
