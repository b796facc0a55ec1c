"""The LSTM cell as a script: the six equations in the lecture's order, in plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.constructed_lstms import CONSTRUCTED
from app.topics.fields import continued
from app.topics.words.lstm_cell_demonstrations import DEMONSTRATIONS

if TYPE_CHECKING:
    from app.topics.lstm_cell import Params

_LETTERS = {"forget_gate": "f", "cell_gate": "g", "input_gate": "i", "output_gate": "o"}


def script(params: Params) -> str:
    """The network, its input and its run with these numbers; with a gate held, a second run is left free."""
    held = "" if params.hold == "none" else _hold(params)
    free = "" if params.hold == "none" else _FREE
    return f'''"""An LSTM, gate by gate (Unrolled, /topics/lstm-cell)."""
import numpy as np

{_weights(params)}
T = {params.steps}
{_input(params)}

def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))

def run(hold=lambda t, f, g, i, o: (f, g, i, o)):
    h = C = np.zeros(H)
    kept = []
    for t, x_t in enumerate(x, start=1):
        # rows of the weights as torch has them: input, forget, candidate, output
        z_i, z_f, z_g, z_o = np.split(W_h @ h + W_x @ x_t + b, 4)
        f, g, i, o = hold(t, sigmoid(z_f), np.tanh(z_g), sigmoid(z_i), sigmoid(z_o))
        C = f * C + i * g
        h = o * np.tanh(C)
        kept.append((h, C, i, f, g, o))
    return np.array(kept).swapaxes(0, 1)
{held}
names = "hidden", "cell", "input_gate", "forget_gate", "cell_gate", "output_gate"
for name, values in zip(names, run({"" if params.hold == "none" else "held"})):
    print(name, "=", values.tolist())
{free}'''


_FREE = """h, C = run()[:2]
print("free_hidden =", h.tolist())
print("free_cell =", C.tolist())
"""


def _hold(params: Params) -> str:
    """A function that puts the held gate in its place."""
    letter = _LETTERS[params.hold]
    value = params.hold_candidate if params.hold == "cell_gate" else params.hold_value
    units = "[:]" if params.hold_all else f"[min({params.unit}, H - 1)]"
    return f"""
def held(t, f, g, i, o):
    if t >= {params.hold_from}:
        {letter}{units} = {value}
    return f, g, i, o
"""


def _weights(params: Params) -> str:
    if params.network != "random":
        weights = CONSTRUCTED[params.network].weights
        return f"""H = 1
W_x = np.array({weights.weight_ih.tolist()})
W_h = np.zeros((4, 1))
b = np.array({weights.bias.tolist()})"""
    size = params.hidden_size
    return f"""H = {size}
rng = np.random.default_rng({params.seed})
G = rng.standard_normal((4, H, H))
W_x = rng.standard_normal((4 * H, 1))
W_h = np.concatenate([block / abs(np.linalg.eigvals(block)).max() for block in G])
b = np.repeat([0, {params.forget_bias}, 0, 0], H)"""


def _input(params: Params) -> str:
    if params.input == "numbers":
        count = 1 if params.network == "random" else len(CONSTRUCTED[params.network].inputs)
        signals = (params.signal_1, params.signal_2, params.signal_3)[:count]
        lists = ", ".join(str(_shortest(continued(signal, params.steps).tolist())) for signal in signals)
        return f'x = np.stack([np.pad(s, (0, T - len(s)), mode="edge") for s in ({lists},)], axis=1)'
    return DEMONSTRATIONS[params.network].replace("SEED", str(params.seed))


def _shortest(values: list[float]) -> list[float]:
    """Without the last number's repetitions."""
    while len(values) > 1 and values[-1] == values[-2]:
        values = values[:-1]
    return values
