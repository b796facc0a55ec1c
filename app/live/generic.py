"""Figures of a run of any experiment: whatever numbers its snapshots hold, as courses, maps and bars."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.figures.bound import at, over
from app.figures.network_looks import NETWORK_LOOKS
from app.figures.palette import LIGHT
from app.figures.run_curves import RunCurve, RunText, run_curves
from app.figures.run_maps import chosen_bars, course_map
from app.figures.view import Figure
from app.live.compute import NETWORKS, Result

MAX_FIGURES = 24
_MANY = 5
_MAX_LENGTH = 400
_NOT_COURSES = frozenset({"step", "steps", "epoch", "facts", "end", "gaps", "parameters"})


def generic(result: Result) -> tuple[Figure, ...]:
    """Up to 24 figures: for each number its course, a line a network; for each list a map; for named numbers bars."""
    kinds = _kinds(result)
    figures = [_curves(name, paths, result.steps) for name, paths in number_paths(result).items()]
    others = [
        (path, value) for found in kinds.values() for path, value in found.items() if not _is_number(value)
    ]
    figures += [_other(path, value, result.steps) for path, value in others]
    return tuple(figures[:MAX_FIGURES])


def number_paths(result: Result) -> dict[str, list[tuple[str, str]]]:
    """Each single number's name, with the networks that have it (empty for none) and their paths."""
    return {
        name: [(_network_in(path), path) for path in found]
        for name, found in _kinds(result).items()
        if _is_number(next(iter(found.values())))
    }


def _kinds(result: Result) -> dict[str, dict[str, Any]]:
    """What there is in any snapshot, by name without the network: path and first value."""
    kinds: dict[str, dict[str, Any]] = {}
    for snapshot in result.snapshots:
        for path, value in _leaves(snapshot, ""):
            kinds.setdefault(_without_network(path), {}).setdefault(path, value)
    return kinds


def look_of(network: str) -> tuple[str, str, str]:
    """A network's name, color and dash."""
    look = NETWORK_LOOKS.get("lstm_hidden" if network == "lstm" else network)
    if look is None:
        return NETWORKS.get(network, network), LIGHT.ink, "dashdot"
    return NETWORKS[network], look.color, look.dash


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Numbers, lists of numbers and groups of many named numbers, each with its path."""
    if isinstance(value, Mapping):
        numbers = [part for part in value.values() if _is_number(part)]
        if len(numbers) == len(value) >= _MANY and path.rpartition(".")[2] not in NETWORKS and path:
            yield path, value
            return
        for name, part in value.items():
            if name not in _NOT_COURSES and "." not in name:
                yield from _leaves(part, f"{path}.{name}" if path else name)
    elif _is_number(value) or (isinstance(value, list) and _is_list(value)):
        yield path, value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_list(value: list[Any]) -> bool:
    return 0 < len(value) <= _MAX_LENGTH and all(part is None or _is_number(part) for part in value)


def _without_network(path: str) -> str:
    return ".".join(name for name in path.split(".") if name not in NETWORKS)


def _network_in(path: str) -> str:
    return next((name for name in path.split(".") if name in NETWORKS), "")


def _curves(name: str, paths: list[tuple[str, str]], steps: int) -> Figure:
    words = words_of(name)
    curves = []
    for network, path in paths:
        label, color, dash = look_of(network) if network else (words, LIGHT.ink, "solid")
        curves.append(RunCurve(path, label, color, dash))
    text = RunText(
        slot_of(name), words.capitalize(), f"{words.capitalize()} over the updates of the run.", words
    )
    return run_curves(curves, text, steps)


def _other(path: str, value: Any, steps: int) -> Figure:
    network = NETWORKS.get(_network_in(path), "")
    words = f"{words_of(_without_network(path))}{f', {network}' if network else ''}"
    title = words[0].upper() + words[1:]
    if isinstance(value, Mapping):
        text = RunText(slot_of(path), title, "At the chosen step, by name.", words_of(_without_network(path)))
        return chosen_bars(at(path), text)
    text = RunText(
        slot_of(path),
        title,
        "A column an update, a row an entry: the stronger the color, the larger the number.",
        "entry",
    )
    return course_map(over(path), steps, text)


def words_of(name: str) -> str:
    """A number's name as people read it."""
    parts = [
        part
        for part in name.split(".")
        if part not in ("cells", "networks", "layers", "numbers", "assessment")
    ]
    return " ".join(parts).replace("_", " ") + (", held out" if "assessment" in name.split(".") else "")


def slot_of(path: str) -> str:
    """A path as the name of a figure's place."""
    return "".join(letter if letter.isalnum() else "-" for letter in path)
