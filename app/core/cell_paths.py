r"""Through which paths does a cell state reach the last one: straight through the forget gates, or through h?

Lecture 10. The slide's argument is the straight path: C_t = f_t C_{t-1} + i_t c~_t, so that C_{t-1} is never multiplied
by a matrix on its way. But every gate also reads h_{t-1} = o_{t-1} tanh(C_{t-1}), and that way leads through the
recurrent matrices. Both add up, as matrices, to the total derivative dC_T/dC_t; their norms do not.
"""

import math
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


@dataclass(frozen=True, eq=False)
class StepPaths:
    """One step of an LSTM after another, as far as a small change is concerned; [out, in].

    `forget` is f_t, `read` is o_t (1 - tanh(C_t)^2) = dh_t/dC_t, `through_cell` is dC_t/dh_{t-1}, and
    `through_output` dh_t/dh_{t-1} with C_t held, which is the output gate's part alone.
    """

    forget: Float[np.ndarray, "time hidden"]
    read: Float[np.ndarray, "time hidden"]
    through_cell: Float[np.ndarray, "time hidden hidden"]
    through_output: Float[np.ndarray, "time hidden hidden"]


@dataclass(frozen=True, eq=False)
class CellPaths:
    """The total derivative dC_T/dC_t at every step t and its two parts; `straight` is the diagonal of the first one."""

    total: Float[np.ndarray, "time hidden hidden"]
    straight: Float[np.ndarray, "time hidden"]
    rest: Float[np.ndarray, "time hidden hidden"]

    @property
    def straight_leads(self) -> int:
        """Up to how many steps back the straight path is the larger part (spectral norm), at every one of them."""
        for lag in range(1, len(self.straight)):
            if self.straight[-1 - lag].max() < np.linalg.norm(self.rest[-1 - lag], 2):
                return lag - 1
        return len(self.straight) - 1


def cell_paths(steps: StepPaths) -> CellPaths:
    """Split the total derivative dC_T/dC_t into the straight path and everything else.

    Back in time from D_T = S_T = I, R_T = 0 and B_T = 0, with f_t, d_t, K_t, Q_t for the four parts of a step:

        B_{t-1} = D_t K_t + B_t Q_t                       dC_T/dh_{t-1}, C_{t-1} held
        S_{t-1} = S_t diag(f_t)                           straight on
        R_{t-1} = R_t diag(f_t) + B_{t-1} diag(d_{t-1})   through some h at least once
        D_{t-1} = D_t diag(f_t) + B_{t-1} diag(d_{t-1})   = S_{t-1} + R_{t-1}

    Where both parts nearly cancel, their sum would have lost the digits that D_t keeps.

    Args:
        steps: the parts of each step, in the order of time.

    Returns:
        D_t, S_t (its diagonal) and R_t for t = 1 ... T.
    """
    seq_len, size = steps.forget.shape
    straight, rest, total = np.ones((seq_len, size)), *np.zeros((2, seq_len, size, size))
    total[-1] = np.eye(size)
    by_hidden = np.zeros((size, size))
    for t in range(seq_len - 1, 0, -1):
        by_hidden = total[t] @ steps.through_cell[t] + by_hidden @ steps.through_output[t]
        through_hidden = by_hidden * steps.read[t - 1]
        straight[t - 1] = straight[t] * steps.forget[t]
        rest[t - 1] = rest[t] * steps.forget[t] + through_hidden
        total[t - 1] = total[t] * steps.forget[t] + through_hidden
    return CellPaths(total, straight, rest)


def total_jacobian(steps: StepPaths, step: int) -> Float[np.ndarray, "hidden hidden"]:
    """DC_T/dC_t the other way round: a change of C_t, h_t following it, goes through the full state's steps up to T.

    From (dh, dC) = (diag(d_t), I), with the full-state Jacobian of each later step s:

        dC_s = f_s dC_{s-1} + K_s dh_{s-1},   dh_s = d_s dC_s + Q_s dh_{s-1}

    Args:
        steps: the parts of each step.
        step: t, counted from 0.
    """
    by_cell, by_hidden = np.eye(steps.forget.shape[1]), np.diag(steps.read[step])
    for s in range(step + 1, len(steps.forget)):
        by_cell = steps.forget[s, :, None] * by_cell + steps.through_cell[s] @ by_hidden
        by_hidden = steps.read[s, :, None] * by_cell + steps.through_output[s] @ by_hidden
    return by_cell


def held_products(steps: StepPaths) -> Float[np.ndarray, "time hidden hidden"]:
    """The product of the blocks dh_s/dh_{s-1} from s = T down to t + 1, C_{s-1} held still in each: a mistake.

    Published code multiplies these as if they were the LSTM's Jacobians. What the cell carries is not in them.

    Returns:
        One product for each t = 1 ... T, the last one the identity.
    """
    blocks = steps.through_output + steps.read[:, :, None] * steps.through_cell
    products = np.empty_like(blocks)
    products[-1] = np.eye(blocks.shape[1])
    for t in range(len(blocks) - 1, 0, -1):
        products[t - 1] = products[t] @ blocks[t]
    return products


def straight_horizon(bias: float | int, threshold: float) -> int:
    """After how many steps sigma(b)^n falls under a threshold: an LSTM's horizon if its forget gate read nothing.

        floor(ln(threshold) / ln(sigma(b))) + 1

    Args:
        bias: b of the forget gate.
        threshold: between 0 and 1.
    """
    return math.floor(math.log(threshold) / -float(np.logaddexp(0, -bias))) + 1
