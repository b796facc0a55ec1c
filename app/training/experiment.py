"""What the training room and its users agree on: an experiment is parameters and a generator of moments.

Nothing here or behind it starts a thread, opens a file or prints; who pulls the generator decides when training
goes on, what is kept, and when it ends. Torch is not imported here, so that a small experiment starts fast.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.limits import say_the_range


class ExperimentParams(BaseModel):
    """What every experiment asks for; a field that is not known is refused by its name."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False)

    seed: int = Field(
        0, ge=0, le=2**31 - 1, title="Seed", description="of all that is drawn: weights, order, hidden words"
    )

    @model_validator(mode="wrap")
    @classmethod
    def _say_the_range(cls, data: Any, handler: Callable[[Any], Any]) -> Any:
        """Name the whole allowed range where a number is refused."""
        return say_the_range(cls, data, handler)


P = TypeVar("P", bound=ExperimentParams)


@dataclass(frozen=True)
class Checkpoint:
    """The networks at a step, and all that training needs to go on from there.

    `weights` is a safetensors file of the networks alone, under their slide's names and, before those, the cell's
    (`rnn.rnn.weight_hh_l0`). `resume` is for `Experiment.train` alone: safetensors as well, nothing pickled.
    """

    step: int
    weights: bytes
    resume: bytes


@dataclass(frozen=True)
class Moment:
    """Training stands still here until it is asked for the next moment.

    There is one after every update, and one before the first. `snapshot` is plain data for JSON (what is not a
    number is None) or None where nothing was measured; the first and the last moment have one, and at least one
    in each epoch. `checkpoint` may be called until the next moment is asked for.
    """

    step: int  # optimizer updates done
    steps: int  # updates of the whole run
    snapshot: Mapping[str, Any] | None
    checkpoint: Callable[[], Checkpoint]


@runtime_checkable
class Resources(Protocol):
    """What the caller lends."""

    def corpus(self, name: str) -> str:
        """The CoNLL-U text of the corpus of this name; NotFound in words where there is none."""


@dataclass(frozen=True)
class Experiment(Generic[P]):
    """One kind of run. `train` takes parameters, a `Checkpoint.resume` or None, and resources."""

    name: str
    title: str
    params: type[P]
    train: Callable[[P, bytes | None, Resources], Generator[Moment, None, None]]
