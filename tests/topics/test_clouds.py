"""The blank: chance and window in closed form, influence and gradient by hand, and what each preset's verdict says."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from app.live.learned import Learned
from app.models.cloze import read_nets
from app.tasks.cloze import ANSWERS, UNKNOWN, WORDS
from app.tasks.cloze_limit import CHANCE, window_limit
from app.tasks.cloze_sentences import paired_sentences
from app.tasks.open_sentence import read_open_sentence
from app.topics.clouds import TOPIC, Params, compute
from app.topics.words.clouds import FRANCE
from app.topics.words.clouds_run import wanted
from app.training.cloze_params import ClozeParams
from tests.topics.learning import learned_for, wholly_learned_for

FEW = {"steps": 120, "longest_gap": 8, "asked_gap": 10, "window_size": 3, "hidden_size": 8}


def read(**given) -> Params:
    return Params.model_validate(FEW | {"gated_hidden_size": 8} | given)


def run_of(params: Params) -> Any:
    """The run that the page wants, trained."""
    return wholly_learned_for(TOPIC, params)


def nets() -> dict[str, Any]:
    """The networks of the small run."""
    return dict(read_nets(run_of(read()).weights))


def small(**given) -> Any:
    """Numbers of a run of 120 updates, with snapshots at 0, 100 and 120."""
    params = read(**given)
    return compute(params, run_of(params))


def whole(**given) -> Any:
    """Numbers of the very run that the page wants."""
    params = Params.model_validate(given)
    return compute(params, run_of(params))


def view_of(**given):
    params = Params.model_validate(given)
    return TOPIC.view(params, run_of(params))


def figure(view, slot):
    return next(one for one in view.figures if one.slot == slot)


def by_hand(name, words, place=None):
    """Scores of a network of the small run, by torch's own module; `place` is read as unknown."""
    net, words = nets()[name], words.clone()
    if place is not None:
        words[place] = WORDS.index(UNKNOWN)
    return net(words[None])[0].double()


@pytest.mark.parametrize("size", [1, 2, 5, 9])
def test_the_window_limit_is_what_its_words_can_tell(size):
    """Whoever knows the last words alone can be right in one of the answers with these words, in each context."""
    gaps = np.arange(1, 9)
    sentences = paired_sentences(gaps.tolist(), 40, np.random.default_rng(0))
    seen = sentences.words[:, -size:]

    answers = sentences.answers.reshape(len(gaps), 40, -1)
    told = [[len({tuple(row) for row in rows}) for rows in part] for part in seen.reshape(8, 40, 12, -1)]

    best = np.array(told).mean(axis=1) / answers.shape[2]
    np.testing.assert_allclose(window_limit(gaps, size), best, rtol=0.07)
    assert pytest.approx(1 / 6) == CHANCE


@pytest.mark.parametrize("given", [{}, {"seed": 5}, {"window_size": 1}, {"window_size": 12}])
def test_no_window_is_better_than_its_limit_and_beyond_it_at_chance(given):
    result = small(**given)

    window = result.accuracy_course[0]
    assert (window <= result.window_limit + 1e-12).all()
    np.testing.assert_allclose(window[:, result.gaps >= result.params.window_size], CHANCE, rtol=1e-12)


def test_probabilities_influence_and_gradient_are_the_networks_own():
    result = small(sentence="Often deer in France are in the")
    words, forest = torch.tensor(result.sentence.numbers), ANSWERS.index("forest")

    for row, name in enumerate(("window", "rnn", "lstm")):
        log_p = by_hand(name, words).log_softmax(dim=0)
        np.testing.assert_allclose(result.probabilities[row], log_p.exp(), rtol=1e-5)
        for place in range(len(words)):
            change = log_p - by_hand(name, words, place).log_softmax(dim=0)
            assert result.influence[row, place] == pytest.approx(change[forest].item(), abs=2e-6)


