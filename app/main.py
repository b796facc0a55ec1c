"""create_app(settings): puts the rooms together, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import anyio.to_thread
import torch
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from app import __version__
from app.errors import Conflict
from app.jobs.control import Control
from app.jobs.corpora import Corpora
from app.jobs.loading import load_experiments
from app.jobs.runner import Runner
from app.jobs.worker import Setup
from app.live.runs import LiveRuns
from app.microscope.library import Library
from app.settings import Settings
from app.store import Store
from app.web import (
    assets,
    corpora,
    docs,
    errors,
    events,
    health,
    models,
    pages,
    run_figures,
    run_pages,
    runs,
    topic_pages,
    topics,
    traces,
    watched,
)
from app.web.assets import Assets
from app.web.feed import Feed
from app.web.openapi import describe_runs
from app.web.security import Guard
from app.web.services import Services
from app.web.templating import environment

_QUICK_THREADS = 8  # for work of milliseconds
_DEAR_THREADS = 1  # for work of seconds, such as a credit matrix
_TOPIC_THREADS = 3  # for topics' numbers, some of which take half a second: no page waits for them
_LARGE_THREADS = 2  # for traces of many numbers, so that they do not fill the memory together


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web app; `settings` default to what the environment says."""
    settings = settings or Settings()
    device = _device(settings)
    experiments = load_experiments(settings.experiments)
    store = Store(settings.database)
    runner = Runner(store, _worker_setup(settings), settings.workers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        runner.start()
        yield
        await anyio.to_thread.run_sync(runner.close)
        store.close()

    app = FastAPI(
        title="Unrolled",
        version=__version__,
        description="Recurrent networks at work: every state, gate and gradient at every time step.",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.assets = Assets()
    app.state.templates = environment(app.state.assets)
    app.state.services = Services(
        settings,
        app.state.assets,
        store,
        Library(store, settings, device),
        Control(store, experiments, runner, settings.max_queued),
        Corpora(store, settings),
        Feed(store.events),
        LiveRuns(store),
        device.type,
        quick=anyio.CapacityLimiter(_QUICK_THREADS),
        topics=anyio.CapacityLimiter(_TOPIC_THREADS),
        large=anyio.CapacityLimiter(_LARGE_THREADS),
        dear=anyio.CapacityLimiter(_DEAR_THREADS),
    )
    errors.install(app)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=4)
    app.add_middleware(Guard, settings=settings)
    for page in (pages, topic_pages, run_pages, docs, assets, health):
        app.include_router(page.router)
    for noun in (topics, models, traces, watched, runs, run_figures, events, corpora):
        app.include_router(noun.router, prefix="/api/v1")
    describe_runs(app, experiments)
    return app


def _worker_setup(settings: Settings) -> Setup:
    return Setup(
        settings.database, settings.experiments, float(settings.checkpoint_s), settings.max_checkpoints
    )


def _device(settings: Settings) -> torch.device:
    available = torch.cuda.is_available()
    if settings.device == "cuda" and not available:
        raise Conflict("UNROLLED_DEVICE: cuda is asked for, but torch sees no CUDA device. Use auto or cpu.")
    return torch.device("cuda" if available and settings.device != "cpu" else "cpu")
