"""A run whose networks a lecture page shows."""

from dataclasses import dataclass

from app.live.compute import Result


@dataclass(frozen=True, eq=False)
class Learned:
    """What a run has told so far, and the networks of its newest checkpoint, as safetensors; None before the first."""

    told: Result
    weights: bytes | None

    @property
    def is_done(self) -> bool:
        """Whether it has come to its end."""
        return self.told.record.status == "done"
