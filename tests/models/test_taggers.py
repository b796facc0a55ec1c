from typing import Any

import pytest
import torch
import torch.nn.functional as F

from app.models.taggers import TAGGERS

SENTENCE = torch.tensor([3, 0, 6, 3, 1])


@pytest.fixture(params=TAGGERS)
def tagger(request, generator):
    return TAGGERS[request.param](embedding_dim=3, hidden_dim=4, vocab_size=7, tagset_size=5).initialize(
        generator
    )


@pytest.mark.parametrize(
    ("network", "kind"), [("rnn", torch.nn.RNN), ("gru", torch.nn.GRU), ("lstm", torch.nn.LSTM)]
)
def test_parts_have_the_slides_names(network, kind):
    tagger = TAGGERS[network](3, 4, 7, 5)

    names = [name for name, _ in tagger.named_children()]

    assert names == ["word_embeddings", "hidden_to_tag", network]
    assert tagger.recurrent is getattr(tagger, network)
    assert type(tagger.recurrent) is kind
    assert (tagger.hidden_dim, tagger.recurrent.input_size, tagger.recurrent.hidden_size) == (4, 3, 4)


def test_scores_are_those_of_the_parts_put_together_by_hand(tagger):
    recurrent = tagger.recurrent
    states = recurrent(tagger.word_embeddings.weight[SENTENCE])[0]
    logits = states @ tagger.hidden_to_tag.weight.T + tagger.hidden_to_tag.bias

    scores = tagger(SENTENCE)

    torch.testing.assert_close(scores, logits - logits.exp().sum(dim=1, keepdim=True).log())


def test_the_plain_tagger_is_the_lectures_recurrence_step_by_step(generator):
    tagger = TAGGERS["rnn"](3, 4, 7, 5).initialize(generator)
    w_x, w_h, b_x, b_h = tagger.recurrent.parameters()
    h = torch.zeros(4)
    states = []
    for x in tagger.word_embeddings.weight[SENTENCE]:
        h = torch.tanh(w_x @ x + b_x + w_h @ h + b_h)
        states.append(h)

    scores = tagger(SENTENCE)

    torch.testing.assert_close(scores, F.log_softmax(tagger.hidden_to_tag(torch.stack(states)), dim=1))


def test_each_words_probabilities_sum_to_one(tagger):
    scores = tagger(SENTENCE)

    torch.testing.assert_close(scores.exp().sum(dim=1), torch.ones(len(SENTENCE)))


def test_a_single_word_is_a_sentence(tagger):
    assert tagger(SENTENCE[:1]).shape == (1, 5)


def test_each_sentence_begins_with_a_new_state_and_later_words_change_nothing_before_them(tagger):
    first = tagger(SENTENCE)

    tagger(SENTENCE.flip(0))

    torch.testing.assert_close(tagger(SENTENCE), first)
    torch.testing.assert_close(tagger(SENTENCE[:3]), first[:3])


def test_the_gradient_reaches_every_parameter_and_every_word_of_the_sentence(tagger):
    F.nll_loss(tagger(SENTENCE)[-1:], torch.tensor([2])).backward()

    assert all(parameter.grad.abs().sum() > 0 for parameter in tagger.parameters())
    touched = tagger.word_embeddings.weight.grad.abs().sum(dim=1) > 0
    assert touched.tolist() == [i in SENTENCE.tolist() for i in range(7)]


def test_parameters_come_from_the_generator_alone_and_within_torchs_own_bounds(tagger):
    again = type(tagger)(3, 4, 7, 5).initialize(torch.Generator().manual_seed(0))
    other = type(tagger)(3, 4, 7, 5).initialize(torch.Generator().manual_seed(1))

    for name, value in tagger.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)
        assert not torch.equal(other.state_dict()[name], value)
        assert name.startswith("word_embeddings") or value.abs().max() <= 0.5


