"""What a trace means, in words: every number in them comes out of the result."""

from collections.abc import Iterator

from app.microscope.compute import Result
from app.tracing.horizon import Horizon

_STATES = {"cell": "cell state c", "hidden": "hidden state h"}


def verdict(result: Result) -> str:
    """The headline: what becomes of the gradient on its way back; of the cell state where there is one."""
    return next(iter(result.horizons.values())).sentence


def facts(result: Result) -> Iterator[tuple[str, str]]:
    """Numbers that stand beside the verdict, each with its name."""
    for state, horizon in result.horizons.items():
        yield f"memory horizon of {_STATES[state]}", _reach(horizon)


def _reach(horizon: Horizon) -> str:
    if horizon.verdict == "undefined":
        return "none"
    if horizon.steps is None:
        return f"longer than this sequence ({horizon.at_least:,} steps)"
    return "1 step" if horizon.steps == 1 else f"{horizon.steps:,} steps"