def test_gradients_by_word_are_those_of_finite_differences():
    result = small(sentence="Deer are in the")
    words, forest = torch.tensor(result.sentence.numbers), ANSWERS.index("forest")

    for row, name in enumerate(("window", "rnn", "lstm")):
        net = nets()[name].double()
        embeds, lengths = net.word_embeddings(words[None]), torch.tensor([len(words)])
        for place in range(len(words)):
            steps = torch.zeros(16, *embeds.shape[1:]).double()
            steps[torch.arange(16), place, torch.arange(16)] = 1e-6
            up, down = (
                net.score(embeds + sign * steps, lengths.repeat(16)).log_softmax(dim=1)[:, forest]
                for sign in (1, -1)
            )
            size = ((up - down) / 2e-6).norm().item()
            assert result.gradient[row, place] == pytest.approx(size, rel=1e-4, abs=1e-9)


def test_a_word_outside_the_window_moves_it_by_exactly_nothing():
    result = small(sentence=FRANCE)

    assert (result.influence[0, :-3] == 0).all()
    assert (result.gradient[0, :-3] == 0).all()
    assert (result.gradient[1:] > 0).all()


def test_states_are_torchs_word_by_word():
    result = small(sentence=FRANCE)
    net = nets()["lstm"]

    hidden, (_, cell) = net.recurrent(net.word_embeddings(torch.tensor(result.sentence.numbers)[None]))

    np.testing.assert_allclose(result.reading.hidden["lstm"], hidden[0], atol=1e-5)
    np.testing.assert_allclose(result.reading.cell["lstm"][-1], cell[0, 0], atol=1e-5)


@pytest.mark.parametrize(
    ("step", "shown"), [(1, 0), (99, 0), (100, 100), (119, 100), (120, 120), (3000, 120)]
)
def test_looking_back_shows_the_last_snapshot_up_to_that_update(step, shown):
    told = run_of(read()).told.snapshots
    result = small(step=step)

    snapshot = next(one for one in told if one["step"] == shown)["networks"]
    assert result.shown_step == shown
    for row, name in enumerate(("window", "rnn", "lstm")):
        np.testing.assert_array_equal(result.accuracy[row], snapshot[name]["accuracy"])
        of_name = [snapshot[name]["candidates"][answer] for answer in result.sentence.candidates]
        np.testing.assert_array_equal(result.candidate_probabilities[row], of_name)


def test_another_sentence_is_read_by_the_newest_networks_and_that_is_said():
    early, late = small(sentence=FRANCE, step=1), small(sentence=FRANCE)

    np.testing.assert_array_equal(early.candidate_probabilities, late.candidate_probabilities)
    view = TOPIC.draw(early)
    assert view.verdict.startswith("You look back at update 0 of 120.")
    assert "look back" not in TOPIC.draw(late).verdict
    assert "newest networks" in figure(view, "candidates").title
    assert "newest networks, whichever update" in figure(view, "sentence").caption


def test_the_newest_networks_fill_the_runs_own_sentence_as_its_last_snapshot_does():
    result = small()

    allowed = [ANSWERS.index(answer) for answer in result.sentence.candidates]
    np.testing.assert_allclose(
        result.candidate_probabilities, result.probabilities[:, allowed], rtol=1e-5, atol=1e-9
    )


def test_what_is_only_looked_at_needs_no_run_of_its_own():
    assert wanted(Params()) == wanted(Params(sentence=FRANCE, step=7))
    for name in set(Params.model_fields) - {"sentence", "step"}:
        other = {"steps": 5, "shortest_gap": 3, "gru": True, "forget_bias": 0, "seed": 4}.get(name, 7)
        assert wanted(Params.model_validate({name: other})) != wanted(Params()), name


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_the_experiment_takes_what_the_page_wants(preset):
    fields = wanted(Params.model_validate(dict(preset.params)))

    assert fields.pop("experiment") == "cloze"
    assert ClozeParams.model_validate(fields).sentence == Params().sentence


