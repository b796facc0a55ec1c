"""What does each gate of an LSTM do, step by step, and what is it for?

Slides "LSTM": the six equations in their order, f, candidate, i, C, o, h. The page runs a random LSTM, or one of seven
whose weights are set by hand, opens one step of it equation by equation, and holds a gate to show what it was for.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from jaxtyping import Float

from app.core.cells import CellWeights
from app.core.constructed_lstms import CONSTRUCTED, ConstructedName, demonstration
from app.core.lstm_run import GateName, Hold, run_lstm
from app.core.random_lstm import random_lstm
from app.core.signals import signal
from app.topics import fields
from app.topics.fields import Numbers, TopicParams, continued
from app.topics.pictures.lstm_cell import draw
from app.topics.sources import LSTM_NETWORKS, part
from app.topics.topic import Source, Topic
from app.topics.words import lstm_cell as words
from app.topics.words.lstm_cell_script import script

_MOST_STEPS = 200
_MOST_UNITS = 32
_TWO_INPUTS = "read_later|latch|latch_with_reset|brackets|ramp_with_reset"
_READS = "What it reads"
_HELD = "forget_gate|input_gate|output_gate"


class Params(TopicParams):
    """The page's controls."""

    network: Literal[ConstructedName, "random"] = fields.choice(
        "read_later", "Network", "one unit with weights set by hand, or a random one", words.NETWORKS
    )
    steps: int = fields.number(100, 1, _MOST_STEPS, "Steps T", "how long the input is")
    stage: int = fields.number(6, 1, 6, "Equation", "of the step that is open, in the lecture’s order")
    t: int = fields.number(
        60, 1, _MOST_STEPS, "Time step t", "which step is open; at most the last one", of="steps"
    )
    hidden_size: int = fields.number(
        8, 1, _MOST_UNITS, "Hidden size", "how many units", when="network=random"
    )
    unit: int = fields.number(
        0,
        0,
        _MOST_UNITS - 1,
        "Unit",
        "which one is shown; at most the last one",
        when="network=random",
        of="hidden_size",
    )
    forget_bias: float = fields.number(
        1, -2, 6, "Forget bias", "in b_ih of every forget gate; b_hh is 0", step=0.1, when="network=random"
    )
    seed: int = fields.number(
        0,
        0,
        10_000,
        "Seed",
        "of NumPy’s default_rng: weights and noise, or the pulses",
        when="network=random|counter|counter_in_h",
    )
    hold: Literal["none", GateName] = fields.choice(
        "none",
        "Hold a gate",
        "kept at one value, whatever its equation says; or drag its level in the drawing",
        words.HOLDS,
    )
    hold_value: float = fields.number(
        0.9, 0, 1, "Held at", "1 is open, 0 is shut", step=0.01, when=f"hold={_HELD}"
    )
    hold_candidate: float = fields.number(
        0, -1, 1, "Held at", "what would enter the cell", step=0.01, when="hold=cell_gate"
    )
    hold_from: int = fields.number(
        1, 1, _MOST_STEPS, "Held from step", "before it the gate is free", when=f"hold={_HELD}|cell_gate"
    )
    hold_all: bool = fields.switch(
        True,
        "Held in every unit",
        "else in the unit that is shown",
        when=f"hold={_HELD}|cell_gate&network=random",
    )
    input: words.Input = fields.choice(
        "demonstration", "Input", "what the network reads", words.INPUTS, group=_READS
    )
    signal_1: Annotated[np.ndarray, Numbers(1, _MOST_STEPS)] = fields.numbers(
        "1,0",
        "First signal",
        "the value, pulse, set, open or x; its last number goes on to the end",
        when="input=numbers",
        group=_READS,
    )
    signal_2: Annotated[np.ndarray, Numbers(1, _MOST_STEPS)] = fields.numbers(
        "1,0",
        "Second signal",
        "write, reset or close",
        when=f"input=numbers&network={_TWO_INPUTS}",
        group=_READS,
    )
    signal_3: Annotated[np.ndarray, Numbers(1, _MOST_STEPS)] = fields.numbers(
        "0,0,0,0,1,0", "Third signal", "read", when="input=numbers&network=read_later", group=_READS
    )


