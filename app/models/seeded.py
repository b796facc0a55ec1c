"""Weights and inputs by seed as torch draws them, without touching its global generator.

Several requests run at a time, each in a thread: `torch.manual_seed` is for all of them at once, a generator of one's
own is not. Lecture 10 builds its networks of these.
"""

import math
from collections.abc import Mapping

import torch
from jaxtyping import Float
from numpy import ndarray
from torch import Tensor

from app.core.cells import CellWeights

GATES: Mapping[str, int] = {"RNN": 1, "GRU": 3, "LSTM": 4}
"""Blocks of rows of each kind's weights."""


def seeded_weights(kind: str, input_size: int, hidden_size: int, seed: int) -> CellWeights:
    """What `torch.manual_seed(seed)` and then `nn.RNN(input_size, hidden_size)` and the like give, in float64.

    All are from U(-k, k), k = 1 / sqrt(hidden_size), in the order weight_ih, weight_hh, bias_ih, bias_hh.

    Args:
        kind: RNN, GRU or LSTM.
        input_size: features of the input.
        hidden_size: units.
        seed: of torch's generator.
    """
    generator, bound = torch.Generator().manual_seed(seed), 1 / math.sqrt(hidden_size)
    rows = GATES[kind] * hidden_size
    shapes = ((rows, input_size), (rows, hidden_size), (rows,), (rows,))
    drawn = [_blank(shape).uniform_(-bound, bound, generator=generator) for shape in shapes]
    return CellWeights(*(values.numpy() for values in drawn))


def seeded_normal(seed: int, *shapes: tuple[int, ...]) -> tuple[Float[ndarray, "..."], ...]:
    """What `torch.manual_seed(seed)` and then a `torch.randn` of each shape give, in float64."""
    generator = torch.Generator().manual_seed(seed)
    return tuple(_blank(shape).normal_(generator=generator).numpy() for shape in shapes)


def _blank(shape: tuple[int, ...]) -> Tensor:
    return torch.empty(shape, dtype=torch.float64)
