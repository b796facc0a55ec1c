"""The record of one run of a recurrent network: every state and gate at every step, by layer and direction.

The words for dimensions, the same in every shape of this project:

    batch   sequence in the batch     time    step, counted from 0    layer   counted from 0
    input   feature of an input       hidden  unit of the cell        output  unit of the state passed on
    gate    block of a weight's rows  point   chosen step             state   unit of h, or of h and c together

Index t is the input's step t in both directions: a backward layer's state at t has read the steps t, t + 1,
... In a batch of sequences of different lengths every array is 0 at the steps behind a sequence's end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int, Shaped
from torch import Tensor

from app.errors import NotFound

Kind = Literal["RNN", "GRU", "LSTM"]
Direction = Literal["forward", "backward"]
Nonlinearity = Literal["tanh", "relu"]

GATES: Mapping[Kind, tuple[str, ...]] = {
    "RNN": (),
    "GRU": ("reset_gate", "update_gate", "new_gate"),
    "LSTM": ("input_gate", "forget_gate", "cell_gate", "output_gate"),
}


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer in one direction: its input, states and gates, and a copy of the weights that made them.

    `gates` are after their squash, `preactivations` before it, both by the names in GATES; the RNN's only
    pre-activation is called "hidden". `output` is shorter than `hidden` where an LSTM projects its state.
    """

    kind: Kind
    nonlinearity: Nonlinearity
    layer: int
    direction: Direction
    x: Float[Tensor, "batch time input"]
    hidden: Float[Tensor, "batch time output"]
    h0: Float[Tensor, "batch output"]
    cell: Float[Tensor, "batch time hidden"] | None
    c0: Float[Tensor, "batch hidden"] | None
    gates: Mapping[str, Float[Tensor, "batch time hidden"]]
    preactivations: Mapping[str, Float[Tensor, "batch time hidden"]]
    weight_ih: Float[Tensor, "rows input"]
    weight_hh: Float[Tensor, "rows output"]
    bias_ih: Float[Tensor, " rows"] | None
    bias_hh: Float[Tensor, " rows"] | None
    weight_hr: Float[Tensor, "output hidden"] | None
    lengths: Int[Tensor, " batch"] | None

    @property
    def seq_len(self) -> int:
        """Steps of the longest sequence."""
        return self.hidden.shape[1]

    @property
    def hidden_size(self) -> int:
        """Units of the cell; the states handed on may be fewer (`proj_size`)."""
        return self.weight_hh.shape[0] // max(len(GATES[self.kind]), 1)

    def own_time(self, array: Shaped[Tensor, "batch time *rest"]) -> Shaped[Tensor, "batch time *rest"]:
        """The array in the direction's own order of steps, or back again: a backward one is turned round."""
        return array if self.direction == "forward" else reverse_time(array, self.lengths)

    def previous(
        self, states: Float[Tensor, "batch time unit"], initial: Float[Tensor, "batch unit"]
    ) -> Float[Tensor, "batch time unit"]:
        """The state from which each step set out: `initial` at the direction's own first step."""
        return previous_states(states, initial, self.direction, self.lengths)


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything that one run of a network did; `layers` holds each layer forwards, then backwards.

    `output` is torch's own: the top layer, both directions side by side. `dropout_left_out` is the share that
    the module, being in train mode, would have dropped between its layers; the trace is the run that eval()
    gives. `batched` says whether the input had a batch axis; where it had none, batch is 1 here.
    """

    kind: Kind
    input_size: int
    hidden_size: int
    num_layers: int
    bidirectional: bool
    output: Float[Tensor, "batch time output"]
    layers: tuple[LayerTrace, ...]
    dropout_left_out: float
    lengths: Int[Tensor, " batch"] | None
    batched: bool

    @property
    def directions(self) -> tuple[Direction, ...]:
        """The directions that the network reads in."""
        return ("forward", "backward") if self.bidirectional else ("forward",)

    def layer(self, layer: int = -1, direction: str = "forward") -> LayerTrace:
        """One layer in one direction; -1 is the top layer.

        Raises:
            NotFound: there is no such layer or direction.
        """
        if not -self.num_layers <= layer < self.num_layers:
            raise NotFound(
                f"There is no layer {layer}: this network's layers are 0 to {self.num_layers - 1}"
                " (-1 is the top one)."
            )
        if direction not in self.directions:
            raise NotFound(
                f"There is no direction {direction!r} here: this network has {' and '.join(self.directions)}."
            )
        across = len(self.directions)
        return self.layers[layer % self.num_layers * across + self.directions.index(direction)]


def reverse_time(
    array: Shaped[Tensor, "batch time *rest"], lengths: Int[Tensor, " batch"] | None
) -> Shaped[Tensor, "batch time *rest"]:
    """Each sequence from its last step to its first; what stands behind its end stays where it is."""
    if lengths is None:
        return array.flip(1)
    steps = torch.arange(array.shape[1], device=array.device)
    turned = lengths[:, None] - 1 - steps  # (batch, time)
    return array[torch.arange(len(lengths), device=array.device)[:, None], turned.where(turned >= 0, steps)]


def previous_states(
    states: Float[Tensor, "batch time unit"],
    initial: Float[Tensor, "batch unit"],
    direction: Direction,
    lengths: Int[Tensor, " batch"] | None,
) -> Float[Tensor, "batch time unit"]:
    """The states one step earlier in the direction's own time, on the input's steps."""
    if direction == "forward":
        return torch.cat((initial[:, None], states[:, :-1]), 1)
    previous = torch.cat((states[:, 1:], initial[:, None]), 1)
    if lengths is not None:
        previous[torch.arange(len(lengths), device=states.device), lengths - 1] = initial
    return previous


def step_mask(
    lengths: Int[Tensor, " batch"] | None, like: Float[Tensor, "batch time unit"]
) -> Float[Tensor, "batch time 1"] | None:
    """1 at a sequence's steps and 0 behind its end; None where all sequences are of one length."""
    if lengths is None:
        return None
    steps = torch.arange(like.shape[1], device=like.device)
    return (steps < lengths[:, None]).to(like.dtype)[..., None]
