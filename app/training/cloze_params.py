"""What a run of the experiment `cloze` is told (lecture 2): sentences, networks, learning, and what to ask."""

from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, field_validator, model_validator

from app.errors import InvalidInput
from app.tasks.open_sentence import MAX_WORDS, read_open_sentence
from app.training.experiment import ExperimentParams
from app.training.names import names_schema, split_names

NetName = Literal["window", "rnn", "gru", "lstm"]
NetNames = Annotated[tuple[NetName, ...], BeforeValidator(split_names), names_schema(get_args(NetName))]


class ClozeParams(ExperimentParams):
    """The experiment's parameters; all networks read the same sentences."""

    networks: NetNames = Field(
        ("window", "rnn", "lstm"),
        min_length=1,
        max_length=4,
        title="Networks",
        description="a name or a list of window, rnn, gru, lstm: all learn in turn from the same batches",
    )
    steps: int = Field(600, ge=1, le=10_000, title="Steps", description="updates of each network")
    shortest_gap: int = Field(
        1, ge=1, le=40, title="Shortest gap", description="words between cue and blank, in training"
    )
    longest_gap: int = Field(
        20, ge=1, le=40, title="Longest gap", description="words between cue and blank, in training"
    )
    asked_gap: int = Field(
        20, ge=1, le=60, title="Asked up to gap", description="accuracy is measured from gap 1 to this"
    )
    window_size: int = Field(
        5, ge=1, le=20, title="Window", description="words that the window network sees before the blank"
    )
    hidden_size: int = Field(32, ge=1, le=64, title="Hidden size", description="units of window and RNN")
    gated_hidden_size: int = Field(
        32,
        ge=1,
        le=64,
        title="Hidden size, gated",
        description="units of GRU and LSTM; an LSTM of 16 has about as many parameters as an RNN of 32",
    )
    forget_bias: float = Field(
        1.0,
        ge=-10,
        le=10,
        title="Forget bias",
        description="of the LSTM's forget gate and the GRU's update gate",
    )
    learning_rate: float = Field(
        0.003, ge=1e-6, le=1, title="Learning rate", description="size of a step (Adam)"
    )
    batch_size: int = Field(64, ge=1, le=256, title="Batch", description="sentences an update")
    max_norm: float = Field(
        1.0, ge=1e-3, le=1e3, title="Clip at", description="largest norm of a network's gradient"
    )
    sentence: str = Field(
        "Clouds are in the",
        min_length=1,
        max_length=1_000,
        title="Your sentence",
        description=f"up to the blank, which is filled while training goes on; up to {MAX_WORDS} words",
    )

    @field_validator("networks")
    @classmethod
    def _each_once(cls, networks: tuple[NetName, ...]) -> tuple[NetName, ...]:
        if len(set(networks)) < len(networks):
            raise ValueError("each network can be named once: a run trains one of each")
        return networks

    @field_validator("sentence")
    @classmethod
    def _is_read(cls, sentence: str) -> str:
        try:
            read_open_sentence(sentence)
        except InvalidInput as error:
            raise ValueError(error.detail) from None
        return sentence

    @model_validator(mode="after")
    def _gaps_in_order(self) -> "ClozeParams":
        low, high = self.shortest_gap, self.longest_gap
        if low > high:
            raise ValueError(
                f"shortest_gap is {low} and longest_gap {high}: give a longest_gap of at least {low}"
            )
        return self
