import numpy as np
import pytest
import torch

from app.tasks.tagging import Sentence
from app.training import snapshot
from app.training.assessment import assess
from app.training.look import Watched
from app.training.loop import Tally
from app.training.material import material
from app.training.plain import plain
from app.training.plane import StatePlane
from app.training.statistics import wilson_interval
from tests.training.samples import SENTENCES, learner, tagger

HELD_OUT = (Sentence(("the", "blorp", "swim"), ("DET", "NOUN", "VERB")),)


@pytest.fixture
def data():
    return material(SENTENCES, HELD_OUT)


def test_a_cells_entry_has_means_over_words_and_over_updates():
    learning = learner(tagger())
    learning.tally = Tally().with_update(3, 2.0, 1, (5.0, 1.0)).with_update(1, 4.0, 1, (0.5, 0.5))

    assert snapshot.cell_entry(learning) == {
        "loss": 2.5,
        "accuracy": 0.5,
        "gradient_norm": 2.75,
        "largest_gradient_norm": 5.0,
        "clipped_gradient_norm": 0.75,
        "clipped_share": 0.5,
        "has_stopped": False,
    }


def test_before_any_update_nothing_is_made_up():
    entry = snapshot.cell_entry(learner(tagger()))

    assert {value for name, value in entry.items() if name != "has_stopped"} == {None}


def test_facts_are_counts_of_the_data_and_both_sentences(data):
    watched = Watched.of(HELD_OUT[0], ("blorp", "swim"), data.vocabulary, data.tags, "cpu")

    facts = snapshot.facts(data, watched, {"rnn": tagger()}, updates_an_epoch=2)

    counts = ("sentences", "words", "vocabulary", "held_out_sentences", "held_out_words", "unknown_words")
    assert [facts[name] for name in counts] == [2, 6, 5, 1, 3, 1]
    assert facts["probe"] == {
        "words": ["the", "blorp", "swim"],
        "tags": ["DET", "NOUN", "VERB"],
        "target": 2,
    }
    assert facts["own"] == {"words": ["blorp", "swim"], "is_known": [False, True], "target": 1}
    assert facts["baseline"] == {"accuracy": 2 / 3, "unknown_accuracy": 0.0}
    assert facts["parameters"] == {"rnn": 5 * 3 + 4 * 3 + 4 * 4 + 4 + 4 + 4 * 3 + 3}
    assert (facts["tags"], facts["updates_an_epoch"]) == (["DET", "NOUN", "VERB"], 2)


def test_an_assessment_is_told_with_unknown_words_apart(data):
    found = assess(tagger(), data.held_out)

    entry = snapshot.assessment_entry(found, data)

    assert entry["accuracy"] == found.is_right.mean()
    assert entry["unknown_accuracy"] == float(found.is_right[1])
    assert np.sum(entry["confusion"]) == 3
    torch.testing.assert_close(torch.tensor(entry["unit_means"]), torch.tensor(found.unit_means).float())


def test_the_end_compares_every_pair_on_the_same_words(data):
    learners = {name: learner(tagger(name)) for name in ("rnn", "lstm")}
    learners["rnn"].seconds = 1.5
    found = {name: assess(one.model, data.held_out) for name, one in learners.items()}

    end = snapshot.end(data, learners, found)

    right = int(found["rnn"].is_right.sum())
    assert end["cells"]["rnn"]["interval"] == list(wilson_interval(right, 3))
    assert end["cells"]["rnn"]["seconds"] == 1.5
    assert end["cells"]["lstm"]["parameters"] == snapshot.parameters(learners["lstm"].model)
    assert end["baseline"]["accuracy"] == 2 / 3
    rights = {name: one.is_right for name, one in found.items()} | {"baseline": data.is_baseline_right}
    for pair in end["comparisons"]:
        first, second = rights[pair["first"]], rights[pair["second"]]
        assert pair["first_only"] - pair["second_only"] == first.sum() - second.sum()
        assert 0 < pair["p"] <= 1
    assert len(end["comparisons"]) == 3


def test_without_unknown_words_there_is_no_accuracy_on_them():
    data = material(SENTENCES, SENTENCES)

    end = snapshot.end(data, {}, {})

    assert end["baseline"]["unknown_accuracy"] is None
    assert end["baseline"]["unknown_interval"] is None


def test_the_plane_puts_a_state_where_it_is_drawn():
    states = torch.tensor([[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [-1.0, -2.0, 0.0]])

    entry = snapshot.plane_entry(StatePlane.of_size(3).with_states(states))

    places = (states - torch.tensor(entry["center"])) @ torch.tensor(entry["axes"])
    torch.testing.assert_close(torch.cdist(places, places), torch.cdist(states, states))
    assert sum(entry["explained"]) == pytest.approx(1)


def test_plain_numbers_are_the_same_to_the_last_bit_and_none_where_there_is_none():
    values = torch.tensor([[0.1, 1 / 3], [float("nan"), -float("inf")]])

    found = plain(values)

    assert found[1] == [None, None]
    assert torch.equal(torch.tensor(found[0]), values[0])
    assert (plain(0.1), plain(float("inf")), plain(None)) == (0.1, None, None)