def test_embeddings_are_standard_normal_and_weights_fill_their_range():
    tagger = TAGGERS["lstm"](20, 25, 400, 30).initialize(torch.Generator().manual_seed(0))

    embeddings, weight = tagger.word_embeddings.weight.detach(), next(tagger.recurrent.parameters()).detach()

    assert abs(embeddings.mean().item()) < 0.05
    assert abs(embeddings.std().item() - 1) < 0.05
    assert weight.min().item() == pytest.approx(-0.2, abs=0.001)
    assert weight.max().item() == pytest.approx(0.2, abs=0.001)


SENTENCES = (torch.tensor([3, 0, 6, 3, 1]), torch.tensor([2]), torch.tensor([5, 5, 4]))
OPTIONS = [{}, {"num_layers": 2}, {"bidirectional": True}, {"num_layers": 2, "bidirectional": True}]


def _padded(padding):
    """The sentences as columns, their lengths, and where the words stand."""
    lengths = torch.tensor([len(sentence) for sentence in SENTENCES])
    together = torch.full((5, len(SENTENCES)), padding)
    for column, sentence in enumerate(SENTENCES):
        together[: len(sentence), column] = sentence
    is_word = torch.arange(5)[:, None] < lengths
    return together, lengths, is_word.flatten().nonzero()[:, 0]


def _by_sentence(words, lengths):
    """Rows word by word, of many sentences step by step, as one table a sentence."""
    step, column = (torch.arange(5)[:, None] < lengths).nonzero().T
    return [words[column == i][step[column == i].argsort()] for i in range(len(lengths))]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("network", TAGGERS)
def test_many_sentences_at_once_are_scored_as_each_by_itself_whatever_the_padding(
    network, options, generator
):
    tagger = TAGGERS[network](3, 4, 7, 5, **options).initialize(generator).double()
    alone = [tagger(sentence) for sentence in SENTENCES]
    together, lengths, places = _padded(padding=2)

    scores = tagger.score(together, lengths, places)

    for ours, expected in zip(_by_sentence(scores, lengths), alone, strict=True):
        torch.testing.assert_close(ours, expected, rtol=0, atol=1e-12)
    other = tagger.score(*_padded(padding=6))
    torch.testing.assert_close(other, scores, rtol=0, atol=0)


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("network", TAGGERS)
def test_many_sentences_at_once_have_the_gradients_of_all_by_themselves(network, options, generator):
    tagger = TAGGERS[network](3, 4, 7, 5, **options).initialize(generator).double()
    parameters = list(tagger.parameters())
    alone = torch.autograd.grad(sum(tagger(s)[:, 1].square().sum() for s in SENTENCES), parameters)

    together = torch.autograd.grad(tagger.score(*_padded(padding=2))[:, 1].square().sum(), parameters)

    for ours, expected in zip(together, alone, strict=True):
        torch.testing.assert_close(ours, expected, rtol=0, atol=1e-11)


@pytest.mark.parametrize("network", TAGGERS)
def test_layers_and_directions_are_torchs_own_and_by_keyword_only(network):
    deep = TAGGERS[network](3, 4, 7, 5, num_layers=2, bidirectional=True)

    assert (deep.recurrent.num_layers, deep.recurrent.bidirectional) == (2, True)
    assert deep.hidden_to_tag.in_features == 8
    five_sizes: Any = (3, 4, 7, 5, 2)
    with pytest.raises(TypeError, match="positional"):
        TAGGERS[network](*five_sizes)


def test_both_directions_begin_within_torchs_bounds():
    tagger = TAGGERS["lstm"](3, 4, 7, 5, bidirectional=True).initialize(torch.Generator().manual_seed(0))

    assert tagger.hidden_to_tag.weight.abs().max() <= 8**-0.5
    weight = tagger.recurrent.state_dict()["weight_hh_l0_reverse"]
    assert 8**-0.5 < weight.abs().max() <= 4**-0.5
