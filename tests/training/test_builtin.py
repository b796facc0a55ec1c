import json

import pytest
import torch
from safetensors.torch import load

from app.models import pretrained as pretrained_module
from app.models.pretrained import BUILT_IN, pretrained
from app.models.taggers import TAGGERS
from app.tasks.tagging import MostFrequentTag, Vocabulary, built_in_corpus, split, tokenize
from app.training import builtin
from app.training.assessment import assess
from app.training.builtin import Recipe, to_file, train_built_in, write_weights
from app.training.examples import encode

TINY = Recipe(embedding_size=3, hidden_size=4, epochs=1)


@pytest.fixture(params=BUILT_IN)
def shipped(request):
    return pretrained(request.param)


def _accuracy(shipped, sentences):
    vocabulary = Vocabulary(shipped.words, (1,) * len(shipped.words))
    return assess(shipped.model, encode(sentences, vocabulary, shipped.tags)).is_right.mean()


def test_the_shipped_networks_do_what_they_say_on_the_corpus_as_it_is_now(shipped):
    training, held_out = split(built_in_corpus())

    stated = shipped.provenance

    assert stated["train_accuracy"] == _accuracy(shipped, training)
    assert stated["dev_accuracy"] == _accuracy(shipped, held_out)
    assert stated["baseline_dev_accuracy"] == MostFrequentTag.of(training).accuracy(held_out)
    assert (stated["sentences"], stated["dev_sentences"]) == (len(training), len(held_out))
    assert stated["tokens"] == sum(len(sentence.words) for sentence in training)
    assert stated["dev_tokens"] == sum(len(sentence.words) for sentence in held_out)
    assert shipped.words == Vocabulary.of(training).words


def test_the_shipped_networks_were_trained_by_the_recipe_as_it_is_now(shipped):
    stated = {name: shipped.provenance[name] for name in vars(Recipe())}

    assert stated == vars(Recipe())


def test_the_shipped_networks_know_words_as_the_vocabulary_does(shipped):
    words = ["The", "THE", "fish", "xyzzy", "Fish"]
    vocabulary = Vocabulary(shipped.words, (1,) * len(shipped.words))

    expected = shipped.model.word_embeddings(torch.tensor(vocabulary.indices(words)))

    assert torch.equal(shipped.embed(words), expected)


def test_the_example_is_new_and_each_network_tells_its_ambiguous_words_apart(shipped):
    tokens = tokenize(shipped.example)

    tags = shipped.tag(shipped.recurrent(shipped.embed(tokens))[0])

    assert " ".join(map("/".join, zip(tokens, tags, strict=True))) == (
        "I/PRON can/AUX light/VERB the/DET fire/NOUN and/CCONJ carry/VERB the/DET can/NOUN ,/PUNCT "
        "but/CCONJ the/DET light/NOUN is/AUX red/ADJ ./PUNCT"
    )
    assert tuple(tokens) not in {sentence.words for sentence in built_in_corpus()}


@pytest.mark.parametrize("network", TAGGERS)
def test_the_same_recipe_gives_the_same_file_and_another_seed_another(network):
    sentences = built_in_corpus()[:12]

    files = [
        to_file(train_built_in(network, sentences, recipe), "2026-01-01")
        for recipe in (TINY, TINY, Recipe(embedding_size=3, hidden_size=4, epochs=1, seed=1))
    ]

    assert files[0] == files[1]
    assert files[0] != files[2]


@pytest.mark.parametrize(
    "change", [{"epochs": 2}, {"batch_size": 4}, {"learning_rate": 0.02}, {"weight_decay": 10.0}]
)
def test_each_part_of_the_recipe_changes_what_is_learned(change):
    sentences = built_in_corpus()[:12]
    sizes = {"embedding_size": 3, "hidden_size": 4, "epochs": 1}

    one, other = (
        train_built_in("rnn", sentences, Recipe(**recipe)).model.hidden_to_tag.weight
        for recipe in (sizes, sizes | change)
    )

    assert not torch.equal(one, other)


def test_the_command_writes_files_that_are_read_back_as_they_were(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(builtin, "Recipe", lambda: TINY)
    monkeypatch.setattr(builtin, "built_in_corpus", lambda: built_in_corpus()[:12])
    monkeypatch.setattr(pretrained_module, "WEIGHTS_DIR", tmp_path)

    write_weights(tmp_path)

    said = capsys.readouterr().out.splitlines()
    for slug, line in zip(BUILT_IN, said, strict=True):
        network = pretrained.__wrapped__(slug)
        trained = train_built_in(network.network, built_in_corpus()[:12], TINY)
        assert load(network.weights).keys() == trained.model.state_dict().keys()
        assert all(torch.equal(v, trained.model.state_dict()[k]) for k, v in load(network.weights).items())
        facts = json.loads(json.dumps(trained.facts["provenance"]))
        assert {**network.provenance, "date": ""} == facts | {"date": ""}
        assert line.startswith(f"{slug}.safetensors: {facts['dev_accuracy']:.1%} of the held-out words")
