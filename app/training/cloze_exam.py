"""How well a network fills blanks, gap by gap (lecture 2)."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from app.models.cloze import ClozeNet
from app.tasks.cloze import ANSWERS, FRAMES
from app.tasks.cloze_sentences import paired_sentences

MAX_GAPS = 20
CONTEXTS = 3  # of a gap, each with all answers: 36 sentences
_FRAMES = torch.tensor([number for number, frame in enumerate(FRAMES) for _ in frame.cues])


def asked_gaps(longest_gap: int) -> tuple[int, ...]:
    """At most MAX_GAPS gaps, evenly from 1 to the longest."""
    count = min(MAX_GAPS, longest_gap)
    return tuple(np.linspace(1, longest_gap, count).round().astype(int).tolist())


@dataclass(frozen=True, eq=False)
class Exam:
    """The same sentences for every network at every step; `is_allowed` are the answers of a sentence's frame."""

    gaps: tuple[int, ...]
    words: Int[Tensor, "sentence time"]
    answers: Int[Tensor, " sentence"]
    is_allowed: Bool[Tensor, "sentence answer"]

    @classmethod
    def draw(cls, longest_gap: int, rng: np.random.Generator) -> "Exam":
        """Sentences at the gaps of `asked_gaps`."""
        gaps = asked_gaps(longest_gap)
        sentences = paired_sentences(gaps, CONTEXTS, rng)
        answers = torch.from_numpy(sentences.answers)
        is_allowed = _FRAMES[answers][:, None] == _FRAMES
        return cls(gaps, torch.from_numpy(sentences.words), answers, is_allowed)

    @torch.no_grad()
    def accuracy(self, net: ClozeNet) -> Float[np.ndarray, " gap"]:
        """Share of right answers by gap, the likeliest of those that the frame allows being the network's answer.

        A network that does not see the cue gives all answers of a context alike and is right in exactly the share
        that is chance (app/tasks/cloze_sentences.py).
        """
        scores = net(self.words).masked_fill(~self.is_allowed, -torch.inf)
        is_right = scores.argmax(dim=1) == self.answers
        return is_right.view(len(self.gaps), CONTEXTS * len(ANSWERS)).double().mean(dim=1).numpy()
