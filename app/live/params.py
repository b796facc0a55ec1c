"""What of a run is shown."""

from pydantic import BaseModel, ConfigDict, Field


class LiveParams(BaseModel):
    """The step at which a run is looked at, and whether its figures come with numbers."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    step: int | None = Field(
        None, ge=0, le=2**63 - 1, description="update whose snapshot is shown; the newest where none is given"
    )
    bound: bool = Field(
        False, description="figures without numbers: each trace's meta names its path in the snapshots"
    )
