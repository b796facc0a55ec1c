"""Figures of a run that a program of the user's own trains: what app.client.watch tells of it."""

from collections.abc import Iterator

from app.figures.palette import LIGHT
from app.figures.run_curves import RunCurve, RunText, Scale, run_curves
from app.figures.view import Figure
from app.live.binding import value_at
from app.live.compute import Result
from app.live.watched_network import NetworkPanels, growing


def watched(result: Result) -> tuple[Figure, ...]:
    """All panels of the run's page, in their order on it: those for which any snapshot has numbers."""
    figures = list(_courses(result))
    for name in dict.fromkeys(name for one in result.snapshots for name in one.get("networks", ())):
        figures += NetworkPanels(name, result).figures()
    return tuple(figures)


def _courses(result: Result) -> Iterator[Figure]:
    text = RunText(
        "loss", "Loss", "As your loop gave it, of the batch that each update was made with.", "loss"
    )
    yield from _course("loss", text, result, Scale())
    text = RunText(
        "gradient_norm",
        "Norm of the gradient",
        "Of all parameters together, as their gradients stood when the update was told: where your loop clips, after "
        "clipping.",
        "2-norm",
    )
    yield from _course("gradient_norm", text, result, Scale("log"), LIGHT.roles["gradient"])
    for name in dict.fromkeys(name for one in result.snapshots for name in one.get("numbers", ())):
        words = name.replace("_", " ")
        text = RunText(f"number-{name}", words[0].upper() + words[1:], "As your loop gave it.", words)
        yield from _course(f"numbers.{name}", text, result, Scale())


def _course(
    path: str, text: RunText, result: Result, scale: Scale, color: str = LIGHT.ink
) -> Iterator[Figure]:
    if any(value_at(one, path) is not None for one in result.snapshots):
        yield growing(run_curves([RunCurve(path, text.axis, color)], text, result.steps, scale), result)
