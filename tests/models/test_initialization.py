import pytest
import torch
from torch import nn

from app.models.initialization import initialize_recurrent, recurrent_blocks, set_keeping_bias

NETWORKS = {"RNN": (nn.RNN, 1), "GRU": (nn.GRU, 3), "LSTM": (nn.LSTM, 4)}


@pytest.fixture(params=NETWORKS)
def network(request):
    return NETWORKS[request.param][0](3, 5, num_layers=2, bidirectional=True)


def _copy(network):
    return {name: value.clone() for name, value in network.state_dict().items()}


def _start(network, start, spectral_radius=1.0, seed=0):
    initialize_recurrent(network, start, spectral_radius, torch.Generator().manual_seed(seed))
    return [block.detach().double() for block in recurrent_blocks(network)]


def test_each_gate_of_each_layer_and_direction_has_its_block(network):
    gates = next(count for cls, count in NETWORKS.values() if type(network) is cls)

    blocks = recurrent_blocks(network)

    assert [tuple(block.shape) for block in blocks] == [(5, 5)] * (4 * gates)
    assert torch.equal(torch.cat(blocks[:gates]), network.weight_hh_l0)


@pytest.mark.parametrize("radius", [0.5, 1.0, 3.0])
def test_scaled_weights_have_the_spectral_radius_asked_for_and_their_old_direction(network, radius):
    before = [block.clone() for block in recurrent_blocks(network)]

    blocks = _start(network, "scaled", radius)

    for old, new in zip(before, blocks, strict=True):
        assert torch.linalg.eigvals(new).abs().max().item() == pytest.approx(radius, rel=1e-5)
        torch.testing.assert_close(new / new.norm(), old.double() / old.norm())


def test_orthogonal_weights_keep_every_length_and_come_from_the_generator(network):
    blocks = _start(network, "orthogonal")

    for block in blocks:
        torch.testing.assert_close(block @ block.T, torch.eye(5).double(), rtol=0, atol=1e-5)
    assert not torch.equal(blocks[0], blocks[1])
    assert torch.equal(_start(network, "orthogonal")[0], blocks[0])
    assert not torch.equal(_start(network, "orthogonal", seed=1)[0], blocks[0])


def test_identity_is_one_on_each_diagonal(network):
    assert all(torch.equal(block, torch.eye(5).double()) for block in _start(network, "identity"))


@pytest.mark.parametrize("start", ["torch", "orthogonal", "identity", "scaled"])
def test_all_but_the_recurrent_weights_stays(network, start):
    before = _copy(network)

    _start(network, start, 0.3)

    for name, value in network.state_dict().items():
        assert torch.equal(value, before[name]) == (start == "torch" or not name.startswith("weight_hh"))


def test_the_bias_stands_in_one_of_two_at_the_gate_that_keeps(network):
    before = _copy(network)

    set_keeping_bias(network, 2.5)

    for name, value in network.state_dict().items():
        if isinstance(network, nn.RNN) or "bias" not in name:
            assert torch.equal(value, before[name])
        else:
            assert (value[5:10] == (2.5 if "bias_ih" in name else 0)).all()
            assert torch.equal(value[:5], before[name][:5])
            assert torch.equal(value[10:], before[name][10:])


def test_where_nothing_else_touches_the_state_a_large_bias_keeps_it():
    gru, lstm = (NETWORKS[kind][0](3, 5) for kind in ("GRU", "LSTM"))
    x, h = torch.ones(6, 1, 3), torch.full((1, 1, 5), 0.3)
    for network in (gru, lstm):
        set_keeping_bias(network, 40.0)
        nn.init.zeros_(network.weight_hh_l0)

    with torch.no_grad():
        kept = [gru(x, h)[1] - gru(x, 0 * h)[1], lstm(x, (h, h))[1][1] - lstm(x, (h, 0 * h))[1][1]]

    for left in kept:
        torch.testing.assert_close(left, h)
