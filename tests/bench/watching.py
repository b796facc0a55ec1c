"""A user's own loop that is watched at every 50th update, beside the same loop unwatched: wall clock and processor.

The loop trains an LSTM on made data; the server is `python -m app`, or none. Blocks of both kinds take turns.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass

import httpx
import torch
from torch import nn

from app.client import watch

GOAL = 1.1
_PORT = 8219
_URL, _NOWHERE = f"http://127.0.0.1:{_PORT}", "http://127.0.0.1:9"
_BLOCKS, _UPDATES, _EVERY = 8, 400, 50


@dataclass(frozen=True)
class Watched:
    """Medians in milliseconds an update: wall clock, and the process's own processor time."""

    server: str
    wall_ms: float
    bare_wall_ms: float
    cpu_ms: float
    bare_cpu_ms: float

    @property
    def ratio(self) -> float:
        return self.wall_ms / self.bare_wall_ms

    @property
    def cpu_ratio(self) -> float:
        return self.cpu_ms / self.bare_cpu_ms

    @property
    def is_met(self) -> bool:
        return max(self.ratio, self.cpu_ratio) <= GOAL


class Adder(nn.Module):
    """Reads 100 numbers and marks, answers with one number."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(2, 64, batch_first=True)
        self.head = nn.Linear(64, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        answer: torch.Tensor = self.head(self.lstm(x)[0][:, -1])[:, 0]
        return answer


def _block(url: str | None) -> tuple[float, float]:
    """Wall and processor time of a loop from its first update to its last, in milliseconds an update."""
    torch.manual_seed(0)
    model = Adder()
    optimizer = torch.optim.Adam(model.parameters(), 0.003)
    x, y = torch.rand(32, 100, 2), torch.rand(32)
    watching = watch(model, url, "bench", every=_EVERY) if url else None
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(_UPDATES):
        loss = (model(x) - y).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if watching:
            watching.step(loss)
    taken = time.perf_counter() - wall, time.process_time() - cpu
    if watching:
        watching.close()
    return taken[0] * 1000 / _UPDATES, taken[1] * 1000 / _UPDATES


def _measured(server: str, url: str) -> Watched:
    times: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for block in range(2 * _BLOCKS + 2):
        is_watched = bool(block % 2)
        taken = _block(url if is_watched else None)
        times[is_watched] += [taken] if block >= 2 else []  # the first two warm up
    wall, bare_wall = (statistics.median(one[0] for one in times[kind]) for kind in (True, False))
    cpu, bare_cpu = (statistics.median(one[1] for one in times[kind]) for kind in (True, False))
    return Watched(server, wall, bare_wall, cpu, bare_cpu)


def main() -> list[Watched]:
    """Print the table; goal: at most a tenth more, of either time."""
    torch.set_num_threads(1)
    warnings.simplefilter("ignore", UserWarning)  # that nothing answers is what is measured
    columns = "".join(
        f"{name:>9}" for name in ("wall ms", "bare", "ratio", "cpu ms", "bare", "ratio", "goal")
    )
    print(f"\n{'a loop watched at every 50th update':40}{columns}")
    with tempfile.TemporaryDirectory() as folder:
        settings = {"UNROLLED_DATA_DIR": folder, "UNROLLED_PORT": str(_PORT), "UNROLLED_DEVICE": "cpu"}
        server = subprocess.Popen(
            [sys.executable, "-m", "app"], env=os.environ | settings, stdout=subprocess.DEVNULL
        )
        try:
            _wait()
            rows = [_measured("server there", _URL)]
        finally:
            server.terminate()
            server.wait()
    rows.append(_measured("server away", _NOWHERE))
    for row in rows:
        met = "met" if row.is_met else "missed"
        print(
            f"{row.server:40}{row.wall_ms:9.3f}{row.bare_wall_ms:9.3f}{row.ratio:9.3f}{row.cpu_ms:9.3f}"
            f"{row.bare_cpu_ms:9.3f}{row.cpu_ratio:9.3f}{GOAL:9.1f}  {met}"
        )
    return rows


def _wait() -> None:
    for _ in range(120):
        try:
            httpx.get(f"{_URL}/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.25)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
