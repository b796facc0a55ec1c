"""Which earlier states a state owes itself to: |dL_t/dh_k| for all pairs, L_t the sum of the units of h_t.

One sweep back through time carries the adjoints of all L_t as one growing matrix: at step k it has a row for
each t >= k, all of them pass the step together by one matrix product, and the row of L_{k-1} joins. T
backward passes of autograd do the same in T^2/2 steps, one vector each.

Everything stays within one layer and direction. A backward layer's state at t has read the steps k >= t: its
matrix is turned round with its time, and so stands on and *above* the diagonal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from app.tracing.norms import unit_norm
from app.tracing.slopes import Slopes, local_slopes
from app.tracing.trace import LayerTrace
from app.tracing.transfers import transfers

MAX_NUMBERS = 2**22  # entries of the matrices that are made ahead of the sweep, at a time

LOOK_EVERY = 16  # steps after which rows that have become 0 are left behind


@dataclass(frozen=True, eq=False)
class Credit:
    """|dL_t/dh_k| and |dL_t/dc_k|, rows t, columns k, at the input's steps; 0 where h_t comes before k.

    The diagonal of `hidden` is the square root of the number of units, whatever the network.
    """

    hidden: Float[Tensor, "batch time time"]
    cell: Float[Tensor, "batch time time"] | None


@torch.no_grad()
def credit(layer: LayerTrace) -> Credit:
    """2-norms of the total derivatives of L_t by h_k and c_k, for all pairs of steps.

    Args:
        layer: one layer and direction of a trace. Memory grows with the square of its steps: 1.6 GB for
            20,000.

    Returns:
        Norms on and below the diagonal (forwards; backwards on and above it), the rest 0.
    """
    slopes = _own(layer, local_slopes(layer))
    batch, seq_len = layer.hidden.shape[:2]
    hidden = layer.hidden.new_zeros(batch, seq_len, seq_len)
    cell = None if layer.cell is None else torch.zeros_like(hidden)
    lengths = [seq_len] * batch if layer.lengths is None else layer.lengths.tolist()
    for sequence, length in enumerate(lengths):
        here = (sequence, slice(length), slice(length))
        one = _Sequence(layer, slopes, sequence, length)
        if cell is None:
            hidden[here] = one.hidden_credit()
        else:
            hidden[here], cell[here] = one.cell_credit()
    return Credit(_both_turned(layer, hidden), None if cell is None else _both_turned(layer, cell))


class _Sequence:
    """One sequence in its direction's own time; row t, column k."""

    def __init__(self, layer: LayerTrace, slopes: Slopes, sequence: int, length: int) -> None:
        self.layer, self.length = layer, length
        self.slope = slopes.recurrent[sequence, :length]
        self.keep = None if slopes.keep is None else slopes.keep[sequence, :length]
        self.readout = None if slopes.readout is None else slopes.readout[sequence, :length]

    def hidden_credit(self) -> Float[Tensor, "time time"]:
        """RNN and GRU: the rows for t >= k, times dh_k/dh_{k-1}, are those rows one step earlier."""
        norms = self.slope.new_zeros(self.length, self.length)  # (k, t)
        rows, earlier = self._rows(self.layer.hidden.shape[2])
        end = self.length
        for k, state, _ in self._backwards():
            rows[k] = 1
            norms[k, k:end] = unit_norm(rows[k:end])
            if k % LOOK_EVERY == 0:
                end = _end_of_live(norms[k])
            if k > 0:
                torch.mm(rows[k:end], state, out=earlier[k:end])
            rows, earlier = earlier, rows
        return norms.T

    def cell_credit(self) -> tuple[Float[Tensor, "time time"], Float[Tensor, "time time"]]:
        """LSTM: rows of adjoints for h and c, in the equations of app/tracing/slopes.py."""
        assert self.keep is not None
        assert self.readout is not None
        norms, cell_norms = self.slope.new_zeros(2, self.length, self.length)  # (k, t)
        rows, earlier = self._rows(self.layer.hidden.shape[2])
        cells = self.slope.new_zeros(self.length, self.layer.hidden_size)
        projection = self.layer.weight_hr
        end = self.length
        for k, state, output in self._backwards():
            live = slice(k, end)
            rows[k] = 1
            through = rows[live] if projection is None else rows[live] @ projection
            cells[live].addcmul_(through, self.readout[k])
            norms[k, live] = unit_norm(rows[live])
            cell_norms[k, live] = unit_norm(cells[live])
            if k > 0 and output is not None:
                torch.mm(cells[live], state, out=earlier[live]).addmm_(through, output)
                cells[live].mul_(self.keep[k])
            if k % LOOK_EVERY == 0:
                end = _end_of_live(norms[k] + cell_norms[k])
            rows, earlier = earlier, rows
        return norms.T, cell_norms.T

    def _rows(self, size: int) -> tuple[Float[Tensor, "time unit"], Float[Tensor, "time unit"]]:
        """Two buffers that take turns: a product cannot be written over its own factor."""
        return self.slope.new_empty(self.length, size), self.slope.new_empty(self.length, size)

    def _backwards(self) -> Iterator[tuple[int, Tensor, Tensor | None]]:
        """Steps from the last to the first with their matrices, made some steps at a time."""
        chunk = max(1, MAX_NUMBERS // self.layer.weight_hh.numel())
        for stop in range(self.length, 0, -chunk):
            start = max(0, stop - chunk)
            keep = None if self.keep is None else self.keep[start:stop]
            made = transfers(self.layer, self.slope[start:stop], keep)
            for k in range(stop - 1, start - 1, -1):
                yield k, made.state[k - start], None if made.readout is None else made.readout[k - start]


def _end_of_live(norms: Float[Tensor, " time"]) -> int:
    """Where the rows that are still carried end: an adjoint that has become exactly 0 stays so."""
    return int(norms.nonzero()[-1]) + 1


def _own(layer: LayerTrace, slopes: Slopes) -> Slopes:
    """The slopes in the direction's own time."""
    keep, readout = (None if part is None else layer.own_time(part) for part in (slopes.keep, slopes.readout))
    return Slopes(layer.own_time(slopes.recurrent), layer.own_time(slopes.input), keep, readout)


def _both_turned(
    layer: LayerTrace, matrix: Float[Tensor, "batch time time"]
) -> Float[Tensor, "batch time time"]:
    """Both axes from the direction's own time to the input's steps."""
    return layer.own_time(layer.own_time(matrix).transpose(1, 2)).transpose(1, 2)
