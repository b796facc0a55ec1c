import threading

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from app.core.constructed_lstms import CONSTRUCTED
from app.models.seeded import NETWORKS, cut_recurrence, network_of, seeded_network, seeded_normal


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("seed", [0, 7])
def test_weights_are_those_that_torch_draws_after_manual_seed(kind, seed):
    torch.manual_seed(seed)
    torchs = NETWORKS[kind](3, 5, dtype=torch.float64)

    ours = seeded_network(kind, 3, 5, seed)

    for (name, theirs), own in zip(torchs.named_parameters(), ours.parameters(), strict=True):
        assert torch.equal(own, theirs), name
        assert not own.requires_grad


def test_inputs_are_those_that_torch_draws_after_manual_seed():
    torch.manual_seed(103)
    x, w = torch.randn(20, 4, dtype=torch.float64), torch.randn(9, dtype=torch.float64)

    found = seeded_normal(103, (20, 4), (9,))

    assert torch.equal(found[0], x)
    assert torch.equal(found[1], w)


def test_threads_do_not_disturb_each_other_nor_the_global_generator():
    def weights(seed: int) -> Tensor:
        return seeded_network("LSTM", 4, 16, seed).all_weights[0][1]

    alone = [weights(seed) for seed in range(8)]
    before, found = torch.get_rng_state(), {}

    def draw(seed: int) -> None:
        found[seed] = [weights(seed) for _ in range(20)]

    threads = [threading.Thread(target=draw, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(torch.equal(one, alone[seed]) for seed, many in found.items() for one in many)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_without_recurrence_the_gates_do_not_hear_the_state(kind):
    network = seeded_network(kind, 3, 4, 0)

    cut_recurrence(network, is_keep_constant=True)

    weight_ih, weight_hh, _, _ = network.all_weights[0]
    assert not weight_hh.any()
    assert not weight_ih[4:8].any()
    assert weight_ih[:4].all()


def test_a_constructed_lstm_runs_in_torch():
    weights = CONSTRUCTED["read_later"].weights

    network = network_of("LSTM", weights)

    assert isinstance(network, nn.LSTM)
    np.testing.assert_array_equal(network.all_weights[0][0].numpy(), weights.weight_ih)
    x = torch.tensor([[[1.0, 1.0, 0.0]]], dtype=torch.float64)
    assert float(network(x)[1][1]) == pytest.approx(0.761560, abs=5e-7)
