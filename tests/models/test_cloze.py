import pytest
import torch
from safetensors.torch import save
from torch import nn

from app.models.cloze import ClozeSizes, RecurrentNet, WindowNet, cloze_net, read_nets

NETS = ("window", "rnn", "gru", "lstm")
RECURRENT = NETS[1:]
SIZES = ClozeSizes(vocab_size=9, answer_size=4, hidden_size=5, embedding_size=3, window_size=3)
SENTENCE = torch.tensor([[3, 8, 2, 7, 5]])


def _net(name, sizes=SIZES, seed=0):
    return cloze_net(name, sizes).double().initialize(torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(
    ("name", "hidden_size", "parameters"),
    [("window", 32, 4_092), ("rnn", 32, 3_100), ("rnn", 64, 7_132), ("lstm", 32, 7_900), ("lstm", 16, 3_484)],
)
def test_parameters_are_those_of_the_experiment(name, hidden_size, parameters):
    net = cloze_net(name, ClozeSizes(vocab_size=69, answer_size=12, hidden_size=hidden_size))

    assert sum(parameter.numel() for parameter in net.parameters()) == parameters


def test_the_window_net_is_its_equation():
    net = _net("window")
    x = net.word_embeddings.weight[[2, 7, 5]].flatten()

    scores = net(SENTENCE)[0]

    hidden = torch.tanh(net.window_to_hidden.weight @ x + net.window_to_hidden.bias)
    torch.testing.assert_close(scores, net.hidden_to_answer.weight @ hidden + net.hidden_to_answer.bias)


@pytest.mark.parametrize("name", RECURRENT)
def test_a_recurrent_net_answers_from_torchs_last_state(name):
    net = _net(name)
    assert isinstance(net, RecurrentNet)

    scores = net(SENTENCE)

    states, _ = net.recurrent(net.word_embeddings(SENTENCE))
    torch.testing.assert_close(scores, net.hidden_to_answer(states[:, -1]))


def test_a_window_net_does_not_depend_on_words_outside_to_the_last_bit():
    net = _net("window")
    assert isinstance(net, WindowNet)

    others = torch.tensor([[1, 1, 2, 7, 5], [0, 0, 2, 7, 5], [6, 4, 2, 7, 5]])

    assert all(torch.equal(net(other[None]), net(SENTENCE)) for other in others)
    assert not torch.equal(net(torch.tensor([[3, 8, 1, 7, 5]])), net(SENTENCE))


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("length", [1, 2, 5])
def test_padding_never_counts(name, length):
    net, words = _net(name), SENTENCE[:, :length]

    padded = nn.functional.pad(words, (4, 0))

    torch.testing.assert_close(net(padded), net(words), rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", NETS)
def test_many_sentences_at_once_are_one_at_a_time(name):
    net = _net(name)
    batch = torch.tensor([[3, 8, 2, 7, 5], [0, 0, 4, 4, 1], [0, 0, 0, 0, 6]])

    scores = net(batch)

    alone = [net(row[row != 0][None])[0] for row in batch]
    torch.testing.assert_close(scores, torch.stack(alone), rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", NETS)
def test_padding_has_a_vector_of_zeros_and_never_learns(name):
    net = _net(name)

    net(torch.tensor([[0, 0, 3]])).sum().backward()

    gradient = net.word_embeddings.weight.grad
    assert gradient is not None
    assert not net.word_embeddings.weight[0].any()
    assert not gradient[0].any()
    assert gradient[3].any()


@pytest.mark.parametrize("name", NETS)
def test_weights_are_drawn_from_the_generator_as_torch_would(name):
    sizes = ClozeSizes(69, 12, hidden_size=32)

    first, again, other = (_net(name, sizes, seed).state_dict() for seed in (0, 0, 1))

    bound = 1 / 32**0.5
    torch.testing.assert_close(first, again, rtol=0, atol=0)
    assert not torch.equal(first["hidden_to_answer.weight"], other["hidden_to_answer.weight"])
    assert 0.9 * bound < first["hidden_to_answer.weight"].abs().max() <= bound
    assert first["word_embeddings.weight"].std() == pytest.approx(1, abs=0.1)
    assert first["word_embeddings.weight"][1:].mean() == pytest.approx(0, abs=0.15)


def test_networks_are_read_back_from_their_file_at_any_size():
    nets = {name: _net(name, ClozeSizes(9, 4, 6 + i, 3, window_size=2)) for i, name in enumerate(NETS)}
    weights = save({f"{name}.{key}": v for name, net in nets.items() for key, v in net.state_dict().items()})

    found = read_nets(weights)

    assert set(found) == set(NETS)
    for name, net in nets.items():
        torch.testing.assert_close(found[name](SENTENCE).double(), net(SENTENCE), rtol=1e-5, atol=1e-6)
        assert not any(parameter.requires_grad for parameter in found[name].parameters())


@pytest.mark.parametrize("name", NETS)
def test_a_network_alone_in_its_file_is_known_by_its_shapes(name):
    net = _net(name)

    (found,) = read_nets(save(net.state_dict())).items()

    assert found[0] == name
    torch.testing.assert_close(found[1](SENTENCE).double(), net(SENTENCE), rtol=1e-5, atol=1e-6)
