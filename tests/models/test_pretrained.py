import json

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load

from app.errors import NotFound
from app.models.pretrained import BUILT_IN, WEIGHTS_DIR, pretrained


@pytest.fixture(params=BUILT_IN)
def network(request):
    return pretrained(request.param)


def test_there_are_three_of_known_names():
    assert BUILT_IN == ("rnn-tagger", "gru-tagger", "lstm-tagger")
    assert {path.name for path in WEIGHTS_DIR.iterdir()} == {f"{slug}.safetensors" for slug in BUILT_IN}


def test_what_is_not_built_in_is_not_found_and_says_what_is():
    with pytest.raises(
        NotFound, match=r"no built-in network 'x'\. There are: rnn-tagger, gru-tagger, lstm-tagger"
    ):
        pretrained("x")


def test_the_same_network_is_read_once(network):
    assert pretrained(network.slug) is network


def test_it_is_small_and_cannot_be_trained_by_accident(network):
    assert len(network.weights) < 200_000
    assert not network.model.training
    assert not any(parameter.requires_grad for parameter in network.model.parameters())


def test_the_file_is_plain_safetensors_with_the_recurrent_layer_under_its_prefix(network):
    parameters = load(network.weights)

    assert parameters.keys() == network.model.state_dict().keys()
    for name, value in network.recurrent.state_dict().items():
        assert torch.equal(parameters[f"{network.network}.{name}"], value)
    with safe_open(WEIGHTS_DIR / f"{network.slug}.safetensors", framework="pt") as file:
        assert json.loads(file.metadata()["tagger"])["title"] == network.title


def test_embedding_state_and_tag_put_together_are_the_tagger(network):
    tokens = ["The", "fish", "is", "cold", "."]
    numbers = torch.tensor([network.words.index(token) for token in tokens])

    tags = network.tag(network.recurrent(network.embed(tokens))[0])

    assert tags == [network.tags[i] for i in network.model(numbers).argmax(dim=1)]


def test_words_are_looked_up_as_written_then_in_lower_case_then_as_unknown(network):
    the, known, shouted, unknown = network.embed(["The", "fish", "FISH", "xyzzy"])

    table = network.model.word_embeddings.weight
    assert "FISH" not in network.words
    assert torch.equal(the, table[network.words.index("The")])
    assert torch.equal(known, table[network.words.index("fish")])
    assert torch.equal(shouted, known)
    assert torch.equal(unknown, table[0])


def test_states_in_double_precision_are_tagged_too(network):
    hidden = network.recurrent(network.embed(["Fish", "swim"]))[0]

    assert network.tag(hidden.double()) == network.tag(hidden)


def test_its_provenance_is_complete_and_its_sizes_are_those_of_the_network(network):
    provenance = network.provenance

    assert {"corpus", "epochs", "learning_rate", "weight_decay", "seed", "date", "torch"} < provenance.keys()
    assert provenance["parameters"] == sum(parameter.numel() for parameter in network.model.parameters())
    assert (provenance["embedding_size"], provenance["hidden_size"]) == (
        network.recurrent.input_size,
        network.recurrent.hidden_size,
    )
