"""The taggers' page: what it tells is what the run told, and what the slide's own classes in torch give."""

import math
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load
from torch import nn
from torch.nn import functional as F

from app.live.learned import Learned
from app.tasks.tagging import Vocabulary, built_in_corpus, read_conllu, split, tokenize
from app.topics.taggers import MAX_STEPS, TOPIC, Params, compute, wanted
from app.training.tagger import TAGGER
from tests.topics.learning import FewSentences, learned_for


class SlideTagger(nn.Module):
    """RNNTagger and LSTMTagger as on the slides, `self.hidden` included."""

    def __init__(self, recurrent, embedding_dim, hidden_dim, vocab_size, tagset_size):
        super().__init__()
        self.hidden_dim, self.is_lstm = hidden_dim, recurrent is nn.LSTM
        self.word_embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.recurrent = recurrent(embedding_dim, hidden_dim)
        self.hidden_to_tag = nn.Linear(hidden_dim, tagset_size)
        self.hidden = self.init_hidden()

    def init_hidden(self):
        zeros = torch.zeros(1, 1, self.hidden_dim)
        return (zeros, zeros) if self.is_lstm else zeros

    def forward(self, sentence):
        embeds = self.word_embeddings(sentence)
        out, self.hidden = self.recurrent(embeds.view(len(sentence), 1, -1), self.hidden)
        return F.log_softmax(self.hidden_to_tag(out.view(len(sentence), -1)), dim=1)


def learned(**given: str) -> tuple[Params, Learned]:
    params = Params.model_validate(given)
    run = learned_for(TOPIC, params)
    assert run is not None
    return params, run


def test_the_networks_are_the_slides(rng):
    params, run = learned()
    result = compute(params, run)
    assert run.weights is not None
    weights = load(run.weights)
    training, _ = split(read_conllu(FewSentences().corpus("")))
    words = torch.tensor(Vocabulary.of(training).indices(tokenize(params.sentence)))

    for place, (name, recurrent) in enumerate((("rnn", nn.RNN), ("lstm", nn.LSTM))):
        units = result.params.hidden_dim if name == "lstm" else 16
        embeddings = weights[f"{name}.word_embeddings.weight"]
        tagger = SlideTagger(
            recurrent, 16, units, len(embeddings), len(weights[f"{name}.hidden_to_tag.bias"])
        )
        own = {
            key.removeprefix(f"{name}."): value
            for key, value in weights.items()
            if key.startswith(f"{name}.")
        }
        tagger.load_state_dict({key.replace(f"{name}.", "recurrent."): value for key, value in own.items()})

        with torch.no_grad():
            probabilities = tagger(words).exp().numpy()

        assert result.own_probabilities is not None
        np.testing.assert_allclose(result.own_probabilities[place], probabilities, atol=1e-5)


@pytest.mark.parametrize("recurrent", [nn.RNN, nn.LSTM])
def test_without_a_new_hidden_state_the_second_backward_fails(recurrent):
    tagger, sentence, tags = (
        SlideTagger(recurrent, 3, 4, 9, 2),
        torch.tensor([1, 5, 2]),
        torch.tensor([0, 1, 1]),
    )

    def learn() -> None:
        F.nll_loss(tagger(sentence), tags).backward()

    learn()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        learn()
    tagger.hidden = tagger.init_hidden()
    learn()


def test_numbers_are_those_of_the_snapshot_up_to_the_step():
    _, run = learned()
    measured = [one for one in run.told.snapshots if "assessment" in one]
    chosen, after = measured[2], measured[3]

    for step in (chosen["step"], after["step"] - 1):
        result = compute(Params(step=step), run)

        assert result.shown_step == chosen["step"]
        assert result.accuracy is not None
        assert result.held_out_loss is not None
        for place, name in enumerate(("rnn", "lstm")):
            assert result.accuracy[place] == chosen["assessment"][name]["accuracy"]
            assert result.held_out_loss[place] == chosen["assessment"][name]["loss"]
        assert result.p is not None
        assert result.p.tolist() == [pair["p"] for pair in chosen["comparisons"]]
    newest = compute(Params(), run)
    assert newest.shown_step == measured[-1]["step"]
    assert newest.accuracy is not None
    assert newest.accuracy.tolist() == newest.end_accuracy.tolist()  # type: ignore[union-attr]


def test_shares_by_tag_add_up_to_the_accuracy():
    params, run = learned(gru="true")

    result = compute(params, run)

    assert result.accuracy is not None
    assert result.accuracy_by_tag is not None
    together = (result.accuracy_by_tag * result.tag_counts).sum(1) / result.tag_counts.sum()
    np.testing.assert_allclose(together, result.accuracy, rtol=1e-12)


