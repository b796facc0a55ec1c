from itertools import islice
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load
from torch import nn

from app.errors import InvalidInput, NotFound
from app.models.cloze import ClozeNet, read_nets
from app.tasks.cloze import ANSWERS, FRAMES, WORDS
from app.tasks.cloze_sentences import draw_sentences
from app.tasks.open_sentence import read_open_sentence
from app.tracing.checkpoints import read_checkpoint
from app.tracing.cloze import fill
from app.training.cloze import CLOZE, interval, train
from app.training.cloze_exam import CONTEXTS, Exam
from app.training.cloze_params import ClozeParams
from app.training.experiments import EXPERIMENTS

ALL = ("window", "rnn", "gru", "lstm")
SMALL = {
    **{"longest_gap": 6, "asked_gap": 6, "window_size": 3, "hidden_size": 4, "gated_hidden_size": 4},
    **{"batch_size": 8, "steps": 3},
}


class NoCorpora:
    def corpus(self, name):
        raise NotFound(name)


def _moments(resume=None, **params):
    return train(ClozeParams(**SMALL | params), resume, NoCorpora())


def _told(moments):
    return {moment.step: moment.snapshot for moment in moments if moment.snapshot}


def _at(step, **params):
    """The checkpoint of a run at this step."""
    return next(islice(_moments(**params), step, None)).checkpoint()


def test_the_experiment_is_on_the_list():
    assert EXPERIMENTS["cloze"] is CLOZE


def test_there_is_a_moment_before_the_first_update_and_after_each():
    moments = [(m.step, m.steps, m.snapshot is not None) for m in _moments(steps=52, networks="window")]

    assert moments == [(step, 52, step in (0, 50, 52)) for step in range(53)]


def test_snapshots_come_further_apart_as_a_run_grows_long():
    told = [step for step in range(10_001) if step % interval(step, 1) == 0]

    assert told[:41] == list(range(0, 2_001, 50))
    assert np.diff(told[40:]).tolist() == [100] * 20 + [200] * 20 + [400] * 5
    assert list(_told(_moments(networks="window", asked_gap=13, steps=152))) == [0, 150, 152]


BREAKS = (0, 1, 30, 50, 55)


@pytest.fixture(scope="module")
def whole():
    """A run without a break: its snapshots, its last weights, and from what it could be taken up."""
    resumes: dict[int, bytes] = {}
    told: dict[int, Any] = {}
    for moment in _moments(networks=ALL, steps=60):
        if moment.step in BREAKS:
            resumes[moment.step] = moment.checkpoint().resume
        told |= _told([moment])
        weights = moment.checkpoint().weights if moment.step == 60 else b""
    return resumes, told, weights


@pytest.mark.parametrize("broken_at", BREAKS)
def test_a_run_taken_up_again_gives_the_same_numbers_to_the_last_bit(broken_at, whole):
    resumes, told, weights = whole

    again = list(_moments(resumes[broken_at], networks=ALL, steps=60))

    assert [moment.step for moment in again] == list(range(broken_at, 61))
    assert _told(again) == {step: snapshot for step, snapshot in told.items() if step >= broken_at}
    assert again[-1].checkpoint().weights == weights


def test_a_run_can_be_made_longer_and_is_then_what_it_would_have_been():
    longer = _told(_moments(_at(30, steps=30, networks="rnn").resume, steps=52, networks="rnn"))

    assert longer == {
        step: told for step, told in _told(_moments(steps=52, networks="rnn")).items() if step > 30
    }


def test_a_checkpoint_of_another_run_is_refused_in_words():
    with pytest.raises(InvalidInput, match="a run with other parameters"):
        next(_moments(_at(2, seed=1).resume))


def test_a_moment_that_has_passed_has_no_checkpoint():
    moments = _moments()
    first = next(moments)
    next(moments)

    with pytest.raises(RuntimeError, match="moment of step 0 has passed"):
        first.checkpoint()


