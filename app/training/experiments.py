"""Every experiment by name: a worker finds its generator here, the web its parameters."""

from collections.abc import Mapping
from typing import Any

from app.training.cloze import CLOZE
from app.training.experiment import Experiment
from app.training.tagger import TAGGER

EXPERIMENTS: Mapping[str, Experiment[Any]] = {experiment.name: experiment for experiment in (TAGGER, CLOZE)}
