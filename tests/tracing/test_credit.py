import math

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from app.tracing import credit as module_under_test
from app.tracing.capture import capture
from app.tracing.credit import credit
from tests.tracing.autograd import gradient_sizes, stepped
from tests.tracing.networks import KINDS, cases, inputs, length_of, network


@pytest.mark.slow
@given(cases(max_time=6, max_batch=2))
@settings(deadline=None, max_examples=60)
def test_all_pairs_are_autograds(case):
    trace = capture(case.module, case.x, case.state)

    for layer in trace.layers:
        ours = credit(layer)
        for b in range(len(layer.hidden)):
            states = stepped(layer, b, layer.x[b])
            steps = list(states)
            for t, (h_t, _) in states.items():
                of_h = gradient_sizes(h_t.sum(), (h for h, _ in states.values()))
                torch.testing.assert_close(ours.hidden[b, t, steps], of_h, atol=1e-12, rtol=1e-9)
                if ours.cell is not None:
                    of_c = gradient_sizes(h_t.sum(), (c for _, c in states.values() if c is not None))
                    torch.testing.assert_close(ours.cell[b, t, steps], of_c, atol=1e-12, rtol=1e-9)


@given(cases(max_time=12))
@settings(deadline=None, max_examples=60)
def test_diagonal_is_the_root_of_the_units_and_the_far_side_zero(case):
    trace = capture(case.module, case.x, case.state)

    for layer in trace.layers:
        ours = credit(layer)
        for matrix in [ours.hidden] if ours.cell is None else [ours.hidden, ours.cell]:
            far = matrix.triu(1) if layer.direction == "forward" else matrix.tril(-1)
            assert not far.any()
        for b in range(len(layer.hidden)):
            diagonal = ours.hidden[b].diagonal()
            inside = length_of(layer, b)
            assert (diagonal[:inside] == math.sqrt(layer.hidden.shape[2])).all()
            assert not ours.hidden[b, inside:].any()
            assert not ours.hidden[b, :, inside:].any()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_matrices_made_a_few_steps_at_a_time_give_the_same(kind, monkeypatch):
    module = network(kind)
    layer = capture(module, inputs(module, 20)).layer()
    at_once = credit(layer)

    monkeypatch.setattr(module_under_test, "MAX_NUMBERS", 3 * layer.weight_hh.numel())

    assert torch.equal(credit(layer).hidden, at_once.hidden)


def test_linear_unit_has_the_closed_form():
    """One ReLU unit that stays over 0, w = 0.5: dh_t/dh_k = 0.5^(t-k)."""
    module = network("ReLU RNN", 1, 1, bias=False)
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").fill_(0.5)
    layer = capture(module, torch.zeros(5, 1).double(), torch.ones(1, 1).double()).layer()

    steps = torch.arange(5)
    lag = steps[:, None] - steps

    torch.testing.assert_close(credit(layer).hidden[0], (0.5 ** lag.double()).tril(), atol=0, rtol=0)


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
def test_adjoints_that_have_become_zero_are_left_behind_without_a_trace(kind, monkeypatch):
    module = getattr(nn, kind)(1, 3, batch_first=True)
    for name, parameter in module.named_parameters():
        nn.init.constant_(parameter, 1e-3 if name.startswith("weight") else -5.0)
    layer = capture(module, torch.ones(1, 100, 1)).layer()

    found = credit(layer)
    monkeypatch.setattr(module_under_test, "LOOK_EVERY", 1000)
    carried_on = credit(layer)

    assert (found.hidden[0, -1, :20] == 0).all()
    assert torch.equal(found.hidden, carried_on.hidden)
    assert (found.cell is None) == (carried_on.cell is None) == (kind != "LSTM")
    if found.cell is not None and carried_on.cell is not None:
        assert torch.equal(found.cell, carried_on.cell)
