"""The oracle for derivatives: a layer stepped through in torch, every state a tensor of autograd's graph."""

from collections.abc import Iterable

import torch
from torch import Tensor

from app.tracing.trace import Direction, LayerTrace, Trace
from tests.tracing.networks import length_of, own_steps

Step = tuple[Tensor, Tensor | None]


def next_state(layer: LayerTrace, x: Tensor, h: Tensor, c: Tensor | None) -> Step:
    """One step by the equations of torch's documentation; the cell is None but for an LSTM."""
    none = torch.zeros((), dtype=h.dtype)
    into = layer.weight_ih @ x + (none if layer.bias_ih is None else layer.bias_ih)
    over = layer.weight_hh @ h + (none if layer.bias_hh is None else layer.bias_hh)
    if layer.kind == "RNN":
        return (torch.tanh if layer.nonlinearity == "tanh" else torch.relu)(into + over), None
    if layer.kind == "GRU":
        (i_r, i_z, i_n), (h_r, h_z, h_n) = into.chunk(3), over.chunk(3)
        z = torch.sigmoid(i_z + h_z)
        return (1 - z) * torch.tanh(i_n + torch.sigmoid(i_r + h_r) * h_n) + z * h, None
    i, f, g, o = (into + over).chunk(4)
    assert c is not None
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return (h if layer.weight_hr is None else layer.weight_hr @ h), c


def stepped(layer: LayerTrace, sequence: int, x: Tensor) -> dict[int, Step]:
    """States of one sequence by the input's step, with a graph that begins at the initial state."""
    h: Tensor = layer.h0[sequence].clone().requires_grad_()
    c = None if layer.c0 is None else layer.c0[sequence].clone().requires_grad_()
    states = {}
    for step in own_steps(layer, sequence):
        h, c = next_state(layer, x[step], h, c)
        states[step] = (h, c)
    return states


def stepped_network(
    trace: Trace, sequence: int
) -> tuple[Tensor, dict[tuple[int, Direction], dict[int, Step]]]:
    """Output (time, output) of one sequence and the states of all layers and directions, in one graph."""
    length = length_of(trace.layers[0], sequence)
    x = trace.layers[0].x[sequence]
    states: dict[tuple[int, Direction], dict[int, Step]] = {}
    for layer in range(trace.num_layers):
        both = []
        for direction in trace.directions:
            here = stepped(trace.layer(layer, direction), sequence, x)
            states[layer, direction] = here
            both.append(torch.stack([here[t][0] for t in range(length)]))
        x = torch.cat(both, 1)
    return x, states


def gradient_sizes(loss: Tensor, states: Iterable[Tensor]) -> Tensor:
    """|d loss / d state| for each state, 0 where there is no path."""
    every = list(states)
    if not loss.requires_grad:
        return torch.zeros(len(every), dtype=loss.dtype)
    found = torch.autograd.grad(loss, every, retain_graph=True, materialize_grads=True)
    return torch.stack(found).norm(dim=1)
