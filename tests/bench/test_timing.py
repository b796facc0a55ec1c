import json
import time
from functools import partial

import pytest

from tests.bench import __main__ as bench
from tests.bench.timing import Row, measure

SLOW, FAST = partial(time.sleep, 0.004), partial(time.sleep, 0.001)


@pytest.mark.parametrize(
    ("ours", "other", "sense", "ratio_over_one"),
    [(SLOW, FAST, "at most", True), (SLOW, FAST, "at least", False), (FAST, SLOW, "at least", True)],
)
def test_ratio_and_goal_are_on_the_scale_that_the_name_says(ours, other, sense, ratio_over_one):
    row = measure(Row("work", ours, other, 1.0, sense, rounds=3))

    assert (row.ratio > 1) == ratio_over_one
    assert row.is_met == ((row.ratio <= 1) if sense == "at most" else (row.ratio >= 1))
    assert f"({sense})" in row.name


def test_both_are_run_in_turns_ours_as_often_as_is_said():
    calls: list[str] = []

    measure(Row("work", partial(calls.append, "ours"), partial(calls.append, "other"), 1.0, "at most", 2, 3))

    assert calls == ["ours", "other", *["ours", "ours", "ours", "other"] * 2]


def test_table_is_printed_and_written_as_json(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bench, "ROWS", [lambda: Row("work", FAST, SLOW, 2.0, "at least", 3)])
    monkeypatch.setenv("BENCH_JSON", str(tmp_path / "bench.json"))

    bench.main()

    (written,) = json.loads((tmp_path / "bench.json").read_text())
    assert set(written) == {"name", "ours_ms", "other_ms", "ratio", "goal"}
    assert written["name"] in capsys.readouterr().out
