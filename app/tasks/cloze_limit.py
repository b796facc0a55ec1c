"""What can be known of a blank from the last words alone (lecture 2), in closed form."""

import numpy as np
from jaxtyping import Float, Int

from app.tasks.cloze import ANSWERS, FRAMES

CHANCE = len(FRAMES) / len(ANSWERS)
"""Expected accuracy without the cue: sentences of both frames are equally frequent, and have as many answers."""


def window_limit(gaps: Int[np.ndarray, " gap"], window_size: int) -> Float[np.ndarray, " gap"]:
    """Best accuracy of a network that sees the last `window_size` words and none before, by gap.

    The cue stands gap + 1 words before the blank: a window of n words holds it for gaps up to n - 1. From there on
    all that is left is the frame, which the last word gives away.

        1 for g <= n - 1, chance for g >= n

    Args:
        gaps: words between cue and blank, each from 1.
        window_size: n, from 1.
    """
    return np.where(gaps < window_size, 1.0, CHANCE)
