"""Bodies of requests and answers, as OpenAPI shows them."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.tasks.tokens import MAX_CHARACTERS


class Health(BaseModel):
    status: Literal["ok"]
    version: str
    device: str
    torch: str


class Problem(BaseModel):
    """An error (RFC 9457): what is wrong, the allowed range, what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class NetworkOut(BaseModel):
    name: str = Field(description="the keys' prefix in the checkpoint")
    kind: Literal["RNN", "GRU", "LSTM"]
    input_size: int
    hidden_size: int
    num_layers: int
    bidirectional: bool
    proj_size: int


class ModelOut(BaseModel):
    id: str
    name: str
    built_in: bool
    created_at: str | None
    networks: list[NetworkOut]
    provenance: dict[str, Any] | None = Field(None, description="how a built-in network was trained")
    example: str | None = Field(None, description="a sentence for a built-in network")


class Models(BaseModel):
    models: list[ModelOut]


class ArrayOut(BaseModel):
    name: str
    shape: list[int]
    dims: list[str]


class TraceListed(BaseModel):
    id: str
    model: str
    name: str
    kind: Literal["RNN", "GRU", "LSTM"]
    seq_len: int
    created_at: str


class TraceOut(TraceListed):
    network: str
    nonlinearity: str | None = Field(None, description="of an RNN")
    objective: str
    input_size: int
    hidden_size: int
    proj_size: int
    num_layers: int
    bidirectional: bool
    batch_size: int | None = Field(None, description="sequences, where the input had a batch axis")
    dtype: str
    labels: list[str] | None = None
    tags: list[str] | None = Field(None, description="what a built-in tagger says of each word")
    text: str | None = None
    noise: dict[str, int] | None = None
    arrays: list[ArrayOut]


class Traces(BaseModel):
    traces: list[TraceListed]


class ArrayData(BaseModel):
    name: str
    dims: list[str]
    shape: list[int]
    dtype: str
    status: str = Field(description="`ok`, or why values are null")
    data: list[Any]


class Figures(BaseModel):
    """Plotly figures by slot, with what belongs beside them."""

    figures: dict[str, dict[str, Any]]
    titles: dict[str, str]
    captions: dict[str, str]
    reduced: list[str] = Field(description="figures that show less than every step or unit")
    notes: dict[str, str] = Field(description="why a figure is not there")
    verdict: str
    facts: list[list[str]] = Field(description="name and value")
    deferred: list[str] = Field(description="figures that are made only when asked for by `slots`")
    equations: dict[str, str] = Field({}, description="MathML by name")
    status: str = Field("ok", description="`ok`, or why a number is missing")


class TopicListed(BaseModel):
    slug: str
    title: str
    question: str
    url: str


class Topics(BaseModel):
    topics: list[TopicListed]


class RunBehind(BaseModel):
    """The run that a page rests on."""

    wanted: dict[str, Any] = Field(description="the body of POST /api/v1/runs that trains these networks")
    entry: dict[str, Any] | None = Field(
        description="the newest run of these parameters, as GET /runs/{id} has it"
    )


class TopicNumbers(BaseModel):
    """A page's numbers; long paths are thinned to 2,000 points, the last always there."""

    params: dict[str, Any]
    result: dict[str, Any] = Field(
        description="numbers and nested lists by name; what is not a number is null"
    )
    equations: dict[str, str] = Field(description="LaTeX with the numbers in it")
    verdict: str
    status: str = Field(description="`ok`, or why a number is missing")
    run: RunBehind | None = Field(None, description="of a page whose networks must learn first")


class AdviceOut(BaseModel):
    text: str
    params: dict[str, Any] = Field(description="the parameters that show it")


class TopicFigures(Figures):
    """A page's figures with its formulas as MathML."""

    advice: AdviceOut | None = Field(None, description="a change that was computed and helps")
    diagram: dict[str, Any] | None = Field(None, description="the numbers of a drawing in the page itself")
    run: RunBehind | None = Field(None, description="of a page whose networks must learn first")


class TableOut(BaseModel):
    slot: str
    title: str
    columns: list[str]
    rows: list[list[Any]]
    length: int = Field(description="rows of the whole table")


class Tables(BaseModel):
    tables: list[TableOut]


def _storable(text: str) -> str:
    """Databases take no NUL, and UTF-8 no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds a NUL or half a surrogate pair, which no text has")
    return text


def _as_label(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a label is a text or a number")
    return _storable(str(value))


Text = Annotated[str, AfterValidator(_storable)]
Sentence = Annotated[str, Field(max_length=MAX_CHARACTERS), AfterValidator(_storable)]
Label = Annotated[str | int | float, BeforeValidator(_as_label)]


class Noise(BaseModel):
    model_config = ConfigDict(extra="forbid")

    steps: int = Field(64, ge=1, le=1_000_000, description="time steps")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="seed of NumPy's default_rng")


class TraceIn(BaseModel):
    """A trace's input (one of `input`, `text`, `noise`) and how to read it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"text": "Can you book a light lunch?", "objective": "last"}},
    )

    input: list[Any] | None = Field(None, description="(time, input_size), or with a batch axis before it")
    text: Sentence | None = Field(None, description="a sentence, for the built-in networks")
    noise: Noise | None = Field(None, description="standard normal numbers by seed")
    network: Text | None = Field(None, description="a network's name; default the model's first")
    nonlinearity: Literal["tanh", "relu"] = Field("tanh", description="of an RNN; its file does not say")
    objective: str = Field(
        "last", max_length=20, pattern=r"^(last|sum|unit:\d{1,9})$", description="last, sum or unit:<i>"
    )
    labels: list[Label] | None = Field(None, description="one a time step, such as words or times")
