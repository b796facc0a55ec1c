import copy
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from app.core.cells import gru_step, lstm_step, rnn_step
from app.errors import InvalidInput, NotFound
from app.tracing.capture import capture
from app.tracing.fused import in_one_piece, kernel_weights
from app.tracing.trace import GATES
from tests.tracing.networks import (
    KINDS,
    cases,
    cell_of,
    inputs,
    length_of,
    network,
    numpy_weights,
    own_steps,
    torchs_own,
)


@given(cases())
@settings(deadline=None)
def test_output_and_final_cell_are_torchs_own(case):
    output, final = torchs_own(case)

    trace = capture(case.module, case.x, case.state)

    torch.testing.assert_close(trace.output, output, atol=1e-10, rtol=0)
    if isinstance(final, tuple):
        for layer, c_n in zip(trace.layers, final[1], strict=True):
            cell = cell_of(layer)
            last = [cell[b, own_steps(layer, b)[-1]] for b in range(len(cell))]
            torch.testing.assert_close(torch.stack(last), c_n, atol=1e-10, rtol=0)


@given(cases(max_batch=2))
@settings(deadline=None, max_examples=60)
def test_every_gate_and_state_obeys_the_equations(case):
    trace = capture(case.module, case.x, case.state)

    for layer in trace.layers:
        for b in range(len(layer.hidden)):
            steps = own_steps(layer, b)
            h, c = before(layer.hidden, layer.h0, b, steps), before(layer.cell, layer.c0, b, steps)
            for name, expected in reference_step(layer, layer.x[b, steps].numpy(), h, c).items():
                np.testing.assert_allclose(by_name(layer, name)[b, steps], expected, atol=1e-12)


def before(states, initial, b: int, steps: list[int]) -> np.ndarray | None:
    """The states from which the steps of one sequence set out."""
    return None if states is None else torch.cat((initial[b][None], states[b, steps[:-1]])).numpy()


def by_name(layer, name: str) -> Tensor:
    return layer.gates[name] if name in layer.gates else getattr(layer, name)


def reference_step(layer, x, h, c) -> dict[str, np.ndarray]:
    weights = numpy_weights(layer)
    if layer.kind == "RNN":
        return {"hidden": rnn_step(x, h, weights, layer.nonlinearity)}
    return vars(gru_step(x, h, weights) if layer.kind == "GRU" else lstm_step(x, h, c, weights))


@given(cases())
@settings(deadline=None, max_examples=60)
def test_gates_are_their_squashed_preactivations(case):
    trace = capture(case.module, case.x, case.state)

    for layer in trace.layers:
        assert tuple(layer.gates) == GATES[layer.kind]
        assert tuple(layer.preactivations) == (GATES[layer.kind] or ("hidden",))
        inside = [slice(length_of(layer, b)) for b in range(len(layer.hidden))]
        for name, before in layer.preactivations.items():
            squashed = torch.tanh(before) if name in ("new_gate", "cell_gate", "hidden") else before.sigmoid()
            if layer.nonlinearity == "relu":
                squashed = before.relu()
            after = layer.gates.get(name, layer.hidden)
            for b, steps in enumerate(inside):
                torch.testing.assert_close(squashed[b, steps], after[b, steps], atol=1e-12, rtol=0)


@given(cases().filter(lambda case: isinstance(case.x, PackedSequence)))
@settings(deadline=None, max_examples=30)
def test_everything_is_zero_behind_a_sequences_end(case):
    trace = capture(case.module, case.x, case.state)

    assert trace.lengths is not None
    for layer in trace.layers:
        arrays = [layer.hidden, layer.x, *layer.gates.values(), *layer.preactivations.values()]
        arrays += [] if layer.cell is None else [layer.cell]
        for b, length in enumerate(trace.lengths.tolist()):
            assert not any(array[b, length:].any() for array in arrays)


