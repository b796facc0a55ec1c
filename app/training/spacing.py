"""At which steps a run is watched, so that watching costs it little.

The steps hang on sizes alone, not on a clock: a run that was taken up again, or has another machine, is watched at
the same steps. Costs are therefore reckoned, in milliseconds as on the machine where they were measured (one thread);
what counts is their ratio.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.models.initialization import recurrent_blocks
from app.models.taggers import Tagger

SHARE = 0.02
"""Of training's time, what looks may cost, and what assessments may."""
TALLIES, LOOKS, ASSESSMENTS = 300, 150, 100
"""How many of each there are in a run, roughly and at most; of tallies, one an epoch at least."""


@dataclass(frozen=True)
class Spacing:
    """Updates from one to the next: part of an epoch, or whole epochs."""

    steps: int
    tally: Fraction
    look: Fraction
    assessment: Fraction

    def due(self, step: int) -> frozenset[str]:
        """What happens at this step: some of tally, look, assessment; at both ends of a run everything does."""
        intervals = {"tally": self.tally, "look": self.look, "assessment": self.assessment}
        is_end = step in (0, self.steps)
        return frozenset(
            what for what, every in intervals.items() if is_end or step // every != (step - 1) // every
        )


@dataclass(frozen=True)
class Load:
    """Sizes that decide what training and watching cost: words of a batch, of its longest sentence, ..."""

    batch_words: float
    batch_steps: float
    held_out_words: int
    watched_words: int


def spacing(models: Sequence[Tagger], load: Load, batches_an_epoch: int, epochs: int) -> Spacing:
    """Intervals for these networks; all that is watched is watched of all of them."""
    steps = batches_an_epoch * epochs
    update = math.fsum(_update_ms(model, load) for model in models)
    look = math.fsum(_look_ms(model, load) for model in models)
    assessment = math.fsum(_assessment_ms(model, load) for model in models)
    return Spacing(
        steps,
        interval(batches_an_epoch, min(steps / TALLIES, batches_an_epoch)),
        interval(batches_an_epoch, max(steps / LOOKS, look / update / SHARE)),
        interval(batches_an_epoch, max(steps / ASSESSMENTS, assessment / update / SHARE)),
    )


def interval(batches_an_epoch: int, at_least: float | int) -> Fraction:
    """At least so many updates: an epoch in equal parts where that is enough, else whole epochs."""
    if at_least <= batches_an_epoch:
        return Fraction(batches_an_epoch, math.floor(batches_an_epoch / max(at_least, 1)))
    return Fraction(batches_an_epoch * math.ceil(at_least / batches_an_epoch))


def _weights(model: Tagger) -> int:
    """Multiplications a word: each weight of the recurrent layers and of the last one takes part once."""
    return sum(p.numel() for part in (model.recurrent, model.hidden_to_tag) for p in part.parameters())


def _update_ms(model: Tagger, load: Load) -> float:
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return 1 + 0.05 * load.batch_steps + 1.5e-7 * load.batch_words * _weights(model) + 1.5e-6 * parameters


def _look_ms(model: Tagger, load: Load) -> float:
    cube = model.hidden_dim**3  # of eigenvalues
    gates = len(recurrent_blocks(model.recurrent)) // len(model.recurrent.all_weights)
    return 4 + gates * (0.5 + 2.2e-6 * cube) + 1e-6 * cube + 5e-8 * load.watched_words**2 * _weights(model)


def _assessment_ms(model: Tagger, load: Load) -> float:
    return load.held_out_words * (1e-3 + 7e-8 * _weights(model))
