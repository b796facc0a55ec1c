"""Filling the blank (lecture 2): "Clouds are in the _____". Which word comes next, when an early one decides it?

A sentence ends in one of two frames; one word before it, the cue, decides which of the frame's answers fills the
blank; all other words, the bystanders, decide nothing. So a network that does not know the cue is right by chance
alone, and chance is one over the answers that the frame allows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PADDING, UNKNOWN = "<pad>", "<unk>"


@dataclass(frozen=True)
class Frame:
    """How a sentence ends, and the cues of each answer that may follow."""

    words: tuple[str, ...]
    cues: Mapping[str, tuple[str, ...]]

    @property
    def chance(self) -> float:
        """Accuracy of whoever knows the frame and not the cue; answers are equally frequent."""
        return 1 / len(self.cues)


FRAMES = (
    Frame(
        ("are", "in", "the"),
        {
            "sky": ("clouds", "stars"),
            "sea": ("fish", "whales"),
            "field": ("cows", "sheep"),
            "library": ("books", "readers"),
            "station": ("trains", "travelers"),
            "forest": ("trees", "deer"),
        },
    ),
    Frame(
        ("I", "now", "speak"),
        {
            "French": ("France",),
            "German": ("Germany",),
            "Spanish": ("Spain",),
            "Italian": ("Italy",),
            "Greek": ("Greece",),
            "Japanese": ("Japan",),
        },
    ),
)
ANSWERS = tuple(answer for frame in FRAMES for answer in frame.cues)
CUES = tuple(cue for frame in FRAMES for cues in frame.cues.values() for cue in cues)
FILLERS = (
    *("a", "all", "always", "and", "as", "at", "everyone", "friend", "from", "grew", "here"),
    *("home", "it", "many", "my", "of", "often", "old", "on", "says", "small", "so", "that"),
    *("today", "up", "was", "we", "when", "who", "with", "work"),
)
BYSTANDERS = (*FILLERS, *ANSWERS, *(word for frame in FRAMES for word in frame.words))
WORDS = (PADDING, UNKNOWN, *CUES, *BYSTANDERS)  # a word's number is its place