def test_before_training_the_page_shows_what_needs_none_and_says_how_to_train():
    view = TOPIC.view(Params())

    assert [one.slot for one in view.figures] == ["sentence", "candidates", "accuracy"]
    assert set(view.absent) == {"course", "hidden_rnn", "hidden_lstm", "cell_lstm"}
    assert view.status.startswith("To be trained: POST /api/v1/runs with {")
    assert (
        "not been trained yet. However long it learns, a window of 5 words is at chance, 17 %" in view.verdict
    )
    names = {trace.name for one in view.figures for trace in one.figure.data}
    assert names == {"gap g = 3", "window of 5 words", "chance", "best of a window of 5"}


def test_while_it_trains_the_page_shows_what_is_told_so_far():
    params = read()
    learned = run_of(params)
    record = replace(learned.told.record, status="running", step=110, steps=120)
    so_far = Learned(replace(learned.told, record=record, snapshots=learned.told.snapshots[:2]), None)

    view = TOPIC.view(params, so_far)

    assert view.status == "Training: update 110 of 120."
    assert [one.slot for one in view.figures] == ["sentence", "candidates", "accuracy", "course"]
    assert "first checkpoint" in view.absent["hidden_lstm"]
    assert "LSTM" in {trace.name for trace in figure(view, "candidates").figure.data}


@pytest.mark.parametrize("given", [{"sentence": "..."}, {"sentence": "word " * 101}, {"shortest_gap": 21}])
def test_what_cannot_be_read_or_trained_is_refused_with_what_to_do(given):
    with pytest.raises(
        ValidationError, match=r"Type the beginning|at most 100|give a longest_gap of at least 21"
    ):
        Params.model_validate(given)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Dragons are in the", "Not among the 67 words of the networks, read as <unk>: “Dragons”."),
        ("We are in the", "No word decides this blank"),
        ("Fish and clouds are in the", "More than one answer is asked for, by “Fish”, “clouds”"),
        ("Clouds are", "All 12 answers are candidates, so chance is 1/12."),
    ],
)
def test_what_a_sentence_lacks_is_said(sentence, words):
    params = read(sentence=sentence)
    view = TOPIC.view(params, learned_for(TOPIC, params))

    assert words in view.verdict
    assert ("own answer" in figure(view, "sentence").caption) == (read_open_sentence(sentence).answer is None)


@pytest.mark.slow
def test_the_page_opens_on_an_lstm_that_holds_every_gap_and_an_rnn_that_does_not_yet():
    view = view_of()

    assert (
        "The window of 5 words is always right up to gap 4, and is at chance (17 %) from gap 5 on"
        in view.verdict
    )
    assert "The LSTM holds the gaps 1 to 20 (" in view.verdict
    assert "The RNN is right in " in view.verdict
    assert view.status == "ok"


@pytest.mark.slow
def test_where_the_network_is_sure_its_gradient_is_flat_and_its_influence_is_not():
    result = whole(sentence=FRANCE)

    cue, rnn, lstm = result.sentence.words.index("France"), 1, 2
    assert result.probabilities[lstm, ANSWERS.index("French")] > 0.9
    assert result.influence[lstm].argmax() == cue
    assert result.influence[lstm, cue] > 1
    assert result.candidate_probabilities[rnn].max() < 0.6
    assert result.gradient[lstm].max() < 0.1 * result.gradient[rnn].max()


@pytest.mark.slow
def test_from_long_sentences_alone_the_lstm_learns_and_the_rnn_does_not():
    view = view_of(shortest_gap=15, steps=1500)

    assert "The RNN is near chance at the gaps 15 to 20" in view.verdict
    assert "The LSTM holds the gaps 15 to 20" in view.verdict


@pytest.mark.slow
def test_given_time_the_rnn_learns_most_gaps():
    view = view_of(steps=1500)

    assert "The RNN holds " in view.verdict


@pytest.mark.slow
def test_with_as_many_parameters_the_lstm_still_holds_every_gap():
    result = whole(gated_hidden_size=16)

    rnn, lstm = result.parameters[1:].tolist()
    assert abs(rnn - lstm) < 0.15 * rnn
    assert result.accuracy[2].min() > 0.9
