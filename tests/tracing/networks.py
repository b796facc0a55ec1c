"""Networks and inputs for the tests: every kind, option and form of input, small and in float64."""

from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

from app.core.cells import CellWeights
from app.tracing.trace import LayerTrace

KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "RNN": (nn.RNN, {}),
    "ReLU RNN": (nn.RNN, {"nonlinearity": "relu"}),
    "GRU": (nn.GRU, {}),
    "LSTM": (nn.LSTM, {}),
    "projected LSTM": (nn.LSTM, {"proj_size": 2}),
}


@dataclass(frozen=True)
class Case:
    module: nn.RNNBase
    x: Tensor | PackedSequence
    state: Tensor | tuple[Tensor, Tensor] | None


def network(kind: str = "LSTM", input_size: int = 3, hidden_size: int = 4, **options) -> nn.RNNBase:
    cls, more = KINDS[kind]
    return cls(input_size, hidden_size, **{"batch_first": True, "dtype": torch.float64, **more, **options})


def initial_state(module: nn.RNNBase, batch: int | None) -> Tensor | tuple[Tensor, Tensor]:
    runs = module.num_layers * (2 if module.bidirectional else 1)
    lead = (runs,) if batch is None else (runs, batch)
    h0 = torch.randn(*lead, module.proj_size or module.hidden_size, dtype=torch.float64)
    if not isinstance(module, nn.LSTM):
        return h0
    return h0, torch.randn(*lead, module.hidden_size, dtype=torch.float64)


@st.composite
def cases(draw, max_time: int = 30, max_batch: int = 3) -> Case:
    torch.manual_seed(draw(st.integers(0, 999)))
    module = network(
        draw(st.sampled_from(sorted(KINDS))),
        draw(st.integers(1, 4)),
        draw(st.integers(3, 5)),
        num_layers=draw(st.integers(1, 3)),
        bidirectional=draw(st.booleans()),
        bias=draw(st.booleans()),
        batch_first=draw(st.booleans()),
    )
    form = draw(st.sampled_from(["one sequence", "batch", "packed"]))
    lengths = draw(st.lists(st.integers(1, max_time), min_size=1, max_size=max_batch))
    batch = None if form == "one sequence" else len(lengths)
    x: Tensor | PackedSequence
    if form == "packed":
        x = pack_sequence([inputs(module, n) for n in lengths], enforce_sorted=False)
    elif form == "one sequence":
        x = inputs(module, lengths[0])
    else:
        shape = (len(lengths), lengths[0]) if module.batch_first else (lengths[0], len(lengths))
        x = inputs(module, *shape)
    return Case(module, x, initial_state(module, batch) if draw(st.booleans()) else None)


def inputs(module: nn.RNNBase, *lead: int) -> Tensor:
    return torch.randn(*lead, module.input_size, dtype=torch.float64)


def torchs_own(case: Case) -> tuple[Tensor, Tensor | tuple[Tensor, Tensor]]:
    """The module's own output, brought to (batch, time, output), and its final states with their batch axis."""
    with torch.no_grad():
        output, final = case.module(case.x, case.state)
    if isinstance(output, PackedSequence):
        return pad_packed_sequence(output, batch_first=True)[0], final
    if output.ndim == 2:
        final = tuple(s[:, None] for s in final) if isinstance(final, tuple) else final[:, None]
        return output[None], final
    return (output if case.module.batch_first else output.transpose(0, 1)), final


def length_of(layer: LayerTrace, sequence: int) -> int:
    return layer.seq_len if layer.lengths is None else int(layer.lengths[sequence])


def own_steps(layer: LayerTrace, sequence: int) -> list[int]:
    """The input's steps of one sequence in the order in which this direction reads them."""
    steps = list(range(length_of(layer, sequence)))
    return steps if layer.direction == "forward" else steps[::-1]


def numpy_weights(layer: LayerTrace) -> CellWeights:
    optional = {name: getattr(layer, name) for name in ("bias_ih", "bias_hh", "weight_hr")}
    arrays = {name: None if value is None else value.numpy() for name, value in optional.items()}
    return CellWeights(layer.weight_ih.numpy(), layer.weight_hh.numpy(), **arrays)


def cell_of(layer: LayerTrace) -> Tensor:
    assert layer.cell is not None
    return layer.cell
