import pytest
import torch
import torch.nn.functional as F

from app.models.taggers import TAGGERS
from app.tasks.tagging import Sentence, Vocabulary
from app.training.loop import NO_TAG, accuracy, encode, train

TAGS = ("DET", "NOUN", "VERB")
SENTENCES = (
    Sentence(("the", "fish", "swim"), ("DET", "NOUN", "VERB")),
    Sentence(("fish", "the", "pond"), ("VERB", "DET", "NOUN")),
)


@pytest.fixture
def examples():
    return encode(SENTENCES, Vocabulary.of(SENTENCES), TAGS)


def _tagger(network="rnn", seed=0):
    return TAGGERS[network](3, 4, 5, len(TAGS)).initialize(torch.Generator().manual_seed(seed))


def _run(model, examples, epochs, seed=0, learning_rate=0.05):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    return list(train(model, examples, optimizer, torch.Generator().manual_seed(seed), epochs))


def test_sentences_become_numbers_with_the_chance_of_each_word_to_be_hidden(examples):
    first, second = examples

    assert (first.words.tolist(), first.tags.tolist()) == ([1, 2, 3], [0, 1, 2])
    assert (second.words.tolist(), second.tags.tolist()) == ([2, 1, 4], [2, 0, 1])
    torch.testing.assert_close(first.unknown, torch.tensor([0.25 / 2.25, 0.25 / 2.25, 0.25 / 1.25]))


def test_a_missing_tag_is_passed_over_and_a_strange_one_is_always_wrong():
    sentence = Sentence(("the", "fish"), (None, "NUM"))

    (example,) = encode([sentence], Vocabulary.of(SENTENCES), TAGS)

    assert example.tags.tolist() == [NO_TAG, len(TAGS)]
    assert accuracy(_tagger(), [example]) == 0.0


def test_one_update_is_torchs_own_on_the_same_sentence(examples):
    (example, _), model, by_hand = examples, _tagger(), _tagger()
    example = encode(SENTENCES[:1], Vocabulary(Vocabulary.of(SENTENCES).words, (10**9,) * 5), TAGS)[0]

    (snapshot,) = _run(model, [example], epochs=1, learning_rate=0.1)

    scores = by_hand(example.words)
    loss = -(scores[0, 0] + scores[1, 1] + scores[2, 2])
    gradients = torch.autograd.grad(loss, list(by_hand.parameters()))
    for parameter, start, gradient in zip(model.parameters(), by_hand.parameters(), gradients, strict=True):
        torch.testing.assert_close(parameter, start - 0.1 * gradient)
    assert snapshot.loss == pytest.approx(loss.item() / 3)
    assert (snapshot.step, snapshot.epoch, snapshot.accuracy) == (1, 1, accuracy(by_hand, [example]))


def test_words_without_a_tag_change_neither_loss_nor_gradient():
    vocabulary = Vocabulary(Vocabulary.of(SENTENCES).words, (10**9,) * 5)
    whole = encode([Sentence(("the", "fish", "swim"), ("DET", "NOUN", None))], vocabulary, TAGS)
    part = encode([Sentence(("the", "fish"), ("DET", "NOUN"))], vocabulary, TAGS)
    models = _tagger(), _tagger()

    snapshots = [_run(model, data, epochs=2) for model, data in zip(models, (whole, part), strict=True)]

    assert snapshots[0] == snapshots[1]
    torch.testing.assert_close(models[0].state_dict(), models[1].state_dict())


@pytest.mark.parametrize("network", TAGGERS)
def test_a_tagger_learns_what_only_the_context_tells(network):
    frequent = Vocabulary(Vocabulary.of(SENTENCES).words, (10**9,) * 5)
    examples, model = encode(SENTENCES, frequent, TAGS), _tagger(network)

    snapshots = _run(model, examples, epochs=60, learning_rate=0.3)

    assert [(s.epoch, s.step) for s in snapshots] == [(n, 2 * n) for n in range(1, 61)]
    assert snapshots[-1].loss < 0.1 * snapshots[0].loss
    assert accuracy(model, examples) == 1.0


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others(examples):
    runs = [_run(_tagger(), examples, epochs=5, seed=seed) for seed in (0, 0, 1)]

    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_hidden_words_are_read_as_unknown_and_the_examples_stay_as_they_were(examples):
    always = [type(example)(example.words, example.tags, torch.ones(3)) for example in examples]
    before = [example.words.clone() for example in always]
    model = _tagger()
    start = model.word_embeddings.weight.detach().clone()

    _run(model, always, epochs=1)

    changed = (model.word_embeddings.weight != start).any(dim=1)
    assert changed.tolist() == [True, False, False, False, False]
    assert all(torch.equal(example.words, words) for example, words in zip(always, before, strict=True))


def test_nothing_happens_before_it_is_asked_for_and_closing_stops_it(examples):
    model = _tagger()
    start = {name: value.clone() for name, value in model.state_dict().items()}
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    run = train(model, examples, optimizer, torch.Generator().manual_seed(0), epochs=5)

    torch.testing.assert_close(model.state_dict(), start, rtol=0, atol=0)
    assert next(run).epoch == 1
    run.close()
    assert list(run) == []


def test_torchs_global_randomness_is_left_alone(examples):
    model = _tagger()
    state = torch.get_rng_state()

    _run(model, examples, epochs=2)

    assert torch.equal(torch.get_rng_state(), state)


def test_accuracy_is_the_share_of_tagged_words_and_leaves_no_gradient(examples):
    model = _tagger()
    right = sum(
        int(model(example.words)[t].argmax() == example.tags[t]) for example in examples for t in range(3)
    )

    assert accuracy(model, examples) == right / 6
    assert all(parameter.grad is None for parameter in model.parameters())
    assert F.nll_loss(model(examples[0].words), examples[0].tags).requires_grad
