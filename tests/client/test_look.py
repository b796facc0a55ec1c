"""What is told of a network, held against torch's autograd on the user's own loss and torch's own states."""

from typing import Any

import numpy as np
import orjson
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence, unpack_sequence

from app.client import watch
from app.tracing.capture import capture
from app.web.watched import MAX_SNAPSHOT_BYTES
from tests.client.conftest import summing, train
from tests.tracing.autograd import stepped_network
from tests.tracing.networks import KINDS, network

STEPS = 6


def forms(module: nn.RNNBase, form: str) -> Any:
    """Three sequences in each form that a network takes, the first of them of STEPS steps."""
    generator = torch.Generator().manual_seed(7)

    def sequence(length):
        return torch.randn(length, module.input_size, dtype=torch.float64, generator=generator)

    if form == "packed":
        return pack_sequence([sequence(STEPS), sequence(STEPS + 3), sequence(2)], enforce_sorted=False)
    if form == "alone":
        return sequence(STEPS)
    return torch.stack([sequence(STEPS) for _ in range(3)], 0 if module.batch_first else 1)


def first_of(form: str, x: Any) -> torch.Tensor:
    if form == "packed":
        return unpack_sequence(x)[0]
    return x if form == "alone" else x[0] if form == "batch" else x[:, 0]


def loss_of(output: Any, finals: Any, weights: torch.Tensor) -> torch.Tensor:
    """A number made of everything that a network hands out."""
    parts = [output.data if isinstance(output, nn.utils.rnn.PackedSequence) else output]
    parts += finals if isinstance(finals, tuple) else [finals]
    return sum(
        ((part * part * weights[i]).sum() + part.sum() for i, part in enumerate(parts)), torch.zeros(())
    )


@pytest.mark.parametrize("form", ["batch", "packed", "alone", "time first"])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_gradient_norms_are_autograds_of_the_users_own_loss(told, kind, bidirectional, form):
    """The oracle steps through the first sequence in torch and takes the same loss of what comes out."""
    torch.manual_seed(5)
    module = network(kind, 2, 4, num_layers=2, bidirectional=bidirectional, batch_first=form != "time first")
    weights = torch.tensor([0.3, -0.7, 0.2], dtype=torch.float64)
    x = forms(module, form)
    expected = _autograds(module, form, x, weights)

    with watch(module) as watching:
        output, finals = module(x)
        loss = loss_of(output, finals, weights)
        loss.backward()
        watching.step(loss)

    layers = told().snapshots[0]["networks"][kind_key(kind)]["layers"]
    assert set(layers) == {f"layer_{layer}_{direction}" for layer, direction in expected}
    for (layer, direction), (of_h, of_c) in expected.items():
        found = layers[f"layer_{layer}_{direction}"]
        np.testing.assert_allclose(found["gradient_norms"], of_h, rtol=1e-9, atol=1e-12)
        if of_c is not None:
            np.testing.assert_allclose(found["cell_gradient_norms"], of_c, rtol=1e-9, atol=1e-12)


def kind_key(kind: str) -> str:
    return kind.split()[-1].lower()


def _autograds(module, form, x, weights):
    trace = capture(module, first_of(form, x))
    output, states = stepped_network(trace, 0)
    runs = [list(here.values())[-1] for here in states.values()]
    h_n = torch.stack([h for h, _ in runs])
    cells = [c for _, c in runs if c is not None]
    finals = (h_n, torch.stack(cells)) if cells else h_n
    total = loss_of(output, finals, weights)
    found = {}
    for key, here in states.items():
        in_order = [here[t] for t in sorted(here)]
        of_h = torch.autograd.grad(total, [h for h, _ in in_order], retain_graph=True)
        of_c = None
        if in_order[0][1] is not None:
            cells = [c for _, c in in_order if c is not None]
            of_c = torch.stack(torch.autograd.grad(total, cells, retain_graph=True)).norm(dim=1)
        found[key] = torch.stack(of_h).norm(dim=1), of_c
    return found


