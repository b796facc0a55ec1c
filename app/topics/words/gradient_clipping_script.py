"""Gradient clipping as a script: the three descents in plain Python, number for number."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.topics.gradient_clipping import Params


def script(params: Params) -> str:
    """The unit, its gradient carried forward, both ways of clipping, and the three descents."""
    return f'''"""Descents over the cliff of one recurrent unit (Unrolled, /topics/gradient-clipping)."""
import math
import numpy as np

start, rate, threshold = {tuple(params.start.tolist())}, {params.learning_rate!r}, {params.threshold!r}
steps, T = {params.steps}, {params.seq_len}

def sigmoid(x):
    """Its value and its slope."""
    small = math.exp(-abs(x))
    s = 1 / (1 + small)
    return (s if x >= 0 else small * s), small * s * s

def error_and_gradient(w, b):
    """x_t = w sigma(x_t-1) + b, with its derivatives by w and by b beside it."""
    x, x_by_w, x_by_b = 0.5, 0.0, 0.0
    for _ in range(T):
        s, slope = sigmoid(x)
        x_by_w, x_by_b, x = s + w * slope * x_by_w, 1 + w * slope * x_by_b, w * s + b
    s, slope = sigmoid(x)
    outer = slope * (2 * (s - 0.7))
    return (s - 0.7) ** 2, np.array([outer * x_by_w, outer * x_by_b])

def by_norm(g):
    return g * min(1.0, threshold / (math.hypot(*g) + 1e-6))

def by_value(g):
    return np.clip(g, -threshold, threshold)

for name, clip in (("unclipped", lambda g: g), ("by_norm", by_norm), ("by_value", by_value)):
    point, points, errors, norms, clipped = np.array(start), [], [], [], []
    for step in range(steps + 1):
        error, g = error_and_gradient(*point.tolist())
        points.append(point.tolist())
        errors.append(error)
        norms.append(math.hypot(*g))
        clipped.append(bool((clip(g) != g).any()))
        point = point - rate * clip(g)
    print(f"{{name}} =", points)
    print(f"{{name}}_errors =", errors)
    print(f"{{name}}_grad_norms =", norms)
    print(f"{{name}}_median_error =", float(np.median(errors[-50:])))
    if name != "unclipped":
        print(f"{{name}}_clipped =", float(np.mean(clipped[:-1])))

w, (s, slope) = start[0], sigmoid(0.5)
print("wall_b =", 0.5 - w * s)
print("wall_multiplier =", w * slope)
'''
