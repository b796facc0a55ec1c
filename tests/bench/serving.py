"""How long a page takes while a tagger trains, beside the same page while nothing does: one server, in turns.

The server is `python -m app` with one worker process; the run is paused and taken up again between the blocks.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass

import httpx

GOAL = 2.0
_PORT = 8218
_URL = f"http://127.0.0.1:{_PORT}"
_RUN = {"experiment": "tagger", "cell": ["rnn", "lstm"], "epochs": 10_000}
_PAGES = ("/", "/topics/power-iteration", "/api/v1/topics/rnn-gradients/figures")
_BLOCKS, _REQUESTS = 8, 40


@dataclass(frozen=True)
class Served:
    """95th percentiles in milliseconds, while a run trains and while none does."""

    page: str
    training_ms: float
    idle_ms: float

    @property
    def ratio(self) -> float:
        return self.training_ms / self.idle_ms

    @property
    def is_met(self) -> bool:
        return self.ratio <= GOAL


def main() -> list[Served]:
    """Print the table; goal: at most twice the time."""
    print(f"\n{'page, 95th percentile':40}{'training ms':>14}{'idle ms':>10}{'ratio':>9}{'goal':>8}")
    with tempfile.TemporaryDirectory() as folder:
        settings = {"UNROLLED_DATA_DIR": folder, "UNROLLED_PORT": str(_PORT), "UNROLLED_DEVICE": "cpu"}
        server = subprocess.Popen([sys.executable, "-m", "app"], env=os.environ | settings)
        try:
            rows = _measured()
        finally:
            server.terminate()
            server.wait()
    for row in rows:
        met = "met" if row.is_met else "missed"
        print(f"{row.page:40}{row.training_ms:14.2f}{row.idle_ms:10.2f}{row.ratio:9.2f}{GOAL:8.1f}  {met}")
    return rows


def _measured() -> list[Served]:
    with httpx.Client(base_url=_URL, timeout=60) as client:
        _wait(lambda: client.get("/healthz").is_success)
        run = f"/api/v1/runs/{client.post('/api/v1/runs', json=_RUN).json()['id']}"
        taken: dict[str, dict[str, list[float]]] = {page: {"paused": [], "running": []} for page in _PAGES}
        for block in range(2 * _BLOCKS + 2):
            verb, status = ("resume", "running") if block % 2 else ("pause", "paused")
            client.post(f"{run}/{verb}")
            _wait(lambda status=status: client.get(run).json()["status"] == status)
            for page, times in taken.items():
                block_times = [_timed(client, page) for _ in range(_REQUESTS)]
                times[status] += block_times if block >= 2 else []  # the first two warm up
    return [Served(page, _p95(times["running"]), _p95(times["paused"])) for page, times in taken.items()]


def _wait(is_so) -> None:
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        with suppress(httpx.TransportError):
            if is_so():
                return
        time.sleep(0.1)
    raise TimeoutError("The server did not come to where the measurement begins.")


def _timed(client: httpx.Client, page: str) -> float:
    start = time.perf_counter()
    client.get(page).raise_for_status()
    return (time.perf_counter() - start) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
