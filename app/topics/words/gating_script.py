"""The gate's numbers with NumPy alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.topics.gating import Params

_GIVEN = """f = np.array({gate})
"""
_COMPUTED = """W = np.array({weight})
x = np.array({x})
b = np.array({bias})

z = W @ x + b
log_f = -np.logaddexp(0, -z)  # ln sigmoid(z), exact where sigmoid(z) rounds to 1
f = np.exp(log_f)
print("preactivation =", z.tolist())
print("lost =", (-np.expm1(log_f)).tolist())
print("half_life =", (np.log(0.5) / log_f).tolist())
"""


def script(params: Params) -> str:
    """One pass and n passes of the gate, and the biases that keep."""
    given, computed = params.source == "given", params.source == "computed"
    gate = _GIVEN.format(gate=params.gate.tolist()) if given else ""
    layer = (
        _COMPUTED.format(weight=params.weight.tolist(), x=params.x.tolist(), bias=params.bias.tolist())
        if computed
        else ""
    )
    return f'''"""A gate at work, once and n times (Unrolled, /topics/gating)."""
import numpy as np

v = np.array({params.signal.tolist()})
n = {params.times}
{gate}{layer}
print("gate =", f.tolist())
print("passed =", (f * v).tolist())

left = [v]
for step in range(n):
    left.append(f * left[-1])
print("left =", np.array(left).tolist())

# sigmoid(z) ** n = share
share = np.array([0.99, 0.5, 0.01])
print("keeping_bias =", (-np.log(np.expm1(-np.log(share) / n))).tolist())
'''
