"""The scalar L whose gradient is asked for, as a function of a network's output.

`last` is the sum of the top layer's final states: forwards that is the output at the last step, backwards at
the first (a backward layer's output at the last step has seen that one step only). `sum` is the sum of the
output over all steps, `unit:<i>` is output i at the last step. All are summed over the batch, whose sequences
do not touch each other.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from app.errors import InvalidInput
from app.tracing.trace import Trace

Head = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Objective:
    """L by its name; `seed` gives dL/d output; `is_one_step` where the error arises at one step alone."""

    name: str
    is_one_step: bool
    seed: Callable[[Trace], Float[Tensor, "batch time output"]]


def parse_objective(text: str, output_size: int) -> Objective:
    """The objective that a text names.

    Args:
        text: `last`, `sum` or `unit:<i>`.
        output_size: units of the network's output, both directions counted.

    Raises:
        InvalidInput: another text, or a unit that the output does not have.
    """
    if text == "last":
        return Objective("last", True, _last)
    if text == "sum":
        return Objective("sum", False, lambda trace: torch.ones_like(trace.output))
    name, _, number = text.partition(":")
    units = f"the output's units are 0 to {output_size - 1}"
    if name != "unit" or not (number.isascii() and number.isdigit()):
        raise InvalidInput(
            f"The objective {text[:60]!r} is not known; give last, sum, or unit:<i>, where {units}."
        )
    if len(number) > 9 or int(number) >= output_size:
        raise InvalidInput(f"There is no unit {number[:20]} to take as the objective: {units}.")
    return Objective(f"unit:{int(number)}", True, lambda trace: _unit(trace, int(number)))


def head_objective(head: Head, *, is_one_step: bool = False, name: str = "head") -> Objective:
    """The objective of one's own head: a differentiable number out of the output (batch, time, output)."""
    return Objective(name, is_one_step, lambda trace: _head(trace, head))


def last_steps(trace: Trace) -> Tensor:
    """Index of each sequence's last step."""
    batch, seq_len = trace.output.shape[:2]
    if trace.lengths is not None:
        return trace.lengths - 1
    return torch.full((batch,), seq_len - 1, device=trace.output.device)


def _last(trace: Trace) -> Float[Tensor, "batch time output"]:
    """dL/d output of the sum of the final states."""
    seed = torch.zeros_like(trace.output)
    forward, *backward = seed.chunk(len(trace.directions), -1)
    forward[torch.arange(len(seed), device=seed.device), last_steps(trace)] = 1
    for half in backward:
        half[:, 0] = 1
    return seed


def _unit(trace: Trace, unit: int) -> Float[Tensor, "batch time output"]:
    """dL/d output of one unit at the last step."""
    seed = torch.zeros_like(trace.output)
    seed[torch.arange(len(seed), device=seed.device), last_steps(trace), unit] = 1
    return seed


def _head(trace: Trace, head: Head) -> Float[Tensor, "batch time output"]:
    """dL/d output by autograd, through the head alone."""
    with torch.enable_grad():
        output = trace.output.detach().clone().requires_grad_()
        loss = head(output)
        if loss.numel() != 1 or not loss.requires_grad:
            raise InvalidInput(
                f"The head gave the shape {tuple(loss.shape)}; it must give one number that depends on the"
                " network's output, differentiably: sum or average it, and do not detach it."
            )
        return torch.autograd.grad(loss.sum(), output)[0]