def test_states_and_gates_are_torchs_of_the_first_sequence_that_was_seen(told):
    """At every snapshot the same sequence, read with the weights before the update."""
    model = summing().double()
    probe = torch.randn(3, 7, 2, generator=torch.Generator().manual_seed(4), dtype=torch.float64)[:1]
    expected: list[torch.Tensor] = []

    with watch(model, every=2) as watching:
        for update in range(4):
            with torch.no_grad():
                expected.append(model.recurrent(probe)[0][0])
            train(model, 1, watching, seed=4 + update)

    assert [one["step"] for one in told().snapshots] == [0, 2]
    for snapshot in told().snapshots:
        layer = snapshot["networks"]["lstm"]["layers"]["layer_0_forward"]
        hidden = expected[snapshot["step"]]
        np.testing.assert_allclose(layer["hidden"], hidden, atol=6e-5)  # told in four digits
        assert list(layer["gates"]) == ["input_gate", "forget_gate", "cell_gate", "output_gate"]
        assert len(layer["gates"]["forget_gate"]) == 7
    first, second = (expected[step].numpy() for step in (0, 2))
    assert abs(first - second).max() > 1e-3


def test_the_forget_gate_is_the_sigmoid_of_its_bias_where_nothing_else_comes_in(told):
    """Closed form: with all weights 0 every gate is the squash of its bias."""
    model = summing()
    with torch.no_grad():
        for name, parameter in model.recurrent.named_parameters():
            parameter.fill_(0.0 if "weight" in name else 0.75)

    with watch(model) as watching:
        train(model, 1, watching)

    gates = told().snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]["gates"]
    for name, value in (("forget_gate", 1 / (1 + np.exp(-1.5))), ("cell_gate", np.tanh(1.5))):
        np.testing.assert_allclose(gates[name], value, atol=6e-5)


def test_a_state_that_no_path_leads_from_has_exactly_no_gradient(told):
    """The loss is of step 2 alone: the steps after it are 0, and None on the log scale."""
    model = summing()

    with watch(model) as watching:
        train(model, 1, watching, loss_of=lambda model, x: model.recurrent(x)[0][:, 2].sum())

    layer = told().snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]
    assert layer["gradient_norms"][3:] == [0, 0, 0, 0]
    assert layer["log10_gradient_norms"][3:] == [None] * 4
    assert min(layer["gradient_norms"][:3]) > 0
    np.testing.assert_allclose(
        layer["log10_gradient_norms"][:3], np.log10(layer["gradient_norms"][:3]), atol=6e-5
    )


def test_the_spectral_radius_is_numpys(told):
    model = summing()
    blocks = model.state_dict()["recurrent.weight_hh_l0"].numpy().reshape(4, 5, 5)
    expected = [abs(np.linalg.eigvals(block)).max() for block in blocks]

    with watch(model) as watching:
        train(model, 1, watching)

    radii = told().snapshots[0]["networks"]["lstm"]["layers"]["layer_0_forward"]["spectral_radius"]
    np.testing.assert_allclose(list(radii.values()), expected, rtol=1e-6)


@pytest.mark.parametrize("length", [1, 199, 200, 201, 1000])
def test_of_a_long_sequence_evenly_spaced_steps_are_told_the_last_among_them(told, length):
    model = nn.RNN(1, 3, batch_first=True)
    x = torch.randn(2, length, 1)

    with watch(model) as watching:
        model(x)[0][:, -1].sum().backward()
        watching.step()

    found = told().snapshots[0]["networks"]["rnn"]
    facts, layer = found["facts"], found["layers"]["layer_0_forward"]
    steps = list(range(facts["first"], length, facts["every"]))
    assert (facts["length"], steps[-1]) == (length, length - 1)
    assert len(layer["gradient_norms"]) == len(layer["hidden"]) == len(steps) <= 200
    with torch.no_grad():
        np.testing.assert_allclose(layer["hidden"], model(x)[0][0, steps], atol=6e-5)


def test_a_snapshot_of_a_large_network_stays_small(told):
    model = nn.LSTM(4, 256, num_layers=8, bidirectional=True, batch_first=True)

    with watch(model) as watching:
        model(torch.randn(2, 200, 4))[0].sum().backward()
        watching.step()

    assert len(told().snapshots[0]["networks"]["lstm"]["layers"]) == 16
    assert len(orjson.dumps(told().snapshots[0])) < MAX_SNAPSHOT_BYTES


def test_states_that_are_no_numbers_are_told_as_none(told):
    model = summing()
    with torch.no_grad():
        model.state_dict()["recurrent.weight_ih_l0"].fill_(float("nan"))

    with watch(model) as watching:
        train(model, 1, watching)

    snapshot = orjson.loads(orjson.dumps(told().snapshots[0]))
    layer = snapshot["networks"]["lstm"]["layers"]["layer_0_forward"]
    assert snapshot["loss"] is None
    assert layer["hidden"][0] == [None] * 5
    assert "spectral_radius" in layer
    assert "plane" not in layer
