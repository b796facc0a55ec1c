"""Two to six runs side by side: their courses in common figures, their ends in one table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.figures.palette import LIGHT
from app.figures.run_curves import RunCurve, RunText, Scale, run_curves
from app.figures.run_sentence import SentenceLine, probe_gradients
from app.figures.view import Figure, View, payload
from app.live.binding import Snapshot, filled, newest
from app.live.compute import NETWORKS, Result
from app.live.generic import look_of, number_paths, slot_of, words_of
from app.live.words import percent

FEWEST, MOST = 2, 6
LETTERS = "ABCDEF"
_COLORS = (LIGHT.ink, LIGHT.accent, LIGHT.warn, LIGHT.good, LIGHT.bad, LIGHT.muted)
_MAX_FIGURES = 8
_TAGGER = ("loss", "accuracy, held out", "unknown accuracy, held out", "gradient norm")
"""Of a tagger's many courses, those that are set side by side."""


def compare(results: Sequence[Result], step: int | None) -> dict[str, Any]:
    """The view as plain data, at a step that all runs are shown at; each run is `run0`, `run1`, ... in paths."""
    merged = merge(results)
    chosen = step if step is not None else (merged[-1]["step"] if merged else 0)
    figures = (*_courses(results), *_probes(results))
    absent = {} if any(figure.slot == "probe" for figure in figures) else _no_probe(results)
    view = payload(View(figures, "", absent=absent))
    drawn = {slot: filled(figure, merged, chosen) for slot, figure in view["figures"].items()}
    return view | {"figures": drawn, "steps": [snapshot["step"] for snapshot in _once(merged)]}


def merge(results: Sequence[Result]) -> list[Snapshot]:
    """All snapshots in the order of their steps, each below its run's name."""
    told = [
        {"step": snapshot["step"], f"run{number}": snapshot}
        for number, result in enumerate(results)
        for snapshot in result.snapshots
    ]
    return sorted(told, key=lambda snapshot: snapshot["step"])


def ends(results: Sequence[Result]) -> Iterator[dict[str, str]]:
    """A row for each network of each tagger: what it has come to."""
    for letter, result in zip(LETTERS, results, strict=False):
        if not result.is_tagger:
            continue
        end = newest(result.snapshots, "end")
        told = newest(result.snapshots, "assessment") or result.snapshots[0]
        for network in result.networks:
            scores = end["end"]["cells"][network] if end else told["assessment"][network]
            yield {"run": letter, "network": NETWORKS[network], **_row(scores, result, network)}


def _row(scores: Mapping[str, Any], result: Result, network: str) -> dict[str, str]:
    interval = scores.get("interval")
    unknown, seconds = scores["unknown_accuracy"], scores.get("seconds")
    return {
        "accuracy": percent(scores["accuracy"]),
        "95 % interval": f"{100 * interval[0]:.1f} to {percent(interval[1])}" if interval else "",
        "unknown words": "" if unknown is None else percent(unknown),
        "baseline": percent(result.facts["baseline"]["accuracy"]),
        "parameters": f"{result.facts['parameters'][network]:,}",
        "seconds": "" if seconds is None else f"{seconds:.1f}",
    }


def _once(merged: Sequence[Snapshot]) -> Iterator[Snapshot]:
    """The first snapshot of each step."""
    last = -1
    for snapshot in merged:
        if snapshot["step"] > last:
            last = snapshot["step"]
            yield snapshot


def _courses(results: Sequence[Result]) -> list[Figure]:
    """A figure for each number that at least two runs tell."""
    found: dict[str, dict[str, list[tuple[int, str, str]]]] = {}
    for number, result in enumerate(results):
        for name, paths in number_paths(result).items():
            for network, path in paths:
                found.setdefault(words_of(name), {}).setdefault(str(number), []).append(
                    (number, network, path)
                )
    shared = {name: lines for name, lines in found.items() if len(lines) > 1}
    if all(result.is_tagger for result in results):
        shared = {name: shared[name] for name in _TAGGER if name in shared}
    steps = max(result.steps for result in results)
    figures = [
        _figure(name, [line for of_run in lines.values() for line in of_run], steps)
        for name, lines in shared.items()
    ]
    return figures[:_MAX_FIGURES]


def _figure(name: str, lines: Sequence[tuple[int, str, str]], steps: int) -> Figure:
    curves = [
        RunCurve(f"run{number}.{path}", _label(number, network), _COLORS[number], look_of(network)[2])
        for number, network, path in lines
    ]
    title = name[0].upper() + name[1:]
    text = RunText(
        slot_of(name), title, f"{title} over the updates of each run; letters name the runs.", name
    )
    return run_curves(curves, text, steps, Scale(tickformat=".0%" if "accuracy" in name else ""))


def _label(number: int, network: str) -> str:
    return f"{LETTERS[number]} {look_of(network)[0]}" if network else LETTERS[number]


def _probes(results: Sequence[Result]) -> Iterator[Figure]:
    """|dL/dh_t| of all networks on the sentence that all runs watch, if they do."""
    if _no_probe(results):
        return
    probe = results[0].facts["probe"]
    lines = [
        SentenceLine(
            f"run{number}.look.{network}.probe.gradient_norms",
            _label(number, network),
            look_of(network)[2],
            _COLORS[number],
        )
        for number, result in enumerate(results)
        for network in result.networks
    ]
    text = RunText(
        "probe",
        "How much of the last word’s error reaches each word",
        f"|∂L/∂h<sub>t</sub>| of the error at “{probe['words'][probe['target']]}”, of all runs at the same step.",
        "|∂L/∂h<sub>t</sub>|",
    )
    yield probe_gradients(lines, probe["words"], probe["target"], text)


def _no_probe(results: Sequence[Result]) -> dict[str, str]:
    """Why there is no such figure; empty where there is."""
    if not all(result.is_tagger for result in results):
        return {"probe": "Gradients word by word are told by taggers alone."}
    if len({tuple(result.facts["probe"]["words"]) for result in results}) > 1:
        return {
            "probe": "These runs watch different sentences, so their gradients stand over different words."
        }
    return {}
