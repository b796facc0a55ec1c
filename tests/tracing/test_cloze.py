import pytest
import torch

from app.models.cloze import ClozeSizes, RecurrentNet, cloze_net
from app.tasks.cloze import ANSWERS, UNKNOWN, WORDS
from app.tasks.open_sentence import read_open_sentence
from app.tracing.cloze import candidates, fill, influence, states, word_gradients
from app.tracing.gradients import state_gradients

NETS = ("window", "rnn", "gru", "lstm")
SENTENCE = read_open_sentence("My friend from Greece says unheard things: I now speak")
GREEK = ANSWERS.index("Greek")


@pytest.fixture(params=NETS)
def net(request):
    sizes = ClozeSizes(len(WORDS), len(ANSWERS), hidden_size=5, embedding_size=3, window_size=4)
    net = cloze_net(request.param, sizes).double().initialize(torch.Generator().manual_seed(0))
    return net.requires_grad_(False)


@pytest.fixture
def words():
    return torch.tensor(SENTENCE.numbers)


def _log_p(net, words, answer=GREEK):
    return candidates(net, words)[answer].log()


def test_candidates_are_the_softmax_of_the_scores(net, words):
    p = candidates(net, words)

    scores = net(words[None])[0]
    torch.testing.assert_close(p, scores.exp() / scores.exp().sum())
    assert p.sum().item() == pytest.approx(1, abs=1e-12)


def test_candidates_of_a_sentence_stand_by_network_and_answer(net, words):
    filled = fill({"this": net}, SENTENCE)

    assert list(filled["this"]) == list(ANSWERS)
    assert filled["this"]["Greek"] == pytest.approx(candidates(net, words)[GREEK].item(), abs=1e-15)


def test_influence_is_what_each_word_changes_when_it_is_read(net, words):
    found = influence(net, words, GREEK)

    for place in range(len(words)):
        without = words.clone()
        without[place] = WORDS.index(UNKNOWN)
        change = _log_p(net, words) - _log_p(net, without)
        assert found[place].item() == pytest.approx(change.item(), abs=1e-12)


def test_a_word_that_is_read_as_unknown_has_no_influence(net, words):
    found = influence(net, words, GREEK)

    assert [found[place].item() for place, word in enumerate(SENTENCE.words) if word in SENTENCE.unknown] == [
        0,
        0,
    ]


def test_gradients_by_word_are_those_of_finite_differences(net, words):
    found = word_gradients(net, words, GREEK)

    embeds, lengths, step = net.word_embeddings(words[None]), torch.tensor([len(words)]), 1e-6
    by_hand = torch.zeros_like(embeds)
    for place in torch.cartesian_prod(torch.arange(len(words)), torch.arange(embeds.shape[2])):
        moved = [
            embeds.index_put((torch.tensor(0), *place), s * torch.tensor(step).double(), True)
            for s in (1, -1)
        ]
        up, down = (net.score(x, lengths).log_softmax(1)[0, GREEK] for x in moved)
        by_hand[0, place[0], place[1]] = (up - down) / (2 * step)
    torch.testing.assert_close(found, by_hand[0].norm(dim=1), rtol=1e-6, atol=1e-9)


def test_a_window_net_has_neither_gradient_nor_influence_outside_its_window(words):
    sizes = ClozeSizes(len(WORDS), len(ANSWERS), hidden_size=5, embedding_size=3, window_size=4)
    net = cloze_net("window", sizes).double().initialize(torch.Generator().manual_seed(0))

    gradients, change = word_gradients(net, words, GREEK), influence(net, words, GREEK)

    assert (gradients != 0).tolist() == [False] * 6 + [True] * 4
    torch.testing.assert_close(change[:6], torch.zeros(6).double(), rtol=0, atol=1e-14)
    assert (change[7:].abs() > 1e-6).all()


@pytest.mark.parametrize("name", NETS[1:])
def test_states_are_torchs_and_lead_to_the_same_gradients(name, words):
    sizes = ClozeSizes(len(WORDS), len(ANSWERS), hidden_size=5, embedding_size=3)
    net = cloze_net(name, sizes).double().initialize(torch.Generator().manual_seed(0))
    assert isinstance(net, RecurrentNet)

    trace = states(net, words)
    by_trace = state_gradients(
        trace, lambda output: net.hidden_to_answer(output[0, -1]).log_softmax(0)[GREEK]
    )

    output, _ = net.recurrent(net.word_embeddings(words[None]))
    torch.testing.assert_close(trace.layer().hidden, output)
    torch.testing.assert_close(word_gradients(net, words, GREEK), by_trace[0, "forward"].x[0].norm(dim=1))


def test_looking_changes_no_network(net, words):
    before = {name: value.clone() for name, value in net.state_dict().items()}

    influence(net, words, GREEK)
    word_gradients(net, words, GREEK)

    torch.testing.assert_close(net.state_dict(), before, rtol=0, atol=0)
    assert all(parameter.grad is None and not parameter.requires_grad for parameter in net.parameters())
