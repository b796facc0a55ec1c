"""A worker process as such: how it begins, that it ends with its server, and what is to be known of it."""

import importlib
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
from threading import Thread
from typing import Any

from app.manifest import start_facts


def prepare() -> None:
    """The first act: one thread for numbers, signals left to the server, its end when that ends."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # read by torch and NumPy when they are imported, which is later
    if hasattr(os, "nice"):
        os.nice(5)  # pages come first where there are too few cores for both
    # Ctrl-C and systemd send these to every process of the group; the server asks each worker in its run's row.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_server, name="end with the server", daemon=True).start()


def _end_with_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        multiprocessing.connection.wait([server.sentinel])
        os._exit(1)


def warm_up() -> None:
    """What an optimizer would import at its first start, taking over a second in which the worker is deaf."""
    if "torch" in sys.modules:
        importlib.import_module("torch._dynamo")


def facts() -> dict[str, Any]:
    """Where and with what a run is trained."""
    return start_facts() | {"threads": 1}
