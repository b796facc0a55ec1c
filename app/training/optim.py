"""How weights follow their gradients: the optimizers by name, and clipping (lectures 11 and 12)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from torch import Tensor, nn
from torch.optim import SGD, Adam, Optimizer, RMSprop

OptimizerName = Literal["sgd", "momentum", "adam", "rmsprop"]
ClippingName = Literal["none", "norm", "value"]

# fused: one pass over memory an update, which on a CPU is several times as fast
OPTIMIZERS: Mapping[OptimizerName, Callable[..., Optimizer]] = {
    "sgd": partial(SGD, fused=True),
    "momentum": partial(SGD, momentum=0.9, fused=True),
    "adam": partial(Adam, fused=True),
    "rmsprop": RMSprop,
}


def optimizer_of(name: OptimizerName, model: nn.Module, learning_rate: float) -> Optimizer:
    """The optimizer of this name for all of the model's parameters, torch's defaults for all else."""
    return OPTIMIZERS[name](model.parameters(), lr=learning_rate)


@dataclass(frozen=True)
class Clipping:
    """What is done with a gradient too large: its norm brought down to `limit`, each entry, or nothing."""

    kind: ClippingName = "none"
    limit: float = 1.0

    def norms(self, parameters: Sequence[Tensor]) -> tuple[float, float]:
        """Clip the gradients of these in place; 2-norm of all of them together before and after.

        Source: Pascanu, Mikolov & Bengio 2013, section 3.2 (norm); Mikolov 2012 (value).
        """
        gradients = [parameter.grad for parameter in parameters if parameter.grad is not None]
        norm = nn.utils.get_total_norm(gradients)
        before = norm.item()
        if self.kind == "norm" and before > self.limit:
            nn.utils.clip_grads_with_norm_(parameters, self.limit, norm)
            return before, self.limit
        if self.kind == "value":
            nn.utils.clip_grad_value_(parameters, self.limit)
            return before, nn.utils.get_total_norm(gradients).item()
        return before, before
