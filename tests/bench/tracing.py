"""The tracing core beside plain torch: a trace beside the forward run, a credit matrix beside autograd."""

from functools import partial

import torch
from torch import Tensor, nn

from app.tracing.capture import capture
from app.tracing.credit import credit
from tests.bench.timing import Row


def _forward(module: nn.RNNBase, x: Tensor) -> None:
    with torch.no_grad():
        module(x)


def _capture_row(cls: type[nn.RNN] | type[nn.LSTM], seq_len: int, size: int, goal: float) -> Row:
    torch.manual_seed(0)
    module, x = cls(size, size, batch_first=True), torch.randn(1, seq_len, size)
    name = f"capture {cls.__name__} T={seq_len} H={size}"
    rounds = 200_000 // seq_len
    return Row(name, partial(capture, module, x), partial(_forward, module, x), goal, "at most", rounds)


def _credit_row(cls: type[nn.RNN] | type[nn.LSTM], seq_len: int, size: int, goal: float) -> Row:
    torch.manual_seed(0)
    module, x = cls(size, size, batch_first=True), torch.randn(1, seq_len, size)
    layer = capture(module, x).layer()
    states = _stepped(module, x[0])

    def one_by_one() -> None:
        for t, h in enumerate(states):
            torch.autograd.grad(h.sum(), states[: t + 1], retain_graph=True)

    name = f"credit {cls.__name__} T={seq_len} H={size}"
    return Row(name, partial(credit, layer), one_by_one, goal, "at least", rounds=3, repeats=7)


def _stepped(module: nn.RNNBase, x: Tensor) -> list[Tensor]:
    """The hidden states as tensors of one graph, by torch's own cell, step by step."""
    cls = nn.LSTMCell if isinstance(module, nn.LSTM) else nn.RNNCell
    cell = cls(module.input_size, module.hidden_size)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in module.state_dict().items()})
    states: list[Tensor] = []
    state = None
    for step in x:
        state = cell(step[None], state)
        states.append(state[0] if isinstance(state, tuple) else state)
    return states


ROWS = (
    partial(_capture_row, nn.LSTM, 500, 64, 2.0),
    partial(_capture_row, nn.LSTM, 1000, 256, 1.8),
    partial(_credit_row, nn.RNN, 500, 64, 60.0),
    partial(_credit_row, nn.LSTM, 500, 64, 40.0),
)
