"""Waiting in tests for what another process does."""

import time
from collections.abc import Callable


def until(is_so: Callable[[], object], timeout_s: float = 60) -> None:
    """Return once it is so; fail where it does not come."""
    give_up_at = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < give_up_at, f"waited for {timeout_s} s in vain"
        time.sleep(0.01)
