"""What a training run tells at a step: plain numbers, nothing live."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Snapshot:
    """The state of learning after `step` optimizer updates.

    Loss (negative log-likelihood, nats a word) and accuracy are over the epoch just passed, each sentence
    as the network saw it before that sentence's own update.
    """

    step: int
    epoch: int
    loss: float
    accuracy: float
