"""What a run of the experiment `tagger` is told (lecture 12): data, network, learning, and what to watch."""

from typing import Annotated, Literal, get_args

import torch
from pydantic import BeforeValidator, Field, field_validator, model_validator

from app.errors import InvalidInput
from app.models.initialization import Start
from app.tasks.tagging import BUILT_IN_CORPUS, tokenize
from app.training.experiment import ExperimentParams
from app.training.names import names_schema, split_names
from app.training.optim import ClippingName, OptimizerName

CellName = Literal["rnn", "gru", "lstm"]
_GATES: dict[CellName, int] = {"rnn": 1, "gru": 3, "lstm": 4}
MAX_OWN_WORDS = 40
MAX_LOAD = 25_000_000
"""Recurrent weights x sentences a batch: an update of these takes some tenths of a second on one core."""


Cells = Annotated[tuple[CellName, ...], BeforeValidator(split_names), names_schema(get_args(CellName))]


class TaggerParams(ExperimentParams):
    """The experiment's parameters; sizes are the slide's words, all else is ours."""

    epochs: int = Field(
        20,
        ge=1,
        le=10_000,
        title="Epochs",
        description="passes over the training sentences; with all else as it stands 20 take about half a minute",
    )
    cell: Cells = Field(
        ("rnn", "lstm"),
        min_length=1,
        max_length=3,
        title="Cells",
        description="a name or a list of rnn, gru, lstm: all learn in turn from the same batches",
    )
    corpus: str = Field(
        BUILT_IN_CORPUS,
        min_length=1,
        max_length=200,
        title="Corpus",
        description="name of what is learned from",
    )
    held_out: str = Field(
        "",
        max_length=200,
        title="Held out",
        description="name of the corpus measured on; empty: each sixth sentence of the first",
    )
    embedding_dim: int = Field(16, ge=1, le=256, title="Embedding size", description="numbers a word")
    hidden_dim: int = Field(32, ge=1, le=256, title="Hidden size", description="units of each layer")
    gated_hidden_dim: int | None = Field(
        None,
        ge=1,
        le=256,
        title="Hidden size, gated",
        description="units of each layer of LSTM and GRU; null: as many as an RNN has",
    )
    num_layers: int = Field(1, ge=1, le=3, title="Layers", description="one on the other")
    bidirectional: bool = Field(False, title="Both directions", description="read backwards as well")
    start: Start = Field(
        "torch", title="Start of weight_hh", description="torch's own, orthogonal, identity, or scaled"
    )
    spectral_radius: float = Field(
        1.0,
        ge=0,
        le=5,
        title="Spectral radius",
        description="of each block of weight_hh, where start is scaled",
    )
    forget_bias: float | None = Field(
        None,
        ge=-10,
        le=10,
        title="Forget bias",
        description="of the LSTM's forget gate and the GRU's update gate; null: torch's own start",
    )
    batch_size: int = Field(
        1,
        ge=1,
        le=64,
        title="Batch",
        description="sentences an update, of like length; 1 as on the slide, more are quicker",
    )
    optimizer: OptimizerName = Field("adam", title="Optimizer", description="how weights follow gradients")
    learning_rate: float = Field(0.003, ge=1e-6, le=10, title="Learning rate", description="size of a step")
    clipping: ClippingName = Field(
        "norm", title="Clipping", description="of the gradient: by its norm, each entry by its value, or none"
    )
    clip_at: float = Field(
        5.0,
        ge=1e-3,
        le=1e3,
        title="Clip at",
        description="largest norm, or largest entry; without clipping unused",
    )
    device: Literal["cpu", "cuda"] = Field("cpu", title="Device", description="where the networks learn")
    sentence: str = Field(
        "I can light the fire and carry the can, but the light is red.",
        min_length=1,
        max_length=400,
        title="Your sentence",
        description=f"tagged while training goes on; up to {MAX_OWN_WORDS} words",
    )
    probe: int = Field(
        0,
        ge=0,
        le=1_000_000,
        title="Probe",
        description="number of the sentence held out whose states are drawn; 0: the longest of up to 30 words",
    )

    @field_validator("cell")
    @classmethod
    def _each_once(cls, cells: tuple[CellName, ...]) -> tuple[CellName, ...]:
        if len(set(cells)) < len(cells):
            raise ValueError("each cell can be named once: a run trains one network of each")
        return cells

    @field_validator("sentence")
    @classmethod
    def _some_words(cls, sentence: str) -> str:
        try:
            count = len(tokenize(sentence))
        except InvalidInput as error:
            raise ValueError(error.detail) from None
        if count > MAX_OWN_WORDS:
            raise ValueError(f"the sentence has {count} words; at most {MAX_OWN_WORDS} are taken: shorten it")
        return sentence

    @field_validator("device")
    @classmethod
    def _is_there(cls, device: str) -> str:
        if device == "cuda" and not torch.cuda.is_available():
            raise ValueError("there is no CUDA device here; train on the cpu")
        return device

    @model_validator(mode="after")
    def _soon_done(self) -> "TaggerParams":
        """An update must not take so long that pause and stop are not heard."""
        load = self.batch_size * self.recurrent_weights
        if load > MAX_LOAD:
            raise ValueError(
                f"these networks have {self.recurrent_weights:,} recurrent weights; times batch_size that is "
                f"{load:,}, and at most {MAX_LOAD:,} are allowed: take a smaller hidden_dim or batch_size, or fewer "
                "layers or cells"
            )
        return self

    def units_of(self, cell: CellName) -> int:
        """Units of each layer of one cell's network."""
        return self.hidden_dim if cell == "rnn" else self.gated_hidden_dim or self.hidden_dim

    @property
    def recurrent_weights(self) -> int:
        """Numbers in the matrices of all recurrent layers of all cells."""
        return sum(self._recurrent_weights(cell) for cell in self.cell)

    def _recurrent_weights(self, cell: CellName) -> int:
        units, directions = self.units_of(cell), 2 if self.bidirectional else 1
        read = self.embedding_dim + (self.num_layers - 1) * directions * units
        return _GATES[cell] * directions * units * (read + self.num_layers * units)
