"""Watching a run: at which steps what is looked at, in pieces between which a pause can be heard."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from app.errors import InvalidInput
from app.tasks.tagging import Sentence, tokenize
from app.training import snapshot
from app.training.assessment import Assessment, reading_batches
from app.training.epochs import Course
from app.training.look import Watched, look
from app.training.material import Material
from app.training.plane import StatePlane
from app.training.spacing import Load, spacing
from app.training.tagger_params import TaggerParams
from app.training.trainee import Trainee

LONGEST_PROBE = 60
_LONGEST_CHOSEN = 30


@dataclass(frozen=True, eq=False)
class Told:
    """A snapshot, and the planes that the networks' states are drawn on from then on."""

    snapshot: dict[str, Any]
    planes: dict[str, StatePlane] = field(default_factory=dict)


class Watch:
    """What is watched of a run's networks; it changes none of them."""

    def __init__(
        self, params: TaggerParams, data: Material, trainees: Mapping[str, Trainee], course: Course
    ) -> None:
        self._data, self._trainees, self._course = data, trainees, course
        probe = chosen_probe(data.held_out_sentences, params.probe)
        self._watched = Watched.of(
            probe, tokenize(params.sentence), data.vocabulary, data.tags, params.device
        )
        self._reading = reading_batches(data.held_out, params.device)
        self._models = {cell: trainee.model for cell, trainee in trainees.items()}
        load = Load(
            batch_words=float(data.training.lengths.mean()) * params.batch_size,
            batch_steps=float(data.training.lengths.mean()),
            held_out_words=len(data.held_out.words),
            watched_words=len(self._watched.own.words),
        )
        self.spacing = spacing(list(self._models.values()), load, course.batches_an_epoch, params.epochs)

    def at(self, step: int) -> Generator[None, None, Told | None]:
        """What there is to tell at this step."""
        due = self.spacing.due(step)
        if not due:
            return None
        told = Told(self._tallies(step))
        if step == 0:
            told.snapshot["facts"] = snapshot.facts(
                self._data, self._watched, self._models, self._course.batches_an_epoch
            )
        if "look" in due:
            yield from self._look(told)
        if "assessment" in due:
            yield from self._assess(told)
        return told

    def _tallies(self, step: int) -> dict[str, Any]:
        cells = {cell: snapshot.cell_entry(trainee.learner) for cell, trainee in self._trainees.items()}
        return {"step": step, "epoch": step / self._course.batches_an_epoch, "cells": cells}

    def _look(self, told: Told) -> Generator[None, None, None]:
        told.snapshot["look"] = {}
        for cell, trainee in self._trainees.items():
            found, plane = look(self._models[cell], self._watched), trainee.plane
            if torch.isfinite(found.states).all():  # weights that went astray may give none
                plane = plane.with_states(found.states)
            told.planes[cell] = plane
            told.snapshot["look"][cell] = found.shown | {"plane": snapshot.plane_entry(plane)}
            yield

    def _assess(self, told: Told) -> Generator[None, None, None]:
        found = {cell: Assessment(self._data.held_out, len(self._data.tags)) for cell in self._trainees}
        for cell, model in self._models.items():
            for batch in self._reading:
                found[cell].read(model, batch)
                yield
        told.snapshot["assessment"] = {
            cell: snapshot.assessment_entry(one, self._data) for cell, one in found.items()
        }
        told.snapshot["comparisons"] = snapshot.comparisons(self._data, found)
        if told.snapshot["step"] == self.spacing.steps:
            learners = {cell: trainee.learner for cell, trainee in self._trainees.items()}
            told.snapshot["end"] = snapshot.end(self._data, learners, found)


def chosen_probe(sentences: Sequence[Sentence], number: int) -> Sentence:
    """The sentence held out of this number, from 1; for 0 the longest of up to 30 words.

    Where all are longer it is the shortest, and of that what ends with its last tagged word, up to 60 words.

    Raises:
        InvalidInput: no such number, or too long a sentence to draw.
    """
    if number == 0:
        short = [sentence for sentence in sentences if len(sentence.words) <= _LONGEST_CHOSEN]
        by_length = sorted(short or sentences, key=lambda sentence: len(sentence.words))
        return by_length[-1] if short else _end_of(by_length[0])
    if number > len(sentences):
        raise InvalidInput(
            f"There is no sentence {number:,} to probe with: {len(sentences):,} are held out. Give 1 to "
            f"{len(sentences):,}, or 0 for the longest of up to {_LONGEST_CHOSEN} words."
        )
    probe = sentences[number - 1]
    if len(probe.words) > LONGEST_PROBE:
        raise InvalidInput(
            f"Sentence {number:,} of those held out has {len(probe.words)} words; a probe has at most {LONGEST_PROBE}. "
            "Choose another."
        )
    return probe


def _end_of(sentence: Sentence) -> Sentence:
    last = max(step for step, tag in enumerate(sentence.tags) if tag)
    part = slice(max(0, last + 1 - LONGEST_PROBE), last + 1)
    return Sentence(sentence.words[part], sentence.tags[part])
