"""What is said of a run: where it stands, and at its end which network is better, if any."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.live.binding import newest
from app.live.compute import NETWORKS, Result

_SURE = 0.05
"""Two are called different where the paired test's p is below this."""


def verdict(result: Result) -> str:
    """One sentence or two, from the numbers; empty where there is nothing to say yet."""
    if not result.is_tagger:
        return ""
    end = newest(result.snapshots, "end")
    if end is not None:
        return _compared(end["end"])
    latest = newest(result.snapshots, "assessment") or result.snapshots[0]
    scores = ", ".join(
        f"{_name(network)} {percent(score['accuracy'])}" for network, score in latest["assessment"].items()
    )
    baseline = result.facts["baseline"]["accuracy"]
    return (
        f"At update {latest['step']:,}: {scores} of the words held out tagged right; the baseline has "
        f"{percent(baseline)}."
    )


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


def _compared(end: Mapping[str, Any]) -> str:
    scores = [
        f"{_name(network)} {_with_interval(score)}"
        for network, score in {**end["cells"], "baseline": end["baseline"]}.items()
    ]
    said = [_pair(one) for one in end["comparisons"]]
    return f"Tagged right of the words held out: {', '.join(scores)}. {' '.join(said)}"


def _with_interval(score: Mapping[str, Any]) -> str:
    low, high = score["interval"]
    return f"{percent(score['accuracy'])} ({100 * low:.1f} to {percent(high)})"


def _pair(found: Mapping[str, Any]) -> str:
    """Who is better on the same words, only where the paired test says so."""
    first, second = _called(found["first"]), _called(found["second"])
    if found["p"] >= _SURE:
        return f"That {first} and {second} differ is not sure (p = {found['p']:.2f})."
    is_first = found["first_only"] > found["second_only"]
    better, worse = (first, second) if is_first else (second, first)
    return f"{_upper(better)} is better than {worse} (p {_p(found['p'])})."


def _called(name: str) -> str:
    return "the baseline" if name == "baseline" else f"the {_name(name)}"


def _upper(words: str) -> str:
    return words[0].upper() + words[1:]


def _p(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"
