"""Where and with what numbers are computed: what stands in a run's manifest."""

import os
import platform
import socket
from importlib.metadata import version
from typing import Any

from app import __version__


def start_facts() -> dict[str, Any]:
    """This machine, this process, and the versions of what the numbers come from."""
    versions = {name: version(name) for name in ("torch", "numpy")}
    versions |= {"unrolled": __version__, "python": platform.python_version()}
    return {
        "host": socket.gethostname(),
        "process": os.getpid(),
        "machine": platform.machine(),
        "versions": versions,
    }
