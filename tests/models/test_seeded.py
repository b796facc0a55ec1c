import threading

import numpy as np
import pytest
import torch
from torch import nn

from app.models.seeded import GATES, seeded_normal, seeded_weights

MODULES = {"RNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


@pytest.mark.parametrize("kind", GATES)
@pytest.mark.parametrize(("seed", "hidden_size"), [(0, 5), (7, 33)])
def test_weights_are_those_that_torch_draws_after_manual_seed(kind, seed, hidden_size):
    torch.manual_seed(seed)
    torchs = MODULES[kind](3, hidden_size, dtype=torch.float64)

    ours = seeded_weights(kind, 3, hidden_size, seed)

    for name, theirs in torchs.named_parameters():
        np.testing.assert_array_equal(getattr(ours, name.removesuffix("_l0")), theirs.detach().numpy())


@pytest.mark.parametrize("steps", [2, 20])
def test_inputs_are_those_that_torch_draws_after_manual_seed(steps):
    torch.manual_seed(103)
    x, w = torch.randn(steps, 4, dtype=torch.float64), torch.randn(9, dtype=torch.float64)

    found = seeded_normal(103, (steps, 4), (9,))

    np.testing.assert_array_equal(found[0], x.numpy())
    np.testing.assert_array_equal(found[1], w.numpy())


def test_threads_do_not_disturb_each_other_nor_the_global_generator():
    def weights(seed: int) -> np.ndarray:
        return seeded_weights("LSTM", 4, 16, seed).weight_hh

    alone = [weights(seed) for seed in range(8)]
    before, found = torch.get_rng_state(), {}

    def draw(seed: int) -> None:
        found[seed] = [weights(seed) for _ in range(20)]

    threads = [threading.Thread(target=draw, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.array_equal(one, alone[seed]) for seed, many in found.items() for one in many)
    assert torch.equal(torch.get_rng_state(), before)
