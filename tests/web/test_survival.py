"""Nothing is lost: a real server, killed while it trains, started again; and one that is asked to end."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.jobs.conftest import TOY
from tests.jobs.toy import told
from tests.jobs.waiting import until

pytestmark = pytest.mark.slow
RUN = {"epochs": 80, "batches": 3, "batch_ms": 20, "seed": 5}
NEVER_GIVEN_AWAY = range(20_000, 32_000)
"""Ports that no system hands out by itself, so that none is taken while a server starts."""


def is_free(port):
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def server(folder):
    """`python -m app` on a free port and this data folder; the process and its API's address."""
    port = next(filter(is_free, random.sample(NEVER_GIVEN_AWAY, 100)))
    settings = {
        "UNROLLED_DATA_DIR": str(folder),
        "UNROLLED_PORT": str(port),
        "UNROLLED_DEVICE": "cpu",
        "UNROLLED_EXPERIMENTS": TOY,
        "UNROLLED_CHECKPOINT_S": "1",
    }
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-m", "app"], cwd=root, env=os.environ | settings)

    def answers():
        assert process.poll() is None, "the server did not start"
        with suppress(httpx.TransportError):
            return httpx.get(f"http://127.0.0.1:{port}/healthz").is_success

    try:
        until(answers)
        yield process, f"http://127.0.0.1:{port}/api/v1"
    finally:
        process.kill()
        process.wait()


class Viewer(threading.Thread):
    """Someone who watches a run until the stream ends; `events` are (id, kind, data)."""

    def __init__(self, url, after=0):
        super().__init__(daemon=True)
        self.events: list[tuple[int, str, dict]] = []
        self._url, self._after = f"{url}/events", str(after)
        self.start()

    def run(self):
        fields: dict[str, str] = {}
        with (
            suppress(httpx.TransportError),
            httpx.stream("GET", self._url, headers={"Last-Event-ID": self._after}, timeout=60) as stream,
        ):
            for line in stream.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif "id" in fields:
                    self.events.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
                    fields = {}


def is_at_work(process):
    """Whether there is such a process and it has not ended (it may wait for its end to be noticed)."""
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="no /proc to look for processes in")
def test_a_server_killed_while_it_trains_loses_nothing_and_one_that_is_asked_ends_in_order(tmp_path):
    with server(tmp_path) as (process, api):
        run = httpx.post(f"{api}/runs", json={"experiment": "toy", **RUN}).json()
        url = f"{api}/runs/{run['id']}"
        viewers = [Viewer(url) for _ in range(3)]
        until(lambda: httpx.get(url).json()["checkpoints"])
        worker = httpx.get(url).json()["manifest"]["starts"][0]["process"]
        assert is_at_work(worker)

        process.kill()

        until(lambda: not is_at_work(worker))
        for viewer in viewers:
            viewer.join(timeout=60)
    seen = viewers[0].events

    with server(tmp_path) as (process, api):
        url = f"{api}/runs/{run['id']}"
        until(lambda: httpx.get(url).json()["status"] == "interrupted")
        assert "no sign of life" in httpx.get(url).json()["reason"]
        late = Viewer(url, after=seen[-1][0])
        whole = Viewer(url)
        assert httpx.post(f"{url}/resume").status_code == 202
        whole.join(timeout=60)
        late.join(timeout=60)

        assert httpx.get(url).json()["status"] == "done"
        assert httpx.get(url).json()["manifest"]["starts"][1]["step"] > 0
        assert [event[0] for event in whole.events] == list(range(1, len(whole.events) + 1))
        assert [event[2] for event in whole.events if event[1] == "snapshot"] == told(**RUN | {"batch_ms": 0})
        assert seen + late.events == whole.events

        second = httpx.post(f"{api}/runs", json={"experiment": "toy", **RUN, "epochs": 1000}).json()
        viewer = Viewer(f"{api}/runs/{second['id']}")
        until(lambda: len(viewer.events) > 3)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        viewer.join(timeout=60)
        assert not viewer.is_alive()

    from app.store import Store

    store = Store(f"sqlite:///{tmp_path / 'unrolled.sqlite'}")
    left = store.runs.run(second["id"])
    assert left.status == "interrupted"
    assert "server ended" in (left.reason or "")
    assert store.checkpoints.steps([left.id])[left.id][-1] == left.step
    store.close()
