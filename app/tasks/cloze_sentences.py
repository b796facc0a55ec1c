"""Sentences to learn from and to be asked (lecture 2), many at once, as numbers.

    [0 to 2 bystanders] cue [bystanders] frame __        gap: the words between the cue and the blank

The frame belongs to the gap; a gap shorter than the frame leaves its last words. Sentences are padded on the left,
so that a word's column, counted from the right, is its distance to the blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int

from app.tasks.cloze import ANSWERS, BYSTANDERS, FRAMES, PADDING, UNKNOWN, WORDS

UNKNOWN_SHARE = 0.05  # of the bystanders are trained as <unk>, so that a user's own words can be read
_BEFORE = 2  # words before the cue, at most
_FRAME_LENGTH = len(FRAMES[0].words)


def _numbers(words: tuple[str, ...]) -> list[int]:
    return [WORDS.index(word) for word in words]


_BYSTANDERS = np.array(_numbers(BYSTANDERS))
_FRAMES = np.array([_numbers(frame.words) for frame in FRAMES for _ in frame.cues])  # (answer, word)
_CUES = np.array(  # (answer, 2): two cues each, or the one twice
    [_numbers((cues[0], cues[-1])) for frame in FRAMES for cues in frame.cues.values()]
)


@dataclass(frozen=True, eq=False)
class Sentences:
    """What is read, padded on the left, and the number of each answer in ANSWERS."""

    words: Int[np.ndarray, "batch time"]
    answers: Int[np.ndarray, " batch"]


@dataclass(frozen=True, eq=False)
class Contexts:
    """All of some sentences but the cue: where it stands, and the bystanders."""

    bystanders: Int[np.ndarray, "batch time"]  # one in every place
    gaps: Int[np.ndarray, " batch"]
    before: Int[np.ndarray, " batch"]  # words before the cue

    @classmethod
    def draw(cls, gaps: Int[np.ndarray, " batch"], rng: np.random.Generator) -> "Contexts":
        """Bystanders and the words before the cue, for sentences with these gaps."""
        bystanders = rng.choice(_BYSTANDERS, (len(gaps), _BEFORE + 1 + gaps.max()))
        return cls(bystanders, gaps, rng.integers(_BEFORE + 1, size=len(gaps)))

    def write(self, answers: Int[np.ndarray, " batch"], rng: np.random.Generator) -> Sentences:
        """The sentences with these answers; where there are two cues to one, it is drawn."""
        cues = _CUES[answers, rng.integers(_CUES.shape[1], size=len(answers))]
        gaps = self.gaps[:, None]
        distance = np.arange(self.bystanders.shape[1])[::-1]  # to the blank, in words between
        words = self.bystanders.copy()
        end = slice(-_FRAME_LENGTH, None)
        words[:, end] = np.where(distance[end] < gaps, _FRAMES[answers], words[:, end])
        words = np.where(distance == gaps, cues[:, None], words)
        words[distance > gaps + self.before[:, None]] = WORDS.index(PADDING)
        return Sentences(words, answers)


def draw_sentences(count: int, gaps: tuple[int, int], rng: np.random.Generator) -> Sentences:
    """Sentences to learn from, answers and gaps evenly drawn.

    Args:
        count: how many.
        gaps: the smallest and the largest, from 1; both are drawn.
        rng: of all that is drawn.
    """
    answers = rng.integers(len(ANSWERS), size=count)
    contexts = Contexts.draw(rng.integers(*gaps, size=count, endpoint=True), rng)
    is_hidden = rng.random(contexts.bystanders.shape) < UNKNOWN_SHARE
    read = np.where(is_hidden, WORDS.index(UNKNOWN), contexts.bystanders)
    return replace(contexts, bystanders=read).write(answers, rng)


def paired_sentences(gaps: Sequence[int], contexts: int, rng: np.random.Generator) -> Sentences:
    """Sentences to be asked: by gap, then by context, then by answer, no word hidden.

    Each context is there with every answer. So a network that does not see the cue is right in exactly the share
    that is chance, as long as it names an answer that the frame allows.

    Args:
        gaps: each from 1.
        contexts: of each gap.
        rng: of all that is drawn.
    """
    alone = Contexts.draw(np.repeat(gaps, contexts), rng)
    parts = (alone.bystanders, alone.gaps, alone.before)
    paired = Contexts(*(part.repeat(len(ANSWERS), axis=0) for part in parts))
    return paired.write(np.tile(np.arange(len(ANSWERS)), len(alone.gaps)), rng)
