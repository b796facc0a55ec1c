"""`python -m tests.bench`: this project's times beside others' on the same work; BENCH_JSON names a file for them.

A row's `ratio` and `goal` are on one scale, which its name says: "times plain torch (at most)",
"times the same unwatched (at most)", "times faster (at least)", ... A new comparison is one more function in a ROWS.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path

from tests.bench import dragging, jobs, serving, topics, tracing, training, watching
from tests.bench.timing import Measured, measure

ROWS = (*tracing.ROWS, *training.ROWS, *jobs.ROWS)


def _line(row: Measured) -> str:
    met = "met" if row.is_met else "missed"
    return f"{row.name:84}{row.ours_ms:10.2f}{row.other_ms:11.2f}{row.ratio:9.2f}{row.goal:8.1f}  {met}"


def main() -> None:
    print(f"{'':84}{'ours ms':>10}{'other ms':>11}{'ratio':>9}{'goal':>8}")
    measured = []
    for make in ROWS:
        measured.append(measure(make()))
        print(_line(measured[-1]), flush=True)
    views = topics.main()
    dragged = dragging.main()
    served = serving.main()
    watched = watching.main()
    if path := os.environ.get("BENCH_JSON"):
        plain = {
            "rows": [asdict(row) for row in measured],
            "views": [asdict(row) for row in views],
            "dragging": [asdict(dragged)],
            "serving": [asdict(row) for row in served],
            "watching": [asdict(row) for row in watched],
        }
        Path(path).write_text(json.dumps(plain, indent=1) + "\n")


if __name__ == "__main__":
    main()
