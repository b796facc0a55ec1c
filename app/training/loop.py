"""One network learning: forwards, loss, backwards, clipping, update, and what it was like (lecture 12).

The loss is the slide's negative log-likelihood, its mean over the tagged words of the batch. What watching needs of
every update is summed up in a `Tally`, plain numbers that cost next to nothing.
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.optim import Optimizer

from app.models.taggers import Tagger
from app.training.archive import below, placed
from app.training.examples import Batch
from app.training.optim import Clipping


@dataclass(frozen=True)
class Tally:
    """Sums over some updates: loss (nats) and right tags over words, gradient norms over updates."""

    updates: int = 0
    words: int = 0
    loss: float = 0.0
    right: int = 0
    norm: float = 0.0
    largest_norm: float = 0.0
    clipped_norm: float = 0.0
    clipped: int = 0

    def with_update(self, words: int, loss: float, right: int, norms: tuple[float, float]) -> "Tally":
        """The same with one update more; `norms` are the gradient's before and after clipping."""
        before, after = norms
        return Tally(
            self.updates + 1,
            self.words + words,
            self.loss + loss * words,
            self.right + right,
            self.norm + before,
            max(self.largest_norm, before),
            self.clipped_norm + after,
            self.clipped + (after < before),
        )


@dataclass(eq=False)
class Learning:
    """A network, how it learns, and how it has fared.

    `tally` is since it was last set back; `seconds` are of updates alone. Where a gradient is no number any more the
    weights stay as they are, and nothing is learned from then on: the network has `stopped`.
    """

    model: nn.Module
    optimizer: Optimizer
    clipping: Clipping
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0
    stopped: bool = False

    def __post_init__(self) -> None:
        self._parameters = list(self.model.parameters())

    def update(
        self, score: Callable[[], Float[Tensor, "token output"]], targets: Int[Tensor, " token"]
    ) -> None:
        """Update the weights once, from the log-probabilities that `score` makes of what the network reads."""
        if self.stopped:
            return
        started = time.perf_counter()
        log_probabilities = score()
        loss = F.nll_loss(log_probabilities, targets)
        for parameter in self._parameters:
            parameter.grad = None
        loss.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        norms = self.clipping.norms(self._parameters)
        if math.isfinite(norms[0]):
            self.optimizer.step()
            right = int((log_probabilities.detach().argmax(1) == targets).sum())
            self.tally = self.tally.with_update(len(targets), loss.item(), right, norms)
        else:
            self.stopped = True
        self.seconds += time.perf_counter() - started

    def tensors(self) -> dict[str, Tensor]:
        """Every array that learning goes on from."""
        state = self.optimizer.state_dict()["state"]
        return placed("model", self.model.state_dict()) | {
            f"optimizer/{number}/{name}": value
            for number, values in state.items()
            for name, value in values.items()
            if value is not None
        }

    def numbers(self) -> dict[str, Any]:
        """Every other number of that kind."""
        return {"tally": asdict(self.tally), "seconds": self.seconds, "stopped": self.stopped}

    def restore(self, tensors: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
        """Bring back what `tensors` and `numbers` gave."""
        self.model.load_state_dict(below("model", tensors))
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in below("optimizer", tensors).items():
            number, _, key = name.partition("/")
            state.setdefault(int(number), {})[key] = value
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": state, "param_groups": groups})
        self.tally = Tally(**numbers["tally"])
        self.seconds, self.stopped = numbers["seconds"], numbers["stopped"]


@dataclass(eq=False)
class Learner(Learning):
    """The same of a tagger."""

    model: Tagger

    def learn(self, batch: Batch) -> None:
        """Update the weights once, from this batch."""
        self.update(lambda: self.model.score(batch.words, batch.lengths, batch.places), batch.tags)
