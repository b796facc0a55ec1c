import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_sequence

from app.errors import InvalidInput
from app.tracing.capture import capture
from app.tracing.gradients import Seeds, gradient_norms, seeded_gradients, state_gradients
from app.tracing.objectives import head_objective, parse_objective
from tests.tracing.autograd import gradient_sizes, stepped_network
from tests.tracing.networks import KINDS, cases, inputs, length_of, network


def loss_of(name: str, output, bidirectional: bool):
    """L by the words of its definition, for the output (time, output) of one sequence."""
    if name == "last":
        half = output.shape[1] // 2 if bidirectional else output.shape[1]
        return output[-1, :half].sum() + output[0, half:].sum()
    return output.sum() if name == "sum" else output[-1, int(name.removeprefix("unit:"))]


def check_against_autograd(trace, objective, loss) -> None:
    ours = gradient_norms(trace, objective)
    for b in range(len(trace.output)):
        output, states = stepped_network(trace, b)
        torch.testing.assert_close(output.detach(), trace.output[b, : len(output)], atol=1e-12, rtol=0)
        total = loss(output)
        for key, here in states.items():
            steps, cell = list(here), ours[key].cell
            of_h = gradient_sizes(total, (h for h, _ in here.values()))
            torch.testing.assert_close(ours[key].hidden[b, steps], of_h, atol=1e-12, rtol=1e-9)
            if cell is not None:
                of_c = gradient_sizes(total, (c for _, c in here.values() if c is not None))
                torch.testing.assert_close(cell[b, steps], of_c, atol=1e-12, rtol=1e-9)


@pytest.mark.slow
@given(cases(max_time=7, max_batch=2), st.sampled_from(["last", "sum", "unit:0", "unit:1"]))
@settings(deadline=None, max_examples=60)
def test_norms_are_autograds(case, name):
    trace = capture(case.module, case.x, case.state)
    objective = parse_objective(name, trace.output.shape[2])

    check_against_autograd(trace, objective, lambda output: loss_of(name, output, trace.bidirectional))


@given(cases(max_time=6, max_batch=2))
@settings(deadline=None, max_examples=40)
def test_a_loss_on_the_output_and_on_the_final_states_is_followed_back_from_both(case):
    """L = w . output + v . h_n + u . c_n, against autograd through every step."""
    trace = capture(case.module, case.x, case.state)
    runs, batch = len(trace.layers), len(trace.output)
    on_output = torch.randn_like(trace.output)
    on_hidden = torch.randn(runs, batch, trace.layers[0].hidden.shape[2], dtype=torch.float64)
    on_cell = torch.randn(runs, batch, trace.hidden_size, dtype=torch.float64)

    ours = seeded_gradients(trace, Seeds(on_output, on_hidden, on_cell))

    for b in range(batch):
        output, states = stepped_network(trace, b)
        total = (output * on_output[b, : len(output)]).sum()
        for run, here in enumerate(states.values()):  # in torch's order
            h, c = list(here.values())[-1]  # in the direction's own order of steps
            total = total + h @ on_hidden[run, b]
            total = total if c is None else total + c @ on_cell[run, b]
        for key, here in states.items():
            of_h = torch.autograd.grad(total, [h for h, _ in here.values()], retain_graph=True)
            torch.testing.assert_close(
                ours[key].hidden[b, list(here)], torch.stack(of_h), atol=1e-11, rtol=1e-9
            )
            cells = [c for _, c in here.values() if c is not None]
            if (of_cells := ours[key].cell) is not None:
                of_c = torch.autograd.grad(total, cells, retain_graph=True)
                torch.testing.assert_close(of_cells[b, list(here)], torch.stack(of_c), atol=1e-11, rtol=1e-9)


