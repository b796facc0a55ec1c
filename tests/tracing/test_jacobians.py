import pytest
import torch
from hypothesis import given, settings
from torch.autograd.functional import jacobian

from app.errors import InvalidInput, NotFound
from app.tracing import jacobians as module_under_test
from app.tracing.capture import capture
from app.tracing.jacobians import jacobian_norms, jacobian_product, jacobians, state_size
from tests.tracing.autograd import next_state
from tests.tracing.networks import KINDS, cases, inputs, network, own_steps


def autograds(layer, b, t, h, c):
    """Jacobian of the full state by torch's own differentiation of the step."""
    size = len(h)

    def step(state):
        both = next_state(layer, layer.x[b, t], state[:size], None if c is None else state[size:])
        return torch.cat([part for part in both if part is not None])

    return jacobian(step, h if c is None else torch.cat((h, c)))


@pytest.mark.slow
@given(cases(max_time=5, max_batch=2))
@settings(deadline=None, max_examples=60)
def test_every_steps_jacobian_and_norm_are_autograds(case):
    trace = capture(case.module, case.x, case.state)

    for layer in trace.layers:
        ours, norms = jacobians(layer, range(layer.seq_len)), jacobian_norms(layer)
        for b in range(len(layer.hidden)):
            h, c = layer.h0[b], None if layer.c0 is None else layer.c0[b]
            for t in own_steps(layer, b):
                expected = autograds(layer, b, t, h, c)
                torch.testing.assert_close(ours[b, t], expected, atol=1e-12, rtol=1e-9)
                torch.testing.assert_close(
                    norms[b, t], torch.linalg.svdvals(expected)[0], atol=1e-12, rtol=1e-9
                )
                h, c = layer.hidden[b, t], None if layer.cell is None else layer.cell[b, t]
            for t in set(range(layer.seq_len)) - set(own_steps(layer, b)):
                assert not ours[b, t].any()
                assert norms[b, t] == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_product_is_the_jacobian_of_several_steps(kind, direction):
    module = network(kind, bidirectional=True)
    layer = capture(module, inputs(module, 2, 6)).layer(0, direction)
    first, last = (1, 4) if direction == "forward" else (4, 1)
    order = [1, 2, 3, 4] if direction == "forward" else [4, 3, 2, 1]

    product = jacobian_product(layer, first, last)

    each = jacobians(layer, order)
    for b in range(2):
        torch.testing.assert_close(product[b], torch.linalg.multi_dot(list(each[b].flip(0))))
    torch.testing.assert_close(jacobian_product(layer, 2, 2), jacobians(layer, [2])[:, 0])


def test_norms_made_a_few_steps_at_a_time_are_the_same(monkeypatch):
    module = network("LSTM")
    layer = capture(module, inputs(module, 2, 20)).layer()
    at_once = jacobian_norms(layer)

    monkeypatch.setattr(module_under_test, "MAX_NUMBERS", 3 * state_size(layer) ** 2)

    torch.testing.assert_close(jacobian_norms(layer), at_once)


def test_steps_that_are_not_there_are_refused():
    module = network("GRU", bidirectional=True)
    trace = capture(module, inputs(module, 6))

    for step in (-1, 6):
        with pytest.raises(NotFound, match="0 to 5"):
            jacobians(trace.layer(), [0, step])
        with pytest.raises(NotFound, match="0 to 5"):
            jacobian_product(trace.layer(), min(step, 0), max(step, 0))
    with pytest.raises(InvalidInput, match="forward"):
        jacobian_product(trace.layer(), 3, 2)
    with pytest.raises(InvalidInput, match="backward"):
        jacobian_product(trace.layer(0, "backward"), 2, 3)
