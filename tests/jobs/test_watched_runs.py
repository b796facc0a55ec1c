"""A run of a program of the user's own is interrupted when nothing is heard of it, and goes on when it speaks."""

import pytest

from app.jobs import runner as jobs_runner
from tests.jobs.waiting import until


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    monkeypatch.setattr(jobs_runner, "_SILENT_S", 0.2)


def test_one_that_is_silent_is_interrupted_and_one_that_speaks_goes_on(store, runner):
    run_id = store.watched.add({"name": "mine"}, None, {}).id

    until(lambda: store.runs.run(run_id).status == "interrupted")
    assert "Nothing was heard" in str(store.runs.run(run_id).reason)

    assert store.watched.hear(run_id, [{"step": 0}], 1, 1.0).status == "running"