@given(st.sampled_from(sorted(KINDS)), st.booleans(), st.integers(0, 99))
@settings(deadline=None, max_examples=20)
def test_a_head_of_ones_own_is_an_objective(kind, bidirectional, seed):
    torch.manual_seed(seed)
    module = network(kind, num_layers=2, bidirectional=bidirectional)
    trace = capture(module, inputs(module, 6))
    weight = torch.randn(trace.output.shape[2], dtype=torch.float64)

    check_against_autograd(
        trace,
        lambda output: (output[:, 2:] @ weight).pow(2).mean(),
        lambda output: (output[2:] @ weight).pow(2).mean(),
    )


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_gradients_of_the_input_are_autograds(kind):
    module = network(kind, num_layers=2, bidirectional=True)
    x = inputs(module, 2, 5)
    trace = capture(module, x)
    leaf = x.clone().requires_grad_()

    module(leaf)[0].sum().backward()

    found = state_gradients(trace, parse_objective("sum", trace.output.shape[2]))
    by_input = found[0, "forward"].x + found[0, "backward"].x
    torch.testing.assert_close(by_input, leaf.grad, atol=1e-12, rtol=1e-9)


def test_last_reaches_a_backward_layer_at_the_inputs_first_step():
    module = network("LSTM", bidirectional=True)
    trace = capture(module, inputs(module, 6))

    ours = gradient_norms(trace, parse_objective("last", 8))

    torch.testing.assert_close(ours[0, "backward"].hidden[0, 0].item(), 2.0)
    assert (ours[0, "backward"].hidden > 0).all()


def test_a_backward_unit_at_the_last_step_has_seen_that_step_alone():
    module = network("GRU", bidirectional=True)
    trace = capture(module, inputs(module, 6))

    backward = gradient_norms(trace, parse_objective("unit:5", 8))[0, "backward"].hidden[0]

    assert backward.tolist() == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_small_gradient_is_not_taken_for_zero(dtype):
    """One unit without input, w = 0.5: dh_T/dh_t = 0.5^lag, whose square float32 cannot hold from lag 75 on."""
    module = network("ReLU RNN", 1, 1, bias=False, dtype=dtype)
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").fill_(0.5)
    trace = capture(module, torch.zeros(101, 1, dtype=dtype), torch.full((1, 1), 2.0**20, dtype=dtype))

    norms = gradient_norms(trace, parse_objective("last", 1))[0, "forward"].hidden[0]

    assert norms.tolist() == [0.5**lag for lag in range(100, -1, -1)]


def test_a_large_gradient_does_not_overflow():
    module = network("ReLU RNN", 1, 1, bias=False)
    with torch.no_grad():
        module.get_parameter("weight_hh_l0").fill_(4.0)
    trace = capture(module, torch.zeros(401, 1).double(), torch.full((1, 1), 1e-200, dtype=torch.float64))

    norms = gradient_norms(trace, parse_objective("last", 1))[0, "forward"].hidden[0]

    assert norms.tolist() == [4.0**lag for lag in range(400, -1, -1)]


@pytest.mark.parametrize(
    "text", ["", "first", "unit", "unit:", "unit:-1", "unit:8", "unit:1.0", "unit:²", "unit:" + "9" * 5000]
)
def test_other_objectives_are_refused_with_the_range(text):
    with pytest.raises(InvalidInput, match="0 to 7"):
        parse_objective(text, 8)


def test_objectives_say_whether_they_are_of_one_step():
    assert parse_objective("last", 8).is_one_step
    assert parse_objective("unit:07", 8).name == "unit:7"
    assert not parse_objective("sum", 8).is_one_step
    assert head_objective(torch.sum, is_one_step=True, name="mine").is_one_step
    assert head_objective(torch.sum, name="mine").name == "mine"


def test_a_head_that_gives_no_single_number_is_refused():
    trace = capture(network("RNN"), torch.zeros(5, 3, dtype=torch.float64))

    with pytest.raises(InvalidInput, match=r"\(1, 5\)"):
        gradient_norms(trace, lambda output: output.sum(2))
    with pytest.raises(InvalidInput, match="depends"):
        gradient_norms(trace, lambda output: output.detach().sum())


def test_norms_are_zero_behind_a_sequences_end():
    module = network("LSTM", bidirectional=True)
    trace = capture(module, pack_sequence([inputs(module, 3), inputs(module, 5)], enforce_sorted=False))

    found = gradient_norms(trace, parse_objective("sum", 8))

    for norms in found.values():
        assert norms.hidden.shape == (2, 5)
        assert (norms.hidden[0, : length_of(trace.layer(), 0)] > 0).all()
        assert not norms.hidden[0, 3:].any()
