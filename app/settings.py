"""Every setting, with its default, unit and help; a bad value is refused at start.

Read from the environment with the prefix `UNROLLED_`, for example `UNROLLED_PORT=9000`.
`python -m app --help` prints this list.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "UNROLLED_"
Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """The server's settings; build one with keyword arguments in tests."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="port to listen on")
    allowed_hosts: Names = Field(
        ("localhost", "127.0.0.1", "[::1]"),
        description="host names that requests may be addressed to, comma separated; `*` allows any",
    )
    frame_ancestors: str = Field(
        "'self'",
        pattern=r"^[ -+\--:<-~]+$",
        description="sites that may show pages in a frame, as in Content-Security-Policy",
    )
    data_dir: Path = Field(Path("unrolled-data"), description="folder of everything that is kept")
    database_url: str = Field("", description="any SQLAlchemy URL; empty: SQLite in the data folder")
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="where networks run; auto takes CUDA where there is a device"
    )
    workers: int = Field(
        1, ge=0, le=64, description="processes that train runs; with 0 this server only shows them"
    )
    max_queued: int = Field(20, ge=1, le=10_000, description="runs that may wait for a worker")
    checkpoint_s: int = Field(
        10, ge=1, le=3600, description="time between two checkpoints of a run, in seconds"
    )
    max_checkpoints: int = Field(
        10, ge=2, le=1000, description="checkpoints kept of a run, spread over its steps"
    )
    experiments: str = Field(
        "app.training.experiments:EXPERIMENTS",
        min_length=1,
        description="where the mapping of experiments stands, as package.module:ATTRIBUTE",
    )
    corpus_dir: str = Field("", description="folder whose corpora may be read by their path; empty: none")
    cache_mb: int = Field(512, ge=16, le=65536, description="memory for computed arrays, in MB")
    max_upload_mb: int = Field(64, ge=1, le=4096, description="largest upload, packed or not, in MB")
    max_steps: int = Field(20_000, ge=2, le=1_000_000, description="longest input, in time steps")
    max_values: int = Field(
        6_000_000,
        ge=1000,
        description="largest trace: batch x time steps x hidden units x layers x directions",
    )
    max_credit_steps: int = Field(
        2_000, ge=2, le=5_000, description="longest input of a credit matrix, in time steps"
    )
    max_state_size: int = Field(
        1_024, ge=2, le=8_192, description="largest matrix taken apart: hidden_size, or the state (h, c)"
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip().lower() for part in value.split(",") if part.strip())

    @field_validator("corpus_dir")
    @classmethod
    def _is_there(cls, value: str) -> str:
        try:
            is_folder = not value or Path(value).is_dir()
        except (OSError, ValueError):
            is_folder = False
        if not is_folder:
            raise ValueError(f"{value} is no folder; name one that is there, or none")
        return value

    @field_validator("data_dir")
    @classmethod
    def _is_a_folder(cls, value: Path) -> Path:
        try:
            is_file = value.exists() and not value.is_dir()
        except OSError as error:
            raise ValueError(f"cannot be used: {error.strerror}") from None
        if is_file:
            raise ValueError(f"{value} is a file; name a folder")
        return value

    @property
    def database(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'unrolled.sqlite'}"

    @property
    def max_upload_bytes(self) -> int:
        """The largest upload in bytes."""
        return self.max_upload_mb * 2**20
