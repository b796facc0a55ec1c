"""A library of its own for each test."""

import pytest
import torch

from app.microscope.library import Library
from app.settings import Settings
from app.store import Store


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path / "data", device="cpu")


@pytest.fixture
def library(settings) -> Library:
    return Library(Store(settings.database), settings, torch.device("cpu"))
