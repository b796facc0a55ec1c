"""Experiments found by name: `module:attribute` says where their mapping stands."""

import importlib
from collections.abc import Mapping
from typing import Any

from app.errors import Conflict
from app.store.watched import WATCHED
from app.training.experiment import Experiment

Experiments = Mapping[str, Experiment[Any]]


def load_experiments(place: str) -> Experiments:
    """The mapping of experiments at this place.

    Raises:
        Conflict: there is no such module or attribute, or it holds something else.
    """
    module, _, attribute = place.partition(":")
    try:
        found = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        raise Conflict(
            f"UNROLLED_EXPERIMENTS: {place!r} cannot be loaded: {error}. Write package.module:ATTRIBUTE."
        ) from None
    if not isinstance(found, Mapping) or not all(isinstance(one, Experiment) for one in found.values()):
        raise Conflict(f"UNROLLED_EXPERIMENTS: {place!r} is no mapping of names to experiments.")
    if WATCHED in found:
        raise Conflict(
            f"UNROLLED_EXPERIMENTS: {place!r} names an experiment {WATCHED!r}, as runs are called that are trained "
            "elsewhere. Give it another name."
        )
    return found
