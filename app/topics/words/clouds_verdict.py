"""Which network fills the blank, over how many words, in sentences: of what was measured, and of what must be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Bool, Float, Int

from app.topics.words.clouds import label
from app.topics.words.quantities import count, joined, percent

if TYPE_CHECKING:
    from app.topics.clouds import Result

HIGH = 0.9
"""Accuracy from which on a network is said to hold a gap."""
NEAR_CHANCE = 1.5
"""Mean accuracy, as a multiple of chance, up to which a network is said to be near chance."""


def verdict(result: Result) -> str:
    """When, the blank of this sentence, then each network over the gaps, then what the sentence lacks."""
    parts = [_when(result), _blank(result), *_over_gaps(result), *result.sentence.remarks()]
    return " ".join(part for part in parts if part)


def facts(result: Result) -> tuple[tuple[str, str], ...]:
    """How large each network is, and when it had learned."""
    if result.course is None or result.parameters is None:
        return ()
    return tuple(
        (f"{label(name)}: {count(int(size), 'parameter')}", _when_learned(result, place))
        for place, (name, size) in enumerate(zip(result.names, result.parameters.tolist(), strict=True))
    )


def is_trained(result: Result) -> Bool[np.ndarray, " gap"]:
    """Which of the gaps asked about are among those learned from; all, where none is."""
    inside = (result.gaps >= result.params.shortest_gap) & (result.gaps <= result.params.longest_gap)
    return inside if inside.any() else np.ones_like(inside)


def _when_learned(result: Result, place: int) -> str:
    """The first snapshot with all trained gaps held."""
    if result.accuracy_course is None or result.snapshot_steps is None:
        return ""
    is_held = (result.accuracy_course[place][:, is_trained(result)] >= HIGH).all(axis=1)
    last = int(result.snapshot_steps[-1])
    if not is_held.any():
        return f"under {percent(HIGH)} at some trained gap, up to update {last:,}"
    return (
        f"{percent(HIGH)} at every trained gap from update {int(result.snapshot_steps[is_held.argmax()]):,}"
    )


def _when(result: Result) -> str:
    """Which update is looked back at; nothing where it is the newest."""
    course = result.course
    if course is None or course.is_newest:
        return ""
    return f"You look back at update {course.shown_step:,} of {result.params.steps:,}."


def _blank(result: Result) -> str:
    """What each network puts into the blank of this sentence."""
    found, answer = result.candidate_probabilities, result.sentence.answer
    if found is None:
        return "" if result.course is not None else "These networks have not been trained yet."
    best = [result.sentence.candidates[place] for place in found.argmax(axis=1).tolist()]
    likeliest = [percent(p) for p in found.max(axis=1).tolist()]
    rows = list(zip(result.names, best, likeliest, strict=True))
    if answer is not None and set(best) == {answer}:
        each = joined([f"{label(name)} {share}" for name, _, share in rows])
        return f"All of them put “{answer}” into the blank: {each}."
    each = joined([f"the {label(name)} “{word}” ({share})" for name, word, share in rows])
    return (
        f"The blank asks for “{answer}”; it gets, from {each}." if answer else f"The blank gets, from {each}."
    )


def _over_gaps(result: Result) -> list[str]:
    """The window against its limit, then the others; before training what must be so."""
    if result.accuracy is None:
        return [_must(result)]
    pairs = zip(result.names, result.accuracy, strict=True)
    return [_window(result, row) if name == "window" else _memory(result, name, row) for name, row in pairs]


def _must(result: Result) -> str:
    """The window's limit, known without training."""
    n = result.params.window_size
    return (
        f"However long it learns, a window of {count(n, 'word')} is at chance, {percent(result.chance)}, from gap {n} "
        "on: it does not see the cue."
    )


def _window(result: Result, accuracy: Float[np.ndarray, " gap"]) -> str:
    n = result.params.window_size
    sees = result.gaps < n
    if result.params.shortest_gap >= n and not sees.all():
        return (
            f"The window of {count(n, 'word')} is at chance ({percent(result.chance)}) from gap {n} on, as it must be: "
            "no sentence that it learns from shows it the cue."
        )
    seen = f"{_right(float(accuracy[sees].min()))} up to gap {n - 1}" if sees.any() else ""
    if sees.all():
        least = _right(float(accuracy.min()))
        return f"The window of {count(n, 'word')} sees the cue at every gap asked and {least}."
    blind = accuracy[~sees]
    if not np.allclose(blind, result.chance, atol=1e-9):  # it names an answer that the cue did not decide
        rest = f"at {percent(float(blind.mean()))} on average from gap {n} on"
    else:
        rest = f"at chance ({percent(result.chance)}) from gap {n} on, as it must be"
    return f"The window of {count(n, 'word')} {seen}{', and ' if seen else ''}is {rest}."


def _right(least: float) -> str:
    return "is always right" if least == 1 else f"is right in at least {percent(least)}"


def _memory(result: Result, name: str, accuracy: Float[np.ndarray, " gap"]) -> str:
    trained = is_trained(result)
    told = _standing(result.gaps[trained], accuracy[trained], result.chance)
    beyond = _beyond(result, accuracy) if float(accuracy[trained].min()) >= HIGH else ""
    return f"The {label(name)} {told}{beyond}."


def _standing(gaps: Int[np.ndarray, " gap"], accuracy: Float[np.ndarray, " gap"], chance: float) -> str:
    """How a network fares at the gaps that it learned from."""
    first, last = int(gaps[0]), int(gaps[-1])
    least, where = float(accuracy.min()), int(gaps[accuracy.argmin()])
    if least >= HIGH:
        least_text = "100 %" if least == 1 else f"at least {percent(least)}"
        return f"holds {_gaps(first, last)} ({least_text})"
    if float(accuracy.mean()) <= NEAR_CHANCE * chance:
        return f"is near chance at {_gaps(first, last)} ({percent(float(accuracy.mean()))} on average)"
    held = int((accuracy < HIGH).argmax())
    if held > 0:
        return f"holds {_gaps(first, int(gaps[held - 1]))} and falls to {percent(least)} at gap {where}"
    most = float(accuracy.max())
    if least == most:
        return f"is right in {percent(least)} at {_gaps(first, last)}"
    return f"is right in {percent(least)} to {percent(most)} at {_gaps(first, last)}, least at gap {where}"


def _gaps(first: int, last: int) -> str:
    return f"gap {first}" if first == last else f"the gaps {first} to {last}"


def _beyond(result: Result, accuracy: Float[np.ndarray, " gap"]) -> str:
    """At gaps that no sentence learned from had."""
    is_new = ~is_trained(result)
    if not is_new.any():
        return ""
    worst = int(np.where(is_new, accuracy, 2).argmin())
    least = percent(float(accuracy[worst]))
    return f", and at gaps that it never learned from at least {least} (gap {result.gaps[worst]})"