@dataclass(frozen=True, eq=False)
class Result:
    """All numbers of the page. Arrays over time begin at step 1; `step`, `unit` and `stage` say what is open.

    States and gates are those with the gate held, where one is; the `free_...` ones are without. `preactivation` are
    the open step's four sums before the squash, rows i, f, g, o, whether held or not. Differences are held minus free.
    """

    params: Params
    status: str
    inputs: tuple[str, ...]
    hold: Hold | None
    step: int
    unit: int
    stage: int
    x: Float[np.ndarray, "time input"]
    weight_ih: Float[np.ndarray, "rows input"]
    weight_hh: Float[np.ndarray, "rows hidden"]
    bias: Float[np.ndarray, " rows"]
    hidden: Float[np.ndarray, "time hidden"]
    cell: Float[np.ndarray, "time hidden"]
    input_gate: Float[np.ndarray, "time hidden"]
    forget_gate: Float[np.ndarray, "time hidden"]
    cell_gate: Float[np.ndarray, "time hidden"]
    output_gate: Float[np.ndarray, "time hidden"]
    free_hidden: Float[np.ndarray, "time hidden"]
    free_cell: Float[np.ndarray, "time hidden"]
    hidden_difference: Float[np.ndarray, "time hidden"] | None
    cell_difference: Float[np.ndarray, "time hidden"] | None
    preactivation: Float[np.ndarray, " gate"]

    def before(self, name: Literal["hidden", "cell"]) -> Float[np.ndarray, " hidden"]:
        """A state before the open step."""
        values: Float[np.ndarray, "time hidden"] = getattr(self, name)
        return values[self.step - 2] if self.step > 1 else np.zeros(values.shape[1])

    def now(self, name: str) -> float:
        """A state or a gate of the open unit after the open step."""
        return float(getattr(self, name)[self.step - 1, self.unit])


def compute(params: Params) -> Result:
    """Run the network free and, where a gate is held, once more with it."""
    weights, inputs = _network(params)
    x = _read(params, len(inputs))
    unit = min(params.unit, weights.weight_hh.shape[1] - 1)
    hold = _hold(params, unit)
    free = run_lstm(weights, x)
    run = free if hold is None else run_lstm(weights, x, hold)
    step = min(params.t, params.steps)
    h_before = run.hidden[step - 2] if step > 1 else np.zeros(len(run.hidden[0]))
    sums = weights.weight_hh @ h_before + weights.weight_ih @ x[step - 1] + weights.bias
    return Result(
        params=params,
        status="ok",
        inputs=inputs,
        hold=hold,
        step=step,
        unit=unit,
        stage=params.stage,
        x=x,
        weight_ih=weights.weight_ih,
        weight_hh=weights.weight_hh,
        bias=weights.bias,
        hidden=run.hidden,
        cell=run.cell,
        input_gate=run.input_gate,
        forget_gate=run.forget_gate,
        cell_gate=run.cell_gate,
        output_gate=run.output_gate,
        free_hidden=free.hidden,
        free_cell=free.cell,
        hidden_difference=None if hold is None else run.hidden - free.hidden,
        cell_difference=None if hold is None else run.cell - free.cell,
        preactivation=sums.reshape(4, -1)[:, unit],
    )


def _network(params: Params) -> tuple[CellWeights, tuple[str, ...]]:
    """The weights, and what the inputs are called."""
    if params.network == "random":
        return random_lstm(params.hidden_size, words.RADIUS, params.seed, params.forget_bias), ("x",)
    construction = CONSTRUCTED[params.network]
    return construction.weights, construction.inputs


def _read(params: Params, input_size: int) -> Float[np.ndarray, "time input"]:
    """The demonstration (for a random network noise), or the user's own signals, each continued to the end."""
    if params.input == "numbers":
        signals = (params.signal_1, params.signal_2, params.signal_3)[:input_size]
        return np.stack([continued(own, params.steps) for own in signals], axis=1)
    if params.network == "random":
        return signal("noise", params.steps, params.seed)[:, None]
    return demonstration(params.network, params.steps, params.seed)


def _hold(params: Params, unit: int) -> Hold | None:
    if params.hold == "none":
        return None
    value = params.hold_candidate if params.hold == "cell_gate" else params.hold_value
    return Hold(params.hold, value, params.hold_from, None if params.hold_all else unit)


TOPIC = Topic(
    name="lstm_cell",
    title="The LSTM, gate by gate",
    question="What does each gate of an LSTM do, and what happens when it no longer does it?",
    summary="One step of the cell, equation by equation; gates over time; and any of them held.",
    params=Params,
    compute=compute,
    draw=draw,
    script=script,
    presets=words.PRESETS,
    quiz=words.QUIZ,
    sources=(
        part(LSTM_NETWORKS, "the cell step by step, in the same order"),
        Source(
            "Long Short-Term Memory",
            "Sepp Hochreiter and Jürgen Schmidhuber, 1997",
            "https://doi.org/10.1162/neco.1997.9.8.1735",
            "the cell with input and output gates",
        ),
        Source(
            "Learning to Forget: Continual Prediction with LSTM",
            "Felix A. Gers, Jürgen Schmidhuber and Fred Cummins, 2000",
            "https://doi.org/10.1162/089976600300015015",
            "the forget gate",
        ),
    ),
    emblem="states",
)