def test_a_pack_gives_what_each_of_its_sequences_gives_alone():
    module = network("LSTM", num_layers=2, bidirectional=True)
    several = [inputs(module, n) for n in (4, 30, 1)]

    together = capture(module, pack_sequence(several, enforce_sorted=False))

    for b, x in enumerate(several):
        alone = capture(module, x)
        for one, of_many in zip(alone.layers, together.layers, strict=True):
            torch.testing.assert_close(cell_of(one)[0], cell_of(of_many)[b, : len(x)])
            torch.testing.assert_close(one.gates["forget_gate"][0], of_many.gates["forget_gate"][b, : len(x)])


@given(cases(max_time=5))
@settings(deadline=None, max_examples=40)
def test_module_and_input_stay_as_they_are(case):
    module, x = case.module, case.x
    module.train()
    for number, weight in enumerate(module.parameters()):
        weight.requires_grad_(number % 2 == 0)
        weight.grad = torch.ones_like(weight) if number % 3 == 0 else None
    calls = []
    module.register_forward_hook(lambda *_: calls.append("forward"))
    data = x.data if isinstance(x, PackedSequence) else x
    before = {name: (p.clone(), p.requires_grad, p.grad) for name, p in module.named_parameters()}
    data_before = data.clone()
    random_before = torch.get_rng_state()

    capture(module, x, case.state)

    assert module.training
    assert not calls
    assert len(module._forward_hooks) == 1
    assert torch.equal(data, data_before)
    assert torch.equal(torch.get_rng_state(), random_before)
    for name, weight in module.named_parameters():
        value, requires_grad, grad = before[name]
        assert torch.equal(weight, value)
        assert weight.requires_grad == requires_grad
        assert weight.grad is grad
        assert grad is None or bool((grad == 1).all())


def test_trace_has_no_graph_and_outlives_a_training_step():
    module = network("GRU", bidirectional=True)
    x = inputs(module, 2, 5).requires_grad_()
    trace = capture(module, x)
    weights = [layer.weight_hh.clone() for layer in trace.layers]
    inputs_before = trace.layers[0].x.clone()

    with torch.no_grad():
        x.add_(1)
        for parameter in module.parameters():
            parameter.add_(1)

    assert torch.equal(trace.layers[0].x, inputs_before)
    for layer, weight in zip(trace.layers, weights, strict=True):
        assert torch.equal(layer.weight_hh, weight)
        assert not any(array.requires_grad for array in [layer.hidden, layer.x, *layer.gates.values()])


def test_dropout_is_left_out_and_named():
    module = network("LSTM", num_layers=2, dropout=0.7)
    x = inputs(module, 1, 6)
    as_trained, as_used = capture(module.train(), x), capture(module.eval(), x)

    assert as_trained.dropout_left_out == 0.7
    assert as_used.dropout_left_out == 0.0
    torch.testing.assert_close(as_trained.output, module(x)[0].detach(), atol=1e-12, rtol=0)


@pytest.mark.filterwarnings("ignore:LSTM with projections")  # torch's own, in module(x)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_float32_holds_over_1000_steps(kind):
    torch.manual_seed(0)
    module = network(kind, hidden_size=16, bidirectional=True, dtype=torch.float32)
    x = torch.randn(1, 1000, 3)
    wide = copy.deepcopy(module).double()
    exact = capture(wide, x.double())

    trace = capture(module, x)

    with torch.no_grad():
        torch.testing.assert_close(trace.output, module(x)[0], atol=1e-5, rtol=0)
    for ours, theirs in zip(trace.layers, exact.layers, strict=True):
        pairs = [(ours.hidden, theirs.hidden)]
        pairs += [(ours.gates[name], theirs.gates[name]) for name in ours.gates]
        if ours.cell is not None:
            pairs.append((ours.cell, cell_of(theirs)))
        for a, b in pairs:
            assert (a.double() - b).abs().max() <= 1e-5 * max(1.0, b.abs().max().item())


@given(st.sampled_from(sorted(KINDS)), st.booleans(), st.integers(0, 1), st.integers(0, 99))
@settings(deadline=None, max_examples=20)
def test_weights_in_one_piece_are_the_weights(kind, bidirectional, layer, seed):
    torch.manual_seed(seed)
    module = network(kind, num_layers=2, bidirectional=bidirectional)
    weights = kernel_weights(module, layer)
    random_before = torch.get_rng_state()

    copies = in_one_piece(module, weights)

    assert all(torch.equal(a, b) and a is not b for a, b in zip(copies, weights, strict=True))
    assert torch.equal(torch.get_rng_state(), random_before)


