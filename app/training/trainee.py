"""One cell in a run of taggers: its network with all that learning and watching keep of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from app.models.initialization import initialize_recurrent, set_keeping_bias
from app.models.taggers import TAGGERS, Tagger
from app.training.archive import below, placed
from app.training.loop import Learner
from app.training.optim import Clipping, optimizer_of
from app.training.plane import StatePlane
from app.training.tagger_params import CellName, TaggerParams


@dataclass(eq=False)
class Trainee:
    """What learns, and the plane that its states are drawn on."""

    learner: Learner
    plane: StatePlane

    @classmethod
    def begin(cls, cell: CellName, params: TaggerParams, vocab_size: int, tagset_size: int) -> "Trainee":
        """A network as the parameters say; its weights hang on the seed alone, not on the cells beside it."""
        model = TAGGERS[cell](
            params.embedding_dim,
            params.units_of(cell),
            vocab_size,
            tagset_size,
            num_layers=params.num_layers,
            bidirectional=params.bidirectional,
        )
        generator = torch.Generator().manual_seed(params.seed)
        model.initialize(generator)
        initialize_recurrent(model.recurrent, params.start, params.spectral_radius, generator)
        if params.forget_bias is not None:
            set_keeping_bias(model.recurrent, params.forget_bias)
        model.to(params.device)
        optimizer = optimizer_of(params.optimizer, model, params.learning_rate)
        learner = Learner(model, optimizer, Clipping(params.clipping, params.clip_at))
        return cls(learner, StatePlane.of_size(params.units_of(cell)))

    @property
    def model(self) -> Tagger:
        """The network."""
        return self.learner.model

    def tensors(self) -> dict[str, Tensor]:
        """Every array that learning and watching go on from."""
        plane = {name: getattr(self.plane, name) for name in ("total", "products", "axes")}
        return self.learner.tensors() | placed("plane", plane)

    def numbers(self) -> dict[str, Any]:
        """Every other number of that kind."""
        return self.learner.numbers() | {"states_seen": self.plane.count}

    def restore(self, tensors: Mapping[str, Tensor], numbers: Mapping[str, Any]) -> None:
        """Bring back what `tensors` and `numbers` gave."""
        self.learner.restore(tensors, numbers)
        self.plane = replace(self.plane, count=numbers["states_seen"], **below("plane", tensors))
