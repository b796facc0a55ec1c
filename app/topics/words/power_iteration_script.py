"""Going forwards as a script: the slide's loop, in plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.topics.fields import continued

if TYPE_CHECKING:
    from app.topics.power_iteration import Params

_AFTER = {
    "scale": "    h /= np.linalg.norm(h)\n",
    "squash": "    h = np.tanh(h)\n",
    "nothing": "",
}


def script(params: Params) -> str:
    """The slide's loop with these numbers."""
    drawn = f"np.random.default_rng({params.seed}).normal(0, 3, ({params.size}, {params.size}))"
    w = drawn if params.drawn else f"np.array({params.matrix.tolist()})"
    h0 = continued(params.h0, params.size if params.drawn else len(params.matrix))
    return f'''"""Going forwards: h = W h, again and again (Unrolled, /topics/power-iteration)."""
import numpy as np

W = {w}
h = np.array({h0.tolist()})

path = [h]
for step in range({params.steps}):
    h = W @ h
{_AFTER[params.keep]}    path.append(h)

eigenvalues, eigenvectors = np.linalg.eig(W)
v1 = eigenvectors[:, np.argmax(abs(eigenvalues))].real
v1 = v1 / np.linalg.norm(v1)
along = np.array(path) @ v1
across = np.linalg.norm(np.array(path) - np.outer(along, v1), axis=1)
angle_to_v1 = np.degrees(np.arctan2(across, abs(along)))

print("h =", h.tolist())
print("eigenvalues =", eigenvalues.tolist())
print("eigenvectors =", eigenvectors.tolist())
print("sigma_max =", float(np.linalg.norm(W, 2)))
print("# angle to v1 after 0, 1, 2, 5, 10 steps:", *(float(angle_to_v1[t]) for t in (0, 1, 2, 5, 10) if t < len(path)))
'''
