import json
from collections.abc import Callable
from functools import partial

import pytest

from tests.bench import __main__ as bench
from tests.bench import dragging, serving, timing, topics, watching
from tests.bench.timing import Row, measure


class Clock:
    """Stands still but for the work that is done on it."""

    now_s = 0.0

    def perf_counter(self) -> float:
        return self.now_s

    def work(self, duration_ms: float) -> Callable[[], None]:
        def run() -> None:
            self.now_s += duration_ms / 1000

        return run


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(timing, "time", clock)
    return clock


@pytest.mark.parametrize(
    ("ours_ms", "other_ms", "sense", "ratio", "is_met"),
    [(4, 1, "at most", 4.0, False), (4, 1, "at least", 0.25, False), (1, 4, "at least", 4.0, True)],
)
def test_ratio_and_goal_are_on_the_scale_that_the_name_says(clock, ours_ms, other_ms, sense, ratio, is_met):
    row = measure(Row("work", clock.work(ours_ms), clock.work(other_ms), 2.0, sense, rounds=3))

    assert (row.ours_ms, row.other_ms) == pytest.approx((ours_ms, other_ms))
    assert row.ratio == pytest.approx(ratio)
    assert row.is_met == is_met
    assert f"({sense})" in row.name


def test_both_are_run_in_turns_ours_as_often_as_is_said():
    calls: list[str] = []

    measure(Row("work", partial(calls.append, "ours"), partial(calls.append, "other"), 1.0, "at most", 2, 3))

    assert calls == ["ours", "other", *["ours", "ours", "ours", "other"] * 2]


def test_table_is_printed_and_written_as_json(clock, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(
        bench, "ROWS", [lambda: Row("work", clock.work(1), clock.work(4), 2.0, "at least", 3)]
    )
    monkeypatch.setattr(topics, "main", lambda: [])
    monkeypatch.setattr(dragging, "main", lambda: dragging.Dragged(30.0, 40.0, 10.0, 25.0, 2))
    monkeypatch.setattr(serving, "main", lambda: [serving.Served("/", 11.0, 7.0)])
    monkeypatch.setattr(watching, "main", lambda: [watching.Watched("server away", 1.0, 2.0, 3.0, 4.0)])
    monkeypatch.setenv("BENCH_JSON", str(tmp_path / "bench.json"))

    bench.main()

    found = json.loads((tmp_path / "bench.json").read_text())
    (written,) = found["rows"]
    assert found["dragging"][0]["median_ms"] == 30.0
    assert found["serving"] == [{"page": "/", "training_ms": 11.0, "idle_ms": 7.0}]
    assert set(written) == {"name", "ours_ms", "other_ms", "ratio", "goal"}
    assert written["name"] in capsys.readouterr().out


@pytest.mark.parametrize(("median_ms", "is_met"), [(37.4, True), (37.6, False)])
def test_dragging_is_held_to_the_bare_drawing_of_the_same_run(median_ms, is_met):
    assert dragging.Dragged(median_ms, 50.0, 10.0, 25.0, 2).is_met == is_met


@pytest.mark.parametrize(("whole_ms", "is_met"), [(30.0, True), (30.1, False)])
def test_a_view_is_held_to_its_goal(whole_ms, is_met):
    assert topics.ViewTime("layer", 1.0, 1.0, 1.0, whole_ms, 1.0).is_met == is_met


@pytest.mark.parametrize(("training_ms", "is_met"), [(14.0, True), (14.1, False)])
def test_a_page_while_a_run_trains_is_held_to_twice_its_time(training_ms, is_met):
    assert serving.Served("/", training_ms, 7.0).is_met == is_met


@pytest.mark.parametrize(
    ("wall_ms", "cpu_ms", "is_met"), [(10.9, 10.9, True), (11.1, 10.0, False), (10.0, 11.1, False)]
)
def test_a_loop_that_is_watched_is_held_to_both_of_its_times(wall_ms, cpu_ms, is_met):
    assert watching.Watched("server there", wall_ms, 10.0, cpu_ms, 10.0).is_met == is_met
