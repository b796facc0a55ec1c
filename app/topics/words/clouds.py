"""What the page of the blank says: its presets, its question, its titles and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.network_looks import NETWORK_LOOKS
from app.topics.topic import Preset, Quiz
from app.topics.words.quantities import joined, percent

if TYPE_CHECKING:
    from app.topics.clouds import Result

SLIDE = "Clouds are in the"
FRANCE = "I grew up in France and as everyone at work always says I now speak"
DATA, NETS = "Sentences", "Networks"

PRESETS = (
    Preset("The slide’s sentence", {}),
    Preset("France, ten words before", {"sentence": FRANCE}),
    Preset("Train on to 1,500", {"sentence": FRANCE, "steps": "1500"}),
    Preset("Long sentences alone", {"shortest_gap": "15", "steps": "1500"}),
    Preset("As many parameters", {"gated_hidden_size": "16"}),
    Preset("Sure, and wrong", {"sentence": FRANCE, "seed": "0"}),
    Preset("A word they do not know", {"sentence": "Dragons are in the"}),
)

QUIZ = Quiz(
    "A network sees the last 5 words and none before; the word that decides stands 12 words before the blank, and six "
    "answers fit. How many of its answers are right, however long it learns?",
    ("Nearly all, in the end", "One in six", "None"),
    1,
    "It does not see the word that decides, so for all six it gives the same answer, and one of the six is right. It "
    "still learns which words fit the frame: that is the step from one in twelve to one in six.",
    {"sentence": FRANCE, "steps": "1500"},
)

_LEAST_TOLD = 0.005


def label(name: str) -> str:
    """A network's name in a sentence."""
    return NETWORK_LOOKS[name].label


def sentence_words(result: Result) -> tuple[str, str]:
    """Title and caption of the shaded sentence."""
    spans = "The lines on top: the words back to the one that decides, and those that the window sees"
    if result.reading is None:
        return (
            "The cue and the blank",
            f"{spans}. What each word counts for is shown once there are networks.",
        )
    caption = (
        f"{spans}. Influence on {_asked(result)}: log p with the word, less that with <unk> in its place; orange "
        "speaks for it. Where a network is sure its gradient is flat: the gradient is not the reason."
    )
    return "What each word counts for", f"{caption}{_by_newest(result)}"


def _asked(result: Result) -> str:
    """The answer whose probability is looked at."""
    if result.reading is None or result.sentence.answer is not None:
        return f"the right answer, {result.sentence.answer}"
    pairs = zip(result.reading.names, result.reading.asked, strict=True)
    return f"each network’s own answer ({', '.join(f'{label(name)}: {answer}' for name, answer in pairs)})"


def _by_newest(result: Result) -> str:
    is_newest = result.course is None or result.course.is_newest
    return "" if is_newest else " By the newest networks, whichever update is shown elsewhere."


def candidates_words(result: Result) -> tuple[str, str]:
    """Title and caption of the candidates."""
    count = len(result.sentence.candidates)
    chance = f"Dashed is chance, 1/{count}: only answers that the sentence’s end allows compete."
    if result.candidate_probabilities is None:
        return "Candidates for the blank", f"{chance} What networks make of them is shown once there are any."
    return f"Candidates for the blank{_when(result)}", f"{chance}{_bold(result)}{_elsewhere(result)}"


def _when(result: Result) -> str:
    course = result.course
    is_measured = course is not None and course.fits(result.sentence)
    return f", update {result.shown_step:,}" if is_measured else ", newest networks"


def _bold(result: Result) -> str:
    return "" if result.sentence.answer is None else f" In bold: what {_cue(result)} asks for."


def _cue(result: Result) -> str:
    return f"“{result.sentence.words[max(result.sentence.cues)]}”"


def _elsewhere(result: Result) -> str:
    """What goes to answers that the frame does not allow."""
    if result.candidate_probabilities is None:
        return ""
    shares = 1 - result.candidate_probabilities.sum(axis=1)
    told = [
        f"{label(name)} {percent(share)}"
        for name, share in zip(result.names, shares.tolist(), strict=True)
        if share > _LEAST_TOLD
    ]
    return f" Lost on words that do not fit: {joined(told)}." if told else ""


def accuracy_words(result: Result) -> tuple[str, str]:
    """Title and caption of accuracy over the gap."""
    when = "" if result.shown_step is None else f", update {result.shown_step:,}"
    return (
        f"Accuracy over the gap{when}",
        f"Share of right answers by the words between cue and blank. The pale band is the best that a window of "
        f"{result.params.window_size} can do, dashed is chance; gaps on the shaded ground are learned from.",
    )


COURSE = (
    "When each network learned which gap",
    "A column a snapshot, a row a gap: the stronger the color, the more answers are right. The dotted line is the "
    "update that the curves show; “Look back at update” moves it.",
)


def state_words(name: str, is_cell: bool) -> tuple[str, str]:
    """Title and caption of states, word by word."""
    what = "Cell state C" if is_cell else "Hidden state h"
    rows = "One row a unit, one column a word of your sentence: "
    if is_cell:
        return (
            f"{what}, {label(name)}",
            f"{rows}a band that keeps its color from the cue to the end is memory.",
        )
    return f"{what}, {label(name)}", f"{rows}the last column is all that the answer is read from."
