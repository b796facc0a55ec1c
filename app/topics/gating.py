"""What does a gate let through, once and again and again?

Slide "gating": [7, 5, 10, 9] x [0.5, 0, 0.2, 1] = [3.5, 0, 2, 9], entry by entry; the gate comes from sigma(W x + b).
The page opens on these numbers. It adds what is left after n times, how long a gate keeps its signal, and that a
sigmoid gives neither the slide's 0 nor its 1.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from jaxtyping import Float
from pydantic import field_validator
from pydantic_core import PydanticCustomError

from app.core.gating import keeping_bias, left, lifetime, log10_left, log_gate
from app.figures.view import View
from app.topics import fields
from app.topics.fields import Numbers, TopicParams
from app.topics.pictures import gating as pictures
from app.topics.sources import LSTM_NETWORKS, part
from app.topics.topic import Source, Topic
from app.topics.words import gating as words
from app.topics.words import gating_formulas as formulas
from app.topics.words.gating_script import script
from app.topics.words.gating_verdict import facts, verdict

_MOST = 6


class Params(TopicParams):
    """The page's controls."""

    signal: Annotated[np.ndarray, Numbers(1, _MOST, limit=pictures.SIGNAL_LIMIT)] = fields.numbers(
        "7,5,10,9", "Signal v", "1 to 6 numbers, from -100 to 100"
    )
    source: Literal["given", "computed"] = fields.choice(
        "given", "Gate f", "your own, or made by a layer", {"given": "given", "computed": "f = σ(Wx + b)"}
    )
    gate: Annotated[np.ndarray, Numbers(1, _MOST, limit=1, least=0)] = fields.numbers(
        "0.5,0,0.2,1", "f", "one number an entry of v, from 0 (closed) to 1 (open)", when="source=given"
    )
    weight: Annotated[np.ndarray, Numbers(1, _MOST, ndim=2, columns=2, limit=20)] = fields.numbers(
        "1,-1;12,0;-1,1;0,-12", "W", "one row an entry of v, two numbers each", when="source=computed"
    )
    x: Annotated[np.ndarray, Numbers(2, 2, limit=10)] = fields.numbers(
        "1,1", "x", "two numbers that the gate reads, from -10 to 10", when="source=computed"
    )
    bias: Annotated[np.ndarray, Numbers(1, _MOST, limit=pictures.BIAS_LIMIT)] = fields.numbers(
        "0,-10,-1.3863,10", "b", "one number an entry of v, from -50 to 50", when="source=computed"
    )
    times: int = fields.number(10, 1, 1_000, "n", "how often the gate is applied", unit="steps", scale="log")

    @field_validator("gate", "weight", "bias")
    @classmethod
    def _fits(
        cls, value: np.ndarray, info: Any
    ) -> np.ndarray:  # a ValidationInfo, which beartype cannot check
        size = len(info.data.get("signal", value))
        is_used = (info.field_name == "gate") == (info.data.get("source") == "given")
        if is_used and len(value) != size:
            what = "rows" if info.field_name == "weight" else "numbers"
            text = f"v has {size} numbers, so {info.field_name} needs {size} {what}; it has {len(value)}"
            raise PydanticCustomError("sizes", "{words}", {"words": text})
        return value


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page.

    `lost` is 1 - f, the share that a step takes, to all its digits; `passed` is f v, `left` f^n v for n = 0 to n;
    `half_life` in steps; `keeping_bias` the z at which 99 %, a half and 1 % are left after n steps. `preactivation` is
    None where the gate is given.
    """

    params: Params
    status: str
    signal: Float[np.ndarray, " entry"]
    preactivation: Float[np.ndarray, " entry"] | None
    gate: Float[np.ndarray, " entry"]
    lost: Float[np.ndarray, " entry"]
    passed: Float[np.ndarray, " entry"]
    left: Float[np.ndarray, "time entry"]
    half_life: Float[np.ndarray, " entry"]
    keeping_bias: Float[np.ndarray, " share"]
    log_gate: Float[np.ndarray, " entry"]

    @property
    def log10_left(self) -> Float[np.ndarray, "time entry"]:
        """log10 |f^n v|, also where no float holds it; -inf is exactly 0."""
        return log10_left(self.signal, self.log_gate, self.params.times)


def compute(params: Params) -> Result:
    """One pass, n passes, and how long each gate keeps."""
    z, gate, log_f = _gate(params)
    return Result(
        params=params,
        status="ok",
        signal=params.signal,
        preactivation=z,
        gate=gate,
        lost=-np.expm1(log_f),
        passed=gate * params.signal,
        left=left(params.signal, log_f, params.times),
        half_life=lifetime(0.5, log_f),
        keeping_bias=np.array([keeping_bias(share, params.times) for share in pictures.SHARES]),
        log_gate=log_f,
    )


def _gate(params: Params) -> tuple[np.ndarray | None, np.ndarray, np.ndarray]:
    """Pre-activation, gate and its logarithm: as given, or made by the layer."""
    if params.source == "given":
        with np.errstate(divide="ignore"):
            return None, params.gate, np.log(params.gate)
    z, log_f = log_gate(params.x, params.weight, params.bias)
    return z, np.exp(log_f), log_f


def draw(result: Result) -> View:
    """The gate at work, what is left in the end, where its numbers come from, and how long they keep."""
    return View(
        tuple(pictures.figures(result)),
        verdict(result),
        equations=formulas.equations(result),
        tables=tuple(pictures.tables(result)),
        facts=facts(result),
        status=result.status,
    )


SOURCES: tuple[Source, ...] = (
    part(LSTM_NETWORKS, "a gate as a sigmoid layer and a pointwise multiplication"),
    Source(
        "Learning to Forget: Continual Prediction with LSTM",
        "Felix Gers, Jürgen Schmidhuber and Fred Cummins, 2000",
        "https://doi.org/10.1162/089976600300015015",
        "the forget gate, and a bias that holds it open at the start",
    ),
    Source(
        "An Empirical Exploration of Recurrent Network Architectures",
        "Rafal Jozefowicz, Wojciech Zaremba and Ilya Sutskever, 2015",
        "https://proceedings.mlr.press/v37/jozefowicz15.html",
        "a forget bias of 1 closes the gap between the LSTM and the GRU",
    ),
)

TOPIC = Topic(
    name="gating",
    title="Gates",
    question="What does a gate let through, once and again and again?",
    summary="A gate multiplies every entry by its own number from 0 to 1; used at every step, it has a half-life.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=SOURCES,
    emblem="left",
)
