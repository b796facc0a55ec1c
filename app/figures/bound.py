"""Where a trace's numbers come from, when a figure is drawn before there are any.

A figure of a run is drawn once, without numbers; each trace's `meta` then names a path into the run's snapshots. It is
filled in Python (app/live/binding.py) and in the browser (static/js/lib/binding.js) by the same few rules, which
app/live/binding.py states.
"""

from collections.abc import Mapping

Binding = Mapping[str, str]

CHOSEN = "chosen step"
"""Name of the shape that stands at the chosen step."""


def over(path: str) -> Binding:
    """The value at this path in every snapshot that has it, over the snapshots' steps."""
    return {"over": path}


def at(path: str) -> Binding:
    """The value at this path in the chosen snapshot."""
    return {"at": path}


def on_plane(path: str, plane: str) -> Binding:
    """The chosen snapshot's states at this path, on the newest plane of all snapshots."""
    return {"at": path, "plane": plane}
