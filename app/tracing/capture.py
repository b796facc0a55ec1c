"""Every state and gate of a fused torch network, which itself gives out nothing but its last layer's output.

The states come from torch's own kernel, called once a layer; the gates of all steps from one matrix product;
the LSTM's cell from a parallel scan over time. So a trace costs little more than the forward run, and its
states are torch's to the last bit.

Source: the equations are those of the documentation of torch.nn.RNN, GRU and LSTM (see app/core/cells.py).
"""

from collections.abc import Iterator

import torch
from jaxtyping import Float
from torch import Tensor, nn

from app.tracing.fused import layer_weights, run_layer
from app.tracing.gates import Named, Weights, gru_gates, lstm_gates, preactivation
from app.tracing.scan import linear_scan
from app.tracing.sequences import KINDS, Given, GivenState, Sequences, initial_states, kind_of, sequences
from app.tracing.trace import (
    Direction,
    LayerTrace,
    Nonlinearity,
    Trace,
    previous_states,
    reverse_time,
    step_mask,
)


@torch.no_grad()
def capture(module: nn.RNNBase, x: Given, state: GivenState = None) -> Trace:
    """Trace of one run of a recurrent network; the module is left as it is.

    Args:
        module: nn.RNN, nn.GRU or nn.LSTM in float32 or float64, with any of their options, in train or eval
            mode. Dropout between layers is left out, as eval() does; the trace says how much that was.
        x: input as the module itself takes it: (time, input), with a batch axis as its `batch_first` says, or
            packed.
        state: initial state as the module takes it; zeros where there is none.

    Returns:
        States, gates and pre-activations per layer and direction, all (batch, time, feature), index t being
        the input's step t; copies, on the module's device, without an autograd graph.

    Raises:
        InvalidInput: another kind of module, or an input or state that does not fit it.
    """
    kind = kind_of(module)
    given = sequences(module, x)
    initial = initial_states(module, given, state)
    layers: list[LayerTrace] = []
    output = given.x
    for layer in range(module.num_layers):
        run = _LayerRun(module, layer, given, output, initial)
        output = run.output
        layers.extend(run.traces())
    return Trace(
        kind=kind,
        input_size=module.input_size,
        hidden_size=module.hidden_size,
        num_layers=module.num_layers,
        bidirectional=module.bidirectional,
        output=output,
        layers=tuple(layers),
        dropout_left_out=float(module.dropout) if module.training and module.num_layers > 1 else 0.0,
        lengths=given.lengths,
        batched=given.batched,
    )


class _LayerRun:
    """One layer: what it read, where it set out, and what torch's kernel made of it."""

    def __init__(
        self,
        module: nn.RNNBase,
        layer: int,
        given: Sequences,
        x: Float[Tensor, "batch time input"],
        initial: tuple[Float[Tensor, "run batch output"], Float[Tensor, "run batch hidden"]],
    ) -> None:
        self.directions: tuple[Direction, ...] = (
            ("forward", "backward") if module.bidirectional else ("forward",)
        )
        across = len(self.directions)
        here = slice(layer * across, (layer + 1) * across)
        self.module, self.layer, self.x, self.lengths = module, layer, x, given.lengths
        self.h0, self.c0 = initial[0][here], initial[1][here]
        self.output = run_layer(module, layer, given, x, (self.h0, self.c0))

    def traces(self) -> Iterator[LayerTrace]:
        """A record for each direction."""
        both = self.output.chunk(len(self.directions), -1)
        weights = layer_weights(self.module, self.layer)
        for index, (direction, hidden) in enumerate(zip(self.directions, both, strict=True)):
            yield self._trace(direction, hidden, _copied(self.module, weights[index]), index)

    def _trace(
        self, direction: Direction, hidden: Float[Tensor, "batch time output"], weights: Weights, index: int
    ) -> LayerTrace:
        """The record of one direction: gates from the states, the cell from the gates."""
        lengths, mask = self.lengths, step_mask(self.lengths, self.x)
        nonlinearity: Nonlinearity = "relu" if self.module.mode == "RNN_RELU" else "tanh"
        h_prev = previous_states(hidden, self.h0[index], direction, lengths)
        gates, before = _gates(self.module, self.x, h_prev, weights)
        cell, c0 = None, None
        if self.module.mode == "LSTM":
            c0 = self.c0[index]
            cell = _cell(gates, c0, direction, lengths)
            cell = cell if mask is None else cell.mul_(mask)
        return LayerTrace(
            kind=KINDS[self.module.mode],
            nonlinearity=nonlinearity,
            layer=self.layer,
            direction=direction,
            x=self.x,
            hidden=hidden,
            h0=self.h0[index],
            cell=cell,
            c0=c0,
            gates=_masked(gates, mask),
            preactivations=_masked(before, mask),
            lengths=lengths,
            **vars(weights),
        )


def _copied(module: nn.RNNBase, weights: list[Tensor]) -> Weights:
    """The weights of one direction by name, as copies that later training does not change."""
    copies = [weight.clone() for weight in weights]
    weight_hr = copies.pop() if module.proj_size else None
    bias_ih, bias_hh = copies[2:] if module.bias else (None, None)
    return Weights(copies[0], copies[1], bias_ih, bias_hh, weight_hr)


def _gates(
    module: nn.RNNBase,
    x: Float[Tensor, "batch time input"],
    h_prev: Float[Tensor, "batch time output"],
    weights: Weights,
) -> tuple[Named, Named]:
    """Gates and pre-activations by name; an RNN has no gate and one pre-activation."""
    if module.mode == "LSTM":
        return lstm_gates(x, h_prev, weights)
    if module.mode == "GRU":
        return gru_gates(x, h_prev, weights)
    return {}, {"hidden": preactivation(x, h_prev, weights)}


def _cell(
    gates: Named, c0: Float[Tensor, "batch hidden"], direction: Direction, lengths: Tensor | None
) -> Float[Tensor, "batch time hidden"]:
    """c_t = f_t * c_{t-1} + i_t * g_t, in the direction's own time."""
    keep, add = gates["forget_gate"], gates["input_gate"] * gates["cell_gate"]
    if direction == "forward":
        return linear_scan(keep, add, c0)
    turned = linear_scan(reverse_time(keep, lengths), reverse_time(add, lengths), c0)
    return reverse_time(turned, lengths)


def _masked(arrays: Named, mask: Float[Tensor, "batch time 1"] | None) -> Named:
    """Zeros behind the end of shorter sequences."""
    return arrays if mask is None else {name: array * mask for name, array in arrays.items()}
