"""Runs the JavaScript tests with the Node that Playwright ships: `python -m tests.node`."""

import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable


def main() -> int:
    node, _ = compute_driver_executable()
    tests = sorted(map(str, Path(__file__).parent.glob("js/*.test.js")))
    return subprocess.call([node, "--test", *tests])


if __name__ == "__main__":
    sys.exit(main())
