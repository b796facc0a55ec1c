"""The three networks as a script: torch alone, every derivative by autograd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.constructed_lstms import CONSTRUCTED

if TYPE_CHECKING:
    from app.topics.lstm_vs_rnn import Params


def script(params: Params) -> str:
    """The networks stepped through in torch, with these numbers."""
    drawn = params.networks == "drawn"
    return f'''"""How far back the last error reaches in an RNN, a GRU and an LSTM (Unrolled, /topics/lstm-vs-rnn)."""
import torch
from torch import nn

T, lag, F = {params.steps}, {min(params.lag, params.steps - 1)}, torch.float64
{_drawn(params) if drawn else _by_hand(params)}

def report(name, states):
    """|d eps_T / d s_t| and its memory horizon: from so many steps back on it stays under 1 % of its last value."""
    norms = torch.stack(torch.autograd.grad(w @ h, states, retain_graph=True)).flatten(1).norm(dim=1)
    print(f"{{name}}_gradient_norms =", norms.tolist())
    over = (norms.flip(0) / norms[-1] >= 0.01).nonzero()
    if int(over.max()) + 1 < T:
        print(f"{{name}}_horizon_steps =", int(over.max()) + 1)

for name, net in {'("rnn", rnn), ("gru", gru)' if drawn else '[("rnn", rnn)]'}:
    states, h = [], torch.zeros(1, net.hidden_size, dtype=F)
    for x_t in x:
        states.append(net(x_t[None], h)[1])
        h = states[-1]
    h = h[0]
    report(name, states)

# the LSTM equation by equation: so the cell's gradient has the path through h in it
h = c = torch.zeros(lstm.hidden_size, dtype=F)
hs, cells, forget = [], [], []
for x_t in x:
    i, f, g, o = (lstm.weight_ih_l0 @ x_t + lstm.bias_ih_l0 + lstm.weight_hh_l0 @ h + lstm.bias_hh_l0).chunk(4)
    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
    h = o.sigmoid() * c.tanh()
    hs.append(h), cells.append(c), forget.append(f.sigmoid())
report("lstm_hidden", hs)
report("lstm_cell", cells)

# dC_T/dC_t row by row, the straight path, and everything else
total = torch.stack([torch.autograd.grad(unit, cells[-1 - lag], retain_graph=True)[0] for unit in c])
straight = torch.stack(forget[T - lag:]).prod(dim=0)
print("cell_jacobian =", total.tolist())
print("straight_path =", straight.tolist())
print("rest =", (total - straight.diag()).tolist())
'''


def _drawn(params: Params) -> str:
    hidden = params.hidden_size
    cut = "" if params.gates_read == "state" else "\n        net.weight_hh_l0[:] = 0"
    if params.gates_read == "nothing":
        cut += f"\n        net.weight_ih_l0[{hidden}:{2 * hidden}] = 0"
    scale, bias = "", ""
    if not params.torch_init:
        scale = f"""
    rnn.weight_hh_l0 *= {params.spectral_radius!r} / torch.linalg.eigvals(rnn.weight_hh_l0).abs().max()"""
        bias = f"""
        net.bias_ih_l0[{hidden}:{2 * hidden}], net.bias_hh_l0[{hidden}:{2 * hidden}] = {params.forget_bias!r}, 0"""
    changes = f"""
with torch.no_grad():{scale}
    for net in gru, lstm:  # rows {hidden} to {2 * hidden - 1}: update gate, forget gate{bias}{cut}"""
    return f"""torch.manual_seed({100 + params.seed})
x, w = torch.randn(T, {params.input_size}, dtype=F), torch.randn({hidden}, dtype=F)
nets = []
for make in nn.RNN, nn.GRU, nn.LSTM:
    torch.manual_seed({params.seed})
    nets.append(make({params.input_size}, {hidden}, dtype=F))
rnn, gru, lstm = nets{changes if bias or cut else ""}"""


def _by_hand(params: Params) -> str:
    weights = CONSTRUCTED["read_later"].weights
    bias = None if weights.bias_ih is None else weights.bias_ih.tolist()
    return f"""x, w = torch.zeros(T, 3, dtype=F), torch.ones(1, dtype=F)
x[0, :2] = 1  # value and write
x[[{min(params.read_at, params.steps) - 1}, T - 1], 2] = 1  # read
rnn, lstm = nn.RNN(3, 1, dtype=F), nn.LSTM(3, 1, dtype=F)
with torch.no_grad():
    for parameter in *rnn.parameters(), *lstm.parameters():
        parameter.zero_()
    rnn.weight_ih_l0[0, 0], rnn.weight_hh_l0[0, 0] = 1, 0.9
    lstm.weight_ih_l0[:] = torch.tensor({weights.weight_ih.tolist()})
    lstm.bias_ih_l0[:] = torch.tensor({bias})"""
