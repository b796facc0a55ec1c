"""Going backwards as a script: the gradient of W_r term by term, in plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.topics.rnn_gradients import Params

_PRINTED = {
    False: ("gradient_norms", "term_sizes", "gradient"),
    True: ("simplified_gradient_norms", "simplified_term_sizes", "simplified_gradient"),
}
"""Names of what the script computes, exact and simplified."""


def script(params: Params) -> str:
    """The network, its terms and their sum in plain NumPy, with these numbers."""
    size = params.hidden_size if params.drawn else len(params.w_r)
    draws = f"""rng = np.random.default_rng({params.seed})
W_r = rng.standard_normal(({size}, {size}))
W_r *= {params.spectral_radius} / abs(np.linalg.eigvals(W_r)).max()
W_x, W_o = rng.standard_normal({size}), rng.standard_normal({size})"""
    given = f"""W_r = np.array({params.w_r.tolist()})
W_x = np.resize({params.w_x.tolist()}, {size})
W_o = np.resize({params.w_o.tolist()}, {size})"""
    x = (
        f"np.random.default_rng({params.noise_seed}).standard_normal({params.steps})"
        if params.input == "noise"
        else f"np.resize({params.x.tolist()}, {params.steps})"
    )
    step_back = "W_r" if params.ignore_activations else "(slope[:, None] * W_r)"
    names = _PRINTED[params.ignore_activations]
    counted = "t == T" if params.loss == "last" else "True"
    return f'''"""Going backwards: the gradient of W_r, term by term (Unrolled, /topics/rnn-gradients)."""
import numpy as np

{draws if params.drawn else given}
b_h = np.resize({params.b_h.tolist()}, {size})
x, T, y = {x}, {params.steps}, {params.target}

h = [np.resize({params.h_0.tolist()}, {size})]
for x_t in x:
    h.append(np.tanh(W_x * x_t + W_r @ h[-1] + b_h))

# back in time: g is the derivative of the error by h[t]
g, norms, terms = np.zeros({size}), [], []
for t in range(T, 0, -1):
    if {counted}:
        g = g + (h[t] @ W_o - y) * W_o
    norms.append(np.linalg.norm(g))
    slope = (1 - h[t]) * (1 + h[t])
    terms.append(np.outer(g * slope, h[t - 1]))
    g = g @ {step_back}

gradient = sum(terms)
print("{names[0]} =", [float(norm) for norm in norms[::-1]])
print("{names[1]} =", [float(np.linalg.norm(term)) for term in terms[::-1]])
print("{names[2]} =", gradient.tolist())
print("sigma_max =", float(np.linalg.norm(W_r, 2)))
print("o =", [float(state @ W_o) for state in h[1:]])
'''
