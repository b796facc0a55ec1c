"""Networks that learn side by side in one run: its moments, and all of it in bytes, to be taken up again."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from torch import Tensor, nn

from app.errors import InvalidInput
from app.training.archive import below, pack, placed, unpack
from app.training.experiment import Checkpoint, Moment


@runtime_checkable
class Kept(Protocol):
    """What a run keeps of one network: every array and every other number that learning goes on from."""

    @property
    def model(self) -> nn.Module:
        """The network."""

    def tensors(self) -> dict[str, Tensor]:
        """The arrays."""

    def numbers(self) -> dict[str, Any]:
        """The other numbers, for JSON."""

    def restore(self, tensors: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
        """Bring back what `tensors` and `numbers` gave."""


class Run(ABC):
    """The networks of a run, by name, at a step of it."""

    def __init__(self, steps: int, networks: Mapping[str, Kept]) -> None:
        self.step, self.steps, self._networks = 0, steps, networks

    @abstractmethod
    def identity(self) -> Any:
        """All that the run's numbers hang on, for JSON: a checkpoint of another run is refused."""

    @abstractmethod
    def legend(self) -> Mapping[str, Any]:
        """What one must know to use the networks, for JSON: the words in the order of their numbers, ..."""

    def moment(self, snapshot: Mapping[str, Any] | None = None) -> Moment:
        """The moment of this step."""
        step = self.step

        def checkpoint() -> Checkpoint:
            if self.step != step:
                raise RuntimeError(f"The moment of step {step} has passed: training is at step {self.step}.")
            return Checkpoint(step, self._weights(), self._resume())

        return Moment(step, self.steps, snapshot, checkpoint)

    def restore(self, resume: bytes) -> None:
        """Stand where `resume` was packed.

        Raises:
            InvalidInput: it is no checkpoint, or one of another run.
        """
        tensors, facts = unpack(resume)
        if facts["run"] != self.identity():
            raise InvalidInput(
                "This checkpoint is of a run with other parameters or other data. Start the run anew, or give back what"
                " it began with."
            )
        self.step = facts["step"]
        for name, network in self._networks.items():
            network.restore(below(name, tensors), facts["networks"][name])

    def _weights(self) -> bytes:
        """The networks alone, by their own names; under the network's name where there are several."""
        states = {name: network.model.state_dict() for name, network in self._networks.items()}
        several = len(states) > 1
        named = {
            f"{name}.{key}" if several else key: tensor
            for name, state in states.items()
            for key, tensor in state.items()
        }
        return pack(named, {**self.legend(), "step": self.step})

    def _resume(self) -> bytes:
        tensors: dict[str, Tensor] = {}
        for name, network in self._networks.items():
            tensors |= placed(name, network.tensors())
        numbers = {name: network.numbers() for name, network in self._networks.items()}
        return pack(tensors, {"step": self.step, "run": self.identity(), "networks": numbers})
