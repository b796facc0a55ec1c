"""What of a trace is looked at: every control of the microscope, as it stands in the query string."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.tracing.trace import Direction

Projection = Literal["pca", "pca3", "units"]
Order = Literal["index", "activity", "similarity"]
Index = Annotated[int, Field(ge=0, le=10_000_000)]


class Params(BaseModel):
    """The microscope's controls; what is left out shows the top layer, forwards, whole."""

    model_config = ConfigDict(frozen=True)

    layer: Index | None = Field(None, description="layer, counted from 0; empty: the top one")
    direction: Direction = Field("forward", description="direction of a bidirectional network")
    sample: Index = Field(0, description="which sequence of a batch, counted from 0")
    projection: Projection = Field(
        "pca", description="trajectory in two or three principal components, or in two chosen units"
    )
    units: str = Field(
        "0,1", pattern=r"^\d{1,7},\d{1,7}$", description="the two units of projection=units, as `0,1`"
    )
    order: Order = Field("index", description="units by number, by activity, or alike beside alike")
    start: Index = Field(0, description="first time step shown, counted from 0")
    stop: Index | None = Field(None, description="time step after the last one shown; empty: the end")

    @model_validator(mode="after")
    def _range(self) -> "Params":
        if self.stop is not None and self.stop <= self.start:
            raise ValueError(f"stop must be above start, got start={self.start}, stop={self.stop}")
        return self

    @property
    def unit_pair(self) -> tuple[int, int]:
        """The two units of projection=units."""
        first, second = self.units.split(",")
        return int(first), int(second)
