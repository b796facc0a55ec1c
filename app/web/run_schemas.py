"""Bodies of requests and answers about runs and corpora, as OpenAPI shows them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.store.records import Status
from app.web.schemas import Figures


class ManifestOut(BaseModel):
    seed: int | None
    device: str = Field(description="cpu or cuda: on the CPU the same seed gives the same numbers")
    starts: list[dict[str, Any]] = Field(
        description="each start: when, from which step, on which machine, with which versions"
    )


class RunOut(BaseModel):
    id: str
    experiment: str
    status: Status
    asked: Literal["pause", "stop", "interrupt"] | None = Field(description="until the worker has obeyed")
    reason: str | None = Field(description="why it was interrupted, or failed")
    params: dict[str, Any] = Field(description="as given, defaults filled in")
    step: int = Field(description="optimizer updates done")
    steps: int | None = Field(description="updates of the whole run; null before its first start")
    created_at: str
    changed_at: str = Field(description="when its status last changed")
    duration_s: float = Field(description="time at work, in seconds")
    rate: float | None = Field(description="updates a second")
    remaining_s: float | None = Field(description="time left at this rate, in seconds")
    checkpoints: list[int] = Field(description="steps")
    last_event: int
    manifest: ManifestOut
    url: str


class RunsOut(BaseModel):
    runs: list[RunOut]
    total: int = Field(description="runs that the filter lets through, on all pages")


class RunFigures(Figures):
    verdicts: list[list[int | str]] = Field(
        description="step at which the networks were measured, and the verdict from there on"
    )


class Standing(BaseModel):
    status: Status
    step: int
    steps: int | None


class ComparedFigures(Figures):
    runs: list[Standing] = Field(description="where each run stands, in the order of `ids`")
    ends: list[dict[str, str]] = Field(description="a row for each network: what it has come to")
    steps: list[int] = Field(description="steps at which any of the runs has a snapshot")


class ExperimentOut(BaseModel):
    name: str
    title: str
    params: dict[str, Any] = Field(description="JSON Schema of the parameters, with limits and help")


class ExperimentsOut(BaseModel):
    experiments: list[ExperimentOut]


class CorpusOut(BaseModel):
    id: str = Field(description="what a run's parameter `corpus` names")
    name: str
    built_in: bool
    created_at: str | None
    sentences: int
    words: int
    tags: list[str]


class CorporaOut(BaseModel):
    corpora: list[CorpusOut]