def test_a_network_learns_the_same_whatever_learns_beside_it():
    together = _told(_moments(networks=ALL))[3]["networks"]

    for name in ALL:
        assert _told(_moments(networks=name))[3]["networks"][name] == together[name]


def test_torchs_global_randomness_is_left_alone():
    state = torch.get_rng_state()

    list(_moments(networks=ALL))

    assert torch.equal(torch.get_rng_state(), state)


OTHERS = {
    "seed": 1,
    "networks": "gru",
    "steps": 4,
    "shortest_gap": 5,
    "longest_gap": 9,
    "asked_gap": 7,
    "window_size": 4,
    "hidden_size": 5,
    "gated_hidden_size": 5,
    "forget_bias": -1.0,
    "learning_rate": 0.1,
    "batch_size": 9,
    "max_norm": 0.001,
    "sentence": "Trees are in the",
}


@pytest.mark.parametrize("field", ClozeParams.model_fields)
def test_every_parameter_changes_something_and_has_its_words(field):
    info = ClozeParams.model_fields[field]

    assert info.title
    assert info.description
    assert _told(_moments(**{field: OTHERS[field]})) != _told(_moments())


@pytest.mark.parametrize("networks", ["rnn", "rnn, lstm", ["rnn", "lstm"], ("window",)])
def test_networks_are_a_name_or_a_list(networks):
    names = networks.split(", ") if isinstance(networks, str) else list(networks)

    assert list(_told(_moments(networks=networks))[0]["networks"]) == names


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"shortest_gap": 7}, "shortest_gap is 7 and longest_gap 6: give a longest_gap of at least 7"),
        ({"networks": ["rnn", "rnn"]}, "each network can be named once"),
        ({"networks": "elman"}, "'window', 'rnn', 'gru' or 'lstm'"),
        ({"networks": ""}, "'window', 'rnn', 'gru' or 'lstm'"),
        ({"sentence": "Clouds are in the ___ sky"}, "Leave out the words behind it"),
        ({"sentence": "..."}, "no word before the blank"),
        ({"asked_gap": 61}, "less than or equal to 60"),
        ({"epochs": 2}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_be_trained_is_refused_in_words(bad, said):
    with pytest.raises(ValidationError, match=said):
        ClozeParams(**SMALL | bad)


def test_the_largest_run_begins():
    largest = {"networks": ALL, "longest_gap": 40, "asked_gap": 60, "window_size": 20, "batch_size": 256}
    largest |= {"hidden_size": 64, "gated_hidden_size": 64, "steps": 1, "sentence": "so " * 100}

    told = _told(_moments(**largest))

    assert len(told[1]["gaps"]) == 20
    assert (told[1]["gaps"][0], told[1]["gaps"][-1]) == (1, 60)


@pytest.fixture(scope="module")
def window_run():
    """Snapshots of a window network of 3 words that has learned, and the network."""
    moments = list(_moments(networks="window", steps=150, batch_size=64, hidden_size=16, learning_rate=0.01))
    return _told(moments), read_nets(moments[-1].checkpoint().weights)["window"]


def test_a_window_net_is_at_chance_to_the_last_digit_from_a_gap_of_its_size_on(window_run):
    told, _ = window_run

    for snapshot in told.values():
        assert snapshot["networks"]["window"]["accuracy"][2:] == [1 / 6] * 4  # gaps 3 to 6
    assert min(told[150]["networks"]["window"]["accuracy"][:2]) > 0.8  # gaps 1 and 2: it has learned


def test_a_window_net_is_at_chance_on_any_other_sentences_too(window_run, rng):
    _, net = window_run
    sentences = draw_sentences(3_000, (3, 6), rng)

    right = net(torch.from_numpy(sentences.words)).argmax(1).numpy() == sentences.answers

    assert abs(right.mean() - 1 / 6) < 5 * (1 / 6 * 5 / 6 / 3_000) ** 0.5  # five standard deviations


@pytest.mark.slow
def test_an_lstm_learns_what_the_window_does_not_see():
    params = {"longest_gap": 8, "asked_gap": 10, "gated_hidden_size": 16, "batch_size": 32}
    (*_, last) = _moments(networks="lstm", steps=200, learning_rate=0.015, **params)

    found = last.snapshot["networks"]["lstm"]
    assert min(found["accuracy"]) > 0.9
    assert found["loss"] < 0.5 < np.log(6)
    assert max(found["candidates"], key=found["candidates"].get) == "sky"


class Knows(ClozeNet):
    """Answers by the cue, where `sees` lets it; else always the first answer of both frames."""

    def __init__(self, sees):
        nn.Module.__init__(self)
        self.sees = sees

    def last_hidden(self, embeds, lengths):
        raise NotImplementedError

    def forward(self, words):
        scores = torch.zeros(len(words), len(ANSWERS))
        scores[:, [0, 6]] = 0.5
        for frame in FRAMES:
            for answer, cues in frame.cues.items():
                asked = torch.stack([words == WORDS.index(cue) for cue in cues]).any(0).any(1)
                scores[asked, ANSWERS.index(answer)] = float(self.sees)
        return scores


@pytest.mark.parametrize(("sees", "accuracy"), [(True, 1.0), (False, 1 / 6)])
def test_the_exam_gives_full_marks_to_who_knows_the_cue_and_chance_to_who_does_not(sees, accuracy, rng):
    exam = Exam.draw(5, rng)

    assert exam.accuracy(Knows(sees)).tolist() == [accuracy] * 5
    assert exam.gaps == (1, 2, 3, 4, 5)
    assert len(exam.words) == 5 * CONTEXTS * len(ANSWERS)


def test_a_checkpoint_fills_the_users_sentence_as_the_snapshot_says():
    (*_, last) = _moments(networks=ALL, sentence="Whales and fish are in the")

    filled = fill(read_nets(last.checkpoint().weights), read_open_sentence("Whales and fish are in the"))

    for name in ALL:
        assert list(filled[name]) == list(ANSWERS)
        assert list(filled[name].values()) == pytest.approx(
            list(last.snapshot["networks"][name]["candidates"].values()), abs=1e-7
        )


def test_the_weights_open_in_plain_torch_and_in_the_microscope():
    weights = _at(3, networks=("window", "lstm")).weights
    lstm = nn.LSTM(16, 4, batch_first=True)

    lstm.load_state_dict(
        {
            k.removeprefix("lstm.recurrent."): v
            for k, v in load(weights).items()
            if k.startswith("lstm.recurrent.")
        }
    )
    (network,) = read_checkpoint(weights, "clouds.safetensors", 10**6)

    assert (network.name, network.kind, network.hidden_size) == ("lstm.recurrent", "LSTM", 4)


def test_a_snapshot_before_any_update_has_no_loss_and_counts_parameters():
    found = _told(_moments(networks=ALL))[0]["networks"]

    for name, net in read_nets(_at(0, networks=ALL).weights).items():
        assert (found[name]["loss"], found[name]["clipped_share"], found[name]["has_stopped"]) == (
            None,
            None,
            False,
        )
        assert found[name]["parameters"] == sum(parameter.numel() for parameter in net.parameters())


def test_the_loss_is_the_mean_over_the_updates_since_the_snapshot_before():
    losses = []
    for step in (0, 1, 2):
        sentences = draw_sentences(8, (1, 6), np.random.default_rng((0, step + 1)))
        scores = read_nets(_at(step, networks="rnn").weights)["rnn"](torch.from_numpy(sentences.words))
        losses.append(nn.functional.cross_entropy(scores, torch.from_numpy(sentences.answers)).item())

    told = _told(_moments(networks="rnn"))

    assert told[3]["networks"]["rnn"]["loss"] == pytest.approx(sum(losses) / 3, rel=1e-6)