def test_the_paired_test_is_a_toss_of_coins():
    params, run = learned()
    result = compute(params, run)

    assert result.first_only is not None
    assert result.second_only is not None
    for m, l, p in zip(result.first_only.tolist(), result.second_only.tolist(), result.p, strict=True):  # type: ignore[arg-type]  # noqa: E741
        tosses = sum(math.comb(m + l, k) for k in range(min(m, l) + 1))
        assert p == pytest.approx(min(1, 2 * tosses / 2 ** (m + l)), rel=1e-9)


def test_the_baseline_is_counted_without_training():
    training, held_out = split(built_in_corpus())
    counts: dict[str, Counter] = defaultdict(Counter)
    for sentence in training:
        for word, tag in zip(sentence.words, sentence.tags, strict=True):
            counts[word][tag] += 1
    once = Counter(next(iter(tags)) for tags in counts.values() if tags.total() == 1)
    guesses = [
        (counts[word] or once).most_common(1)[0][0] == tag
        for sentence in held_out
        for word, tag in zip(sentence.words, sentence.tags, strict=True)
    ]

    result = compute(Params(), None)
    view = TOPIC.view(Params(), None)

    assert result.baseline_accuracy == np.mean(guesses)
    assert result.held_out_words == len(guesses) == result.tag_counts.sum()
    assert (result.baseline_by_tag * result.tag_counts).sum() == pytest.approx(sum(guesses))
    assert [figure.slot for figure in view.figures] == ["accuracy", "tags"]
    assert {table.slot for table in view.tables} == {"accuracy", "tags"}
    assert f"{100 * np.mean(guesses):.1f} % of the 1,143 words" in view.verdict
    assert view.status.startswith("To be trained: POST /api/v1/runs")
    assert "own-lstm" in view.absent


@pytest.mark.parametrize("given", [{}, {"gru": "true", "gated_hidden_dim": "15"}, {"bidirectional": "true"}])
def test_sizes_are_known_before_training(given):
    params = Params.model_validate(given)
    result, view = compute(params, None), TOPIC.view(params, None)
    ways, h, e = 2 if params.bidirectional else 1, params.gated_hidden_dim, params.embedding_dim
    words, tags = result.corpus.vocab_size, result.corpus.tagset_size

    lstm = words * e + ways * 4 * (h * e + h * h + 2 * h) + tags * (ways * h + 1)

    assert result.parameters[-1] == lstm
    assert f"= {lstm}" in next(one.latex for one in view.equations if one.name == "size")
    assert len(result.parameters) == len(wanted(params)["cell"])


def test_an_lstm_of_15_learns_as_many_numbers_as_an_rnn_of_32():
    rnn, lstm = compute(Params(gated_hidden_dim=15), None).parameters

    assert abs(lstm / rnn - 1) < 0.01


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.label)
def test_what_a_page_wants_is_a_run_that_there_can_be(preset):
    run = wanted(Params.model_validate(dict(preset.params)))

    params = TAGGER.params.model_validate(
        {name: value for name, value in run.items() if name != "experiment"}
    )

    assert params.epochs * math.ceil(656 / params.batch_size) <= MAX_STEPS
    assert params.units_of("lstm") == run["gated_hidden_dim"]


def test_what_is_only_looked_at_wants_no_other_run():
    assert wanted(Params(step=3)) == wanted(Params())


def test_better_is_said_where_the_paired_test_says_so():
    params, run = learned()
    result = compute(params, run)

    verdict = TOPIC.view(params, run).verdict

    assert result.p is not None
    assert ("better than" in verdict) == (result.p < 0.05).any()
    assert ("is not sure" in verdict) == (result.p >= 0.05).any()
    assert verdict.count("(p ") == len(result.p)


def test_where_a_network_was_best_is_one_click_away():
    params, run = learned(optimizer="sgd", learning_rate="10", clipping="none")
    losses = {
        one["step"]: one["assessment"]["rnn"]["loss"] for one in run.told.snapshots if "assessment" in one
    }

    view = TOPIC.view(params, run)

    assert view.advice is not None
    assert int(view.advice.params["step"]) == min(losses, key=lambda step: losses[step])
    assert "look there" in view.advice.text
    there = params.model_copy(update={"step": int(view.advice.params["step"])})
    assert TOPIC.view(there, run).advice is None


def test_while_it_trains_the_page_shows_what_there_is():
    params, run = learned()
    record = replace(run.told.record, status="running", step=3)
    begun = replace(
        run, told=replace(run.told, record=record, snapshots=run.told.snapshots[:2]), weights=None
    )

    view = TOPIC.view(params, begun)

    assert view.status == "Training: update 3 of 40."
    assert {figure.slot for figure in view.figures} == {
        figure.slot for figure in TOPIC.view(params, run).figures
    }
    queued = replace(begun, told=replace(begun.told, snapshots=()))
    assert [figure.slot for figure in TOPIC.view(params, queued).figures] == ["accuracy", "tags"]


@pytest.mark.parametrize("sentence", ["   ", "word " * 41])
def test_a_sentence_that_cannot_be_tagged_is_refused(sentence):
    with pytest.raises(ValidationError, match=r"word"):
        Params(sentence=sentence)
