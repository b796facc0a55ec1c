"""A loop that is watched without a server: what would be sent is kept here."""

import time
from typing import Any

import pytest
import torch
from torch import nn

from app.client import background
from app.client.remote import Remote


class Told(Remote):
    """Takes all, sends nothing."""

    def __init__(self, _: str, begun: Any) -> None:
        self.page, self.begun = None, begun
        self.snapshots: list[Any] = []
        self.end: tuple[str, str | None] | None = None
        TOLD.append(self)

    def tell(self, snapshots, *_):
        self.snapshots.extend(snapshots)

    def finish(self, status, reason):
        self.end = status, reason

    def close(self):
        pass


TOLD: list[Told] = []


@pytest.fixture
def told(monkeypatch):
    """What the last loop that was watched has told; to be read after its close, which here waits to the end."""
    monkeypatch.setattr("app.client.watching.Remote", Told)
    monkeypatch.setattr(background, "CLOSE_S", 60)
    return lambda: TOLD[-1]


class Summing(nn.Module):
    """Reads a sequence, answers with one number."""

    def __init__(self, recurrent: nn.RNNBase, size: int) -> None:
        super().__init__()
        self.recurrent = recurrent
        self.head = nn.Linear(size, 1)

    def forward(self, x):
        return self.head(self.recurrent(x)[0][:, -1])[:, 0]


def summing(**options: Any) -> Summing:
    torch.manual_seed(3)
    return Summing(nn.LSTM(2, 5, batch_first=True, **options), 10 if options.get("bidirectional") else 5)


def train(model, updates, watching=None, *, loss_of=None, seed=4):
    """A plain loop; returns the losses."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    losses = []
    for _ in range(updates):
        x = torch.randn(3, 7, 2, generator=generator, dtype=next(model.parameters()).dtype)
        optimizer.zero_grad()
        loss = (model(x) - x.sum((1, 2))).pow(2).mean() if loss_of is None else loss_of(model, x)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
        if watching is not None:
            watching.step(loss)
            settle(watching)
    return losses


def settle(watching):
    """Let the thread look at what it was given, so that nothing is left out."""
    while watching._background._heard and watching._background._thread.is_alive():
        time.sleep(0.001)
