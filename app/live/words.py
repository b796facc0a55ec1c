"""What is said of a run at a step: how many words each network tags right, and which one is better, if any."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.live.binding import Snapshot, newest
from app.live.compute import NETWORKS, Result
from app.live.watched_words import watched_verdicts

_SURE = 0.05
"""Two are called different where the paired test's p is below this."""


def verdict(result: Result, step: int | float = math.inf) -> str:
    """How things stand at a step, from the numbers; empty where there is nothing to say yet."""
    if result.is_watched:
        return next((said for at, said in reversed(watched_verdicts(result)) if at <= step), "")
    told = newest(result.snapshots, "assessment", step) if result.is_tagger else None
    return _standing(told, result) if told else ""


def verdicts(result: Result) -> list[tuple[int, str]]:
    """The steps at which the networks were measured, each with what is to be said from there on."""
    if result.is_watched:
        return watched_verdicts(result)
    measured = [one for one in result.snapshots if "assessment" in one] if result.is_tagger else []
    return [(one["step"], _standing(one, result)) for one in measured]


def _standing(told: Snapshot, result: Result) -> str:
    end = told.get("end")
    scores = {"baseline": result.facts["baseline"]} | told["assessment"]
    if end:
        scores = {"baseline": end["baseline"]} | end["cells"]
    begun = "Of the words held out" if end else f"At update {told['step']:,}, of the words held out"
    said = ", ".join(f"{_name(name)} {_score(scores[name])}" for name in (*result.networks, "baseline"))
    stopped = [network for network in result.networks if told["cells"][network]["has_stopped"]]
    pairs = end["comparisons"] if end else told.get("comparisons", ())
    return " ".join([f"{begun}, tagged right: {said}.", *map(_stopped, stopped), *_compared(pairs)])


def _score(score: Mapping[str, Any]) -> str:
    if "interval" not in score:
        return percent(score["accuracy"])
    low, high = score["interval"]
    return f"{percent(score['accuracy'])} ({100 * low:.1f} to {percent(high)})"


def _stopped(network: str) -> str:
    return f"The {_name(network)} has stopped learning: its gradient is no number any more."


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f} %"


def facts(result: Result) -> Iterator[tuple[str, str]]:
    """What was learned from and how large the networks are."""
    if not result.is_tagger:
        return
    known = result.facts
    yield "read", f"{known['sentences']:,} sentences, {known['words']:,} words"
    yield "held out", f"{known['held_out_sentences']:,} sentences, {known['held_out_words']:,} words"
    yield "unknown words there", f"{known['unknown_words']:,}"
    for network, count in known["parameters"].items():
        yield f"{_name(network)} learns", f"{count:,} numbers"


def _name(network: str) -> str:
    return NETWORKS.get(network, network)


def _compared(pairs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Who is better on the same words, only where the paired test says so."""
    unsure = [one for one in pairs if one["p"] >= _SURE]
    if unsure:
        told = [
            f"{_called(one['first'])} and {_called(one['second'])} (p = {one['p']:.2f})" for one in unsure
        ]
        yield f"That {_joined(told, 'or')} differ is not sure."
    better: dict[str, list[str]] = {}
    for one in pairs:
        if one["p"] < _SURE:
            names = one["first"], one["second"]
            best, worst = names if one["first_only"] > one["second_only"] else names[::-1]
            better.setdefault(worst, []).append(f"{_called(best)} (p {_p(one['p'])})")
    for worst, told in better.items():
        are = "is" if len(told) == 1 else "are"
        yield f"{_upper(_joined(told, 'and'))} {are} better than {_called(worst)}."


def _joined(parts: Sequence[str], word: str) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _called(name: str) -> str:
    return "the baseline" if name == "baseline" else f"the {_name(name)}"


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
