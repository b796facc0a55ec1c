"""Any number of viewers follow a run from any point, and the store is read once for all of them."""

import asyncio
from collections import Counter

import pytest

from app.store import Store
from app.store.events import Events
from app.web.feed import Feed

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'unrolled.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def run_id(store):
    return store.runs.add("toy", {}, 10).id


@pytest.fixture
def worker(store, run_id):
    store.runs.claim("worker", {})
    return store.runs.owned(run_id, "worker")


class CountedEvents(Events):
    """The store's events, and how often they were asked for."""

    def __init__(self, store):
        super().__init__(store._engine)
        self.calls: Counter[str] = Counter()
        self.is_broken = False

    def after(self, *args):
        self.calls["after"] += 1
        return super().after(*args)

    def last_ids(self, *args):
        self.calls["last_ids"] += 1
        if self.is_broken:
            raise RuntimeError("the disk is gone")
        return super().last_ids(*args)


async def ids(feed, run_id, after=0):
    return [event.id async for event in feed.follow(run_id, after)]


async def train(worker, steps, pause_s=0.0):
    for step in range(steps):
        await asyncio.to_thread(worker.add_snapshots, [{"step": step, "steps": steps}])
        await asyncio.sleep(pause_s)
    await asyncio.to_thread(worker.finish, "done")


async def test_viewers_from_any_point_see_all_that_follows(store, run_id, worker):
    feed = Feed(store.events)

    first, late, beyond, _ = await asyncio.gather(
        ids(feed, run_id), ids(feed, run_id, 3), ids(feed, run_id, 10), train(worker, 9, 0.03)
    )

    assert first == list(range(1, 14))  # queued, running, nine snapshots, done and done
    assert late == first[3:]
    assert beyond == first[10:]


async def test_the_store_is_read_once_for_any_number_of_viewers(store, run_id, worker):
    events = CountedEvents(store)
    feed = Feed(events)

    seen = await asyncio.gather(*(ids(feed, run_id, 2) for _ in range(30)), train(worker, 5, 0.15))

    assert all(one == list(range(3, 10)) for one in seen[:-1])
    looks = events.calls["last_ids"]
    assert events.calls["after"] <= looks  # once for all, where there was news


async def test_a_viewer_far_behind_reads_from_the_store(store, run_id, worker):
    feed = Feed(store.events)
    await train(worker, 120)

    assert await ids(feed, run_id) == list(range(1, 125))


async def test_a_viewer_that_reads_slowly_misses_nothing(store, run_id, worker):
    feed = Feed(store.events)
    seen = []

    async def dawdle():
        async for event in feed.follow(run_id, 0):
            seen.append(event.id)
            await asyncio.sleep(0.2 if event.id == 3 else 0)

    await asyncio.gather(dawdle(), train(worker, 100))

    assert seen == list(range(1, 105))


async def test_a_deleted_run_ends_its_streams(store, run_id, worker):
    feed = Feed(store.events)

    async def delete():
        await asyncio.sleep(0.2)
        store.runs.delete(run_id)

    seen, _ = await asyncio.wait_for(asyncio.gather(ids(feed, run_id), delete()), 10)

    assert seen == [1, 2]


async def test_closing_ends_every_stream(store, run_id):
    feed = Feed(store.events)
    viewers = [asyncio.create_task(ids(feed, run_id)) for _ in range(3)]
    await asyncio.sleep(0.2)

    feed.close()

    assert await asyncio.wait_for(asyncio.gather(*viewers), 10) == [[1]] * 3


async def test_nothing_is_read_while_nobody_watches(store, run_id):
    events = CountedEvents(store)
    feed = Feed(events)
    viewer = asyncio.create_task(ids(feed, run_id))
    await asyncio.sleep(0.3)
    viewer.cancel()
    await asyncio.sleep(0.3)
    events.calls.clear()

    await asyncio.sleep(0.3)

    assert events.calls.total() == 0


async def test_a_store_that_does_not_answer_for_a_while_ends_no_stream(store, run_id, worker, monkeypatch):
    monkeypatch.setattr("app.web.feed._REST_S", 0.05)
    events = CountedEvents(store)
    feed = Feed(events)
    events.is_broken = True

    async def repair():
        await asyncio.sleep(0.3)
        events.is_broken = False
        await train(worker, 3)

    seen, _ = await asyncio.wait_for(asyncio.gather(ids(feed, run_id), repair()), 30)

    assert seen == list(range(1, 8))
