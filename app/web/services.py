"""What the routes work with, in one place; made by main, one for each app."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Concatenate, ParamSpec, TypeVar

import anyio
import anyio.to_thread
from fastapi import Depends
from starlette.requests import Request

from app.jobs.control import Control
from app.jobs.corpora import Corpora
from app.live.runs import LiveRuns
from app.microscope.library import Library
from app.settings import Settings
from app.store import Store
from app.web.assets import Assets
from app.web.feed import Feed

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Services:
    settings: Settings
    assets: Assets
    store: Store
    library: Library
    control: Control
    corpora: Corpora
    feed: Feed
    live: LiveRuns
    device: str
    quick: anyio.CapacityLimiter
    topics: anyio.CapacityLimiter
    large: anyio.CapacityLimiter
    dear: anyio.CapacityLimiter

    async def compute(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run blocking work in a thread."""
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.quick)

    async def compute_topic(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a topic for a program or a slider; few at a time, so that opening a page does not wait for them."""
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.topics)

    async def compute_trace(
        self, work: Callable[Concatenate[str, P], T], trace_id: str, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run blocking work on a trace; on large ones few at a time, since each takes half a gigabyte."""
        limiter = self.large if await self.compute(self.library.is_large, trace_id) else self.quick
        return await anyio.to_thread.run_sync(partial(work, trace_id, *args, **kwargs), limiter=limiter)

    async def compute_dear(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work of seconds in a thread; one at a time, so that pages never wait for it."""
        return await anyio.to_thread.run_sync(partial(work, *args, **kwargs), limiter=self.dear)


def _services(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(_services)]
