"""What all tests share: one torch thread, fresh reproducible randomness, the folder of real data."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from app.settings import Settings

_DATA = Path(os.environ.get("UNROLLED_TEST_DATA", Path(__file__).parents[1] / "../shared/data")).resolve()


@pytest.fixture(autouse=True, scope="session")
def _one_torch_thread():
    torch.set_num_threads(1)


@pytest.fixture(autouse=True)
def _same_random_numbers():
    """What a test draws from torch's own generator does not depend on the tests before it."""
    torch.manual_seed(0)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real corpora and trained networks; tests that need them skip where there are none."""
    if not _DATA.is_dir():
        pytest.skip(f"no real data in {_DATA}; name a folder in UNROLLED_TEST_DATA")
    return _DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if torch.cuda.is_available():
        return
    for item in items:
        if "cuda" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no CUDA device"))


@pytest.fixture(scope="session")
def server_url(tmp_path_factory) -> Iterator[str]:
    """Address of a real server on a free port, with a data folder of its own."""
    with serving(Settings(data_dir=tmp_path_factory.mktemp("server"), device="cpu")) as url:
        yield url


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """A real server on a free port, while the context lasts; its address."""
    from app.main import create_app  # tests of one room need no other
    from app.web.server import Server

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(create_app(settings))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=30)
