"""An app of its own for each test, and a client that speaks to it without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path / "data", device="cpu", max_upload_mb=2)


@pytest.fixture
def app(settings) -> FastAPI:
    return create_app(settings)


@asynccontextmanager
async def connected(served: FastAPI | Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an app, or of a new one with these settings."""
    app = create_app(served) if isinstance(served, Settings) else served
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as made:
        yield made


@pytest.fixture
async def client(app) -> AsyncIterator[httpx.AsyncClient]:
    async with connected(app) as made:
        yield made
