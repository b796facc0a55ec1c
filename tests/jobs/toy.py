"""An experiment without torch: a number that a linear congruential generator drives, in as many batches as asked."""

import time
from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
from pydantic import Field
from safetensors.numpy import load, save

from app.errors import InvalidInput
from app.training.experiment import Checkpoint, Experiment, ExperimentParams, Moment, Resources


class ToyParams(ExperimentParams):
    epochs: int = Field(20, ge=1, le=10_000, title="Epochs", description="passes over nothing")
    batches: int = Field(10, ge=1, le=10_000, title="Batches", description="updates in an epoch")
    batch_ms: float = Field(0, ge=0, le=60_000, title="Pause", description="milliseconds that a batch takes")
    fails_at: int | None = Field(None, ge=0, title="Failure", description="step at which it fails")
    hangs_at: int | None = Field(None, ge=0, title="Hang", description="step after which it stands still")
    corpus: str | None = Field(None, max_length=64, title="Corpus", description="corpus to ask for")


def train(
    params: ToyParams, resume: bytes | None, resources: Resources | None
) -> Generator[Moment, None, None]:
    """A snapshot each epoch; `value` depends on the seed and on every step before."""
    step, value = 0, params.seed
    if resume is not None:
        step, value = (int(number) for number in load(resume)["state"])
    if params.corpus is not None and resources is not None:
        value += len(resources.corpus(params.corpus))
    steps = params.epochs * params.batches
    while True:
        if step == params.fails_at:
            raise InvalidInput(f"The toy broke at step {step}, as it was told.")
        yield Moment(step, steps, _snapshot(step, value, params), lambda: _checkpoint(step, value))  # noqa: B023
        if step == steps:
            return
        time.sleep(3600 if step == params.hangs_at else params.batch_ms / 1000)
        step, value = step + 1, (value * 1_103_515_245 + 12_345) % 2**31


def _snapshot(step: int, value: int, params: ToyParams) -> Mapping[str, Any] | None:
    if step % params.batches:
        return None
    return {"epoch": step // params.batches, "loss": value / 2**31, "states": [value % 7, None]}


def _checkpoint(step: int, value: int) -> Checkpoint:
    return Checkpoint(step, save({"net.value": np.array([value])}), save({"state": np.array([step, value])}))


def told(**given: Any) -> list[dict[str, Any]]:
    """The snapshots of a toy run without a break, as its viewers are told them."""
    moments = train(ToyParams(**given), None, None)
    return [
        {"step": moment.step, "steps": moment.steps, **moment.snapshot}
        for moment in moments
        if moment.snapshot is not None
    ]


EXPERIMENTS = {"toy": Experiment("toy", "Toy", ToyParams, train)}