@pytest.mark.cuda
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_cuda_gives_what_the_cpu_gives(kind):
    module = network(kind, num_layers=2, bidirectional=True)
    x = inputs(module, 2, 40)
    on_cpu = capture(module, x)

    on_cuda = capture(module.cuda(), x.cuda())

    for ours, theirs in zip(on_cuda.layers, on_cpu.layers, strict=True):
        torch.testing.assert_close(ours.hidden.cpu(), theirs.hidden, atol=1e-10, rtol=0)
        for name, gate in ours.gates.items():
            torch.testing.assert_close(gate.cpu(), theirs.gates[name], atol=1e-10, rtol=0)


REAL: dict[str, tuple[Any, int, int, dict[str, Any]]] = {
    "silero_vad_16k_lstm": (nn.LSTM, 128, 128, {}),
    "g2p_en_encoder_gru": (nn.GRU, 256, 256, {}),
    "g2pm_bilstm": (nn.LSTM, 64, 32, {"bidirectional": True}),
    "chars2vec_eng50_lstm2": (nn.LSTM, 59, 50, {"num_layers": 2}),
}


@pytest.mark.parametrize("name", REAL)
def test_real_networks_give_what_torch_gave(name, real_data):
    cls, input_size, hidden_size, options = REAL[name]
    folder = real_data / "checkpoints"
    module = cls(input_size, hidden_size, **options)
    module.load_state_dict(load_file(folder / f"{name}.safetensors"))
    x = torch.from_numpy(np.load(folder / f"{name}.input.npy"))
    output = np.load(folder / f"{name}.output.npy")

    trace = capture(module, x)

    np.testing.assert_allclose(trace.output[0], output, atol=1e-5 * max(1, np.abs(output).max()))
    assert not trace.batched


def refused(words: str):
    return pytest.raises(InvalidInput, match=words)


def test_what_does_not_fit_is_refused_with_the_way_out():
    module = network("LSTM")
    x = inputs(module, 2, 5)

    with refused(r"pass a torch\.nn\.RNN"):
        capture(nn.RNNBase("LSTM", 3, 4), x)
    with refused(r"module\.float"):
        capture(network("GRU", dtype=torch.float16), x)
    with refused(r"4 features .* takes 3"):
        capture(module, torch.randn(5, 4, dtype=torch.float64))
    with refused(r"4 features .* takes 3"):
        capture(module, pack_sequence([torch.randn(5, 4, dtype=torch.float64)]))
    with refused(r"\(2, 0, 3\)"):
        capture(module, x[:, :0])
    with refused(r"\(3,\)"):
        capture(module, x[0, 0])
    with refused(r"\.to\(\)"):
        capture(module, x.float())
    with refused("pair"):
        capture(module, x, torch.zeros(1, 2, 4, dtype=torch.float64))
    with refused("pair"):
        h0 = torch.zeros(1, 2, 4, dtype=torch.float64)
        capture(network("GRU"), x, (h0, h0))
    with refused(r"\(1, 3, 4\).*\(1, 2, 4\)"):
        h0 = torch.zeros(1, 3, 4, dtype=torch.float64)
        capture(network("GRU"), x, h0)


def test_layers_are_found_by_number_and_direction():
    trace = capture(network("RNN", num_layers=2, bidirectional=True), torch.zeros(5, 3, dtype=torch.float64))

    found = [(trace.layer(n, d).layer, trace.layer(n, d).direction) for n in (0, 1) for d in trace.directions]

    assert found == [(0, "forward"), (0, "backward"), (1, "forward"), (1, "backward")]
    assert trace.layer() is trace.layer(1)
    with pytest.raises(NotFound, match="0 to 1"):
        trace.layer(2)
    with pytest.raises(NotFound, match="forward and backward"):
        trace.layer(0, "sideways")
    with pytest.raises(NotFound, match="forward"):
        capture(network("RNN"), torch.zeros(5, 3, dtype=torch.float64)).layer(0, "backward")
