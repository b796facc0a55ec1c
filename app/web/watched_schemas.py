"""What a program tells of the training that it does itself: strict and bounded, since it is kept and drawn as it is."""

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MAX_SNAPSHOTS = 20
"""In one request."""
_MAX_LAYERS, _MAX_NETWORKS, _MAX_NUMBERS, _MAX_PARAMS = 32, 8, 32, 40
_MAX_STEP = 2**53  # the largest whole number that JavaScript knows exactly

Number = Annotated[float, Field(allow_inf_nan=False)] | None
Step = Annotated[int, Field(ge=0, le=_MAX_STEP)]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_ -]{0,39}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
LayerKey = Annotated[str, StringConstraints(pattern=r"^layer_[0-9]{1,3}_(forward|backward)$")]
Line = Annotated[str, StringConstraints(max_length=200)]
Course = Annotated[list[Number], Field(max_length=400)]
Gate = Literal[
    "input_gate", "forget_gate", "cell_gate", "output_gate", "reset_gate", "update_gate", "new_gate"
]
Value = Line | Annotated[int, Field(ge=-_MAX_STEP, le=_MAX_STEP)] | Number | bool
Param = Value | Annotated[list[Line], Field(max_length=40)]


class _Told(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Start(_Told):
    """Where it is trained; shown in the run's manifest."""

    host: Line = ""
    process: Step | None = None
    machine: Line = ""
    versions: Annotated[dict[Name, Line], Field(max_length=20)] = {}


class WatchedIn(_Told):
    """A run that is trained elsewhere, at its beginning."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        description="the run's name"
    )
    steps: Annotated[int, Field(ge=1, le=_MAX_STEP)] | None = Field(
        None, description="updates of the whole run, where they are known"
    )
    seed: Annotated[int, Field(ge=-_MAX_STEP, le=_MAX_STEP)] | None = None
    device: Line = "cpu"
    params: Annotated[dict[Name, Param], Field(max_length=_MAX_PARAMS)] = Field(
        {}, description="whatever tells the run from others: learning rate, sizes"
    )
    start: Start = Start()

    def kept(self) -> dict[str, Any]:
        """The run's parameters; its own fields stand above those of the same name."""
        own = {"name": self.name, "device": self.device} | ({} if self.seed is None else {"seed": self.seed})
        return own | {
            name: value for name, value in self.params.items() if name not in ("name", "device", "seed")
        }


class Plane(_Told):
    """A state's place on it is (h - center) @ axes."""

    center: Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(max_length=400)]
    axes: Annotated[
        list[
            Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Field(min_length=2, max_length=2)]
        ],
        Field(max_length=400),
    ]


class LayerIn(_Told):
    """One layer in one direction; entry i of a list by time is step first + i * every of the network's facts."""

    gradient_norms: Course | None = Field(None, description="2-norm of the total derivative dL/dh_t")
    log10_gradient_norms: Course | None = Field(None, description="null where it is exactly 0")
    cell_gradient_norms: Course | None = Field(None, description="2-norm of the total derivative dL/dc_t")
    gates: dict[Gate, Course] = Field({}, description="mean over the units of each gate")
    hidden: Annotated[list[Course], Field(max_length=400)] = Field([], description="states (time, unit)")
    plane: Plane | None = None
    spectral_radius: dict[Gate | Literal["hidden"], Number] = Field({}, description="of weight_hh, by gate")

    @model_validator(mode="after")
    def _fits(self) -> "LayerIn":
        sizes = {len(row) for row in self.hidden}
        if self.plane is not None:
            sizes |= {len(self.plane.center), len(self.plane.axes)}
        if len(sizes) > 1:
            raise ValueError(
                "every row of hidden, and the plane's center and axes, must have one entry a unit"
            )
        return self


class Facts(_Told):
    """What a network is, and which steps are told of it."""

    name: Line
    kind: Literal["RNN", "GRU", "LSTM"]
    is_bounded: bool = Field(True, description="whether states lie between -1 and 1")
    units: Step
    shown_units: Step
    length: Step = Field(description="steps of the sequence whose gradient is told")
    first: Step = 0
    every: Annotated[int, Field(ge=1, le=_MAX_STEP)] = 1


class NetworkIn(_Told):
    facts: Facts
    layers: Annotated[dict[LayerKey, LayerIn], Field(max_length=_MAX_LAYERS)]


class SnapshotIn(_Told):
    """What training is like after so many updates."""

    step: Step = Field(description="updates done; goes up from snapshot to snapshot")
    loss: Number = None
    gradient_norm: Number = Field(None, description="of all parameters together")
    numbers: Annotated[dict[Name, Number], Field(max_length=_MAX_NUMBERS)] = Field(
        {}, description="more numbers, by name, such as accuracy"
    )
    networks: Annotated[dict[Key, NetworkIn], Field(max_length=_MAX_NETWORKS)] = {}


class SnapshotsIn(_Told):
    """News of a run; without any it is a sign of life, due every few seconds."""

    snapshots: Annotated[list[SnapshotIn], Field(max_length=MAX_SNAPSHOTS)]
    step: Step = Field(0, description="updates done by now")
    duration_s: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] = Field(
        0.0, description="seconds since the run began"
    )

    @model_validator(mode="after")
    def _goes_up(self) -> "SnapshotsIn":
        steps = [one.step for one in self.snapshots]
        if any(after <= before for before, after in pairwise(steps)):
            raise ValueError("the steps of the snapshots must go up")
        return self


class FinishIn(_Told):
    status: Literal["done", "failed", "stopped"] = "done"
    reason: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, description="why it failed or was stopped"
    )
