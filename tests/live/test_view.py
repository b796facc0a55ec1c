"""The figures of a tagger's run, and of runs whose snapshots have another shape."""

from datetime import UTC, datetime
from typing import Any

import orjson
import plotly.graph_objects as go
import pytest

from app.jobs.resources import KeptCorpora
from app.live.binding import value_at
from app.live.comparison import compare, ends
from app.live.compute import Result, read
from app.live.draw import draw, figures
from app.live.params import LiveParams
from app.store import EventRecord, RunRecord, Store
from app.training.cloze import CLOZE
from app.training.tagger import TAGGER

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def record(**more):
    plain: dict[str, Any] = {
        "id": "a",
        "experiment": "any",
        "params": {},
        "status": "running",
        "asked": "",
        "reason": None,
    }
    plain |= {"step": 0, "steps": 40, "created_at": NOW, "changed_at": NOW, "duration_s": 1.0, "starts": []}
    return RunRecord(**(plain | {"last_event": 0, "last_snapshot": -1} | more))


def result(snapshots, **more):
    events = [
        EventRecord(number, "snapshot", snapshot["step"], NOW, orjson.dumps(snapshot).decode())
        for number, snapshot in enumerate(snapshots, start=1)
    ]
    return Result(record(**more), read(events))


def told(experiment, store, **params):
    moments = experiment.train(experiment.params(**params), None, KeptCorpora(store))
    return [
        orjson.loads(orjson.dumps({"step": moment.step, "steps": moment.steps, **moment.snapshot}))
        for moment in moments
        if moment.snapshot is not None
    ]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('live') / 'unrolled.sqlite'}")
    yield store
    store.close()


@pytest.fixture(scope="module")
def tagger_run(store):
    """One epoch of large batches: seconds."""
    cells = ["rnn", "gru", "lstm"]
    return result(told(TAGGER, store, cell=cells, epochs=1, batch_size=32, hidden_dim=4), experiment="tagger")


def bindings(view):
    return [
        (slot, trace)
        for slot, figure in view["figures"].items()
        for trace in figure["data"]
        if {"over", "at"} & set(trace.get("meta") or {})
    ]


def test_every_binding_of_a_taggers_figures_finds_numbers(tagger_run):
    bound, view = draw(tagger_run, LiveParams(bound=True)), draw(tagger_run, LiveParams())

    for slot, trace in bindings(bound):
        path = trace["meta"].get("over", trace["meta"].get("at"))
        assert any(value_at(one, path) is not None for one in tagger_run.snapshots), (slot, path)
    for slot, trace in bindings(view):
        numbers = trace.get("z", trace.get("y"))
        assert len(numbers) > 0, (slot, trace["meta"])
        assert "z" in trace or len(trace["x"]) == len(trace["y"]), (slot, trace["meta"])
    for figure in view["figures"].values():
        go.Figure(figure)


def test_every_network_has_its_panels(tagger_run):
    slots = {figure.slot for figure in figures(tagger_run)}

    assert {"loss", "accuracy", "gradient_norm", "probe", "spectral_radius"} <= slots
    for network in ("rnn", "gru", "lstm"):
        for panel in ("own", "influence", "trajectory", "mean", "spread", "units", "confusion"):
            assert f"{panel}-{network}" in slots


def test_another_step_shows_other_numbers(tagger_run):
    first, last = (draw(tagger_run, LiveParams(step=step))["figures"] for step in (0, 21))

    assert first["loss"]["layout"]["shapes"][0]["x0"] == 0
    assert last["loss"]["layout"]["shapes"][0]["x0"] == 21
    assert first["own-lstm"]["data"][0]["z"] != last["own-lstm"]["data"][0]["z"]
    assert first["probe"]["layout"]["yaxis"]["range"] == last["probe"]["layout"]["yaxis"]["range"]


def test_better_is_said_only_where_the_paired_test_says_so(tagger_run):
    end = tagger_run.snapshots[-1]["end"]
    sure = [one for one in end["comparisons"] if one["p"] < 0.05]
    unsure = [one for one in end["comparisons"] if one["p"] >= 0.05]

    verdict = draw(tagger_run, LiveParams())["verdict"]

    said = verdict.partition(" differ is not sure.")
    assert (said[1] != "") == bool(unsure)
    assert said[0].count("(p = ") == len(unsure) or not unsure
    assert verdict.count("(p ") == len(end["comparisons"])
    worse = {one["second" if one["first_only"] > one["second_only"] else "first"] for one in sure}
    assert verdict.count(" better than ") == len(worse)
    assert f"baseline {100 * end['baseline']['accuracy']:.1f} %" in verdict


def test_the_verdict_of_a_step_is_of_the_measuring_before_it(tagger_run):
    measured = [one for one in tagger_run.snapshots if "assessment" in one]
    before = draw(tagger_run, LiveParams(step=measured[1]["step"] - 1))
    unfinished = draw(result(tagger_run.snapshots[:-1], experiment="tagger"), LiveParams(bound=True))

    assert [step for step, _ in before["verdicts"]] == [one["step"] for one in measured]
    assert before["verdict"] == before["verdicts"][0][1]
    assert before["verdict"].startswith("At update 0, of the words held out, tagged right: RNN ")
    assert f"GRU {100 * measured[0]['assessment']['gru']['accuracy']:.1f} %" in before["verdict"]
    assert "(p " in before["verdict"], "whether they differ is tested while they learn too"
    assert unfinished["verdict"] == unfinished["verdicts"][-1][1] == before["verdicts"][-2][1]


def test_a_network_that_has_stopped_learning_is_named(tagger_run):
    first = tagger_run.snapshots[0]
    stopped = first | {"cells": first["cells"] | {"gru": first["cells"]["gru"] | {"has_stopped": True}}}

    verdict = draw(result([stopped], experiment="tagger"), LiveParams())["verdict"]

    assert "The GRU has stopped learning" in verdict
    assert "The RNN has stopped" not in verdict


def test_what_a_long_course_leaves_out_is_said(tagger_run):
    many = [{"step": step, "steps": 9_000, "loss": 1 / (step + 1)} for step in range(2_500)]

    view = draw(result(many), LiveParams())

    assert "2,000 of 2,500 snapshots" in view["captions"]["loss"]
    assert view["reduced"] == ["loss"]
    assert draw(tagger_run, LiveParams())["reduced"] == []


def test_a_cloze_run_is_drawn_by_the_same_machinery(store):
    snapshots = told(CLOZE, store, steps=2, networks=["window", "lstm"], batch_size=4)

    view = draw(result(snapshots, steps=2), LiveParams())

    assert [trace["name"] for trace in view["figures"]["networks-loss"]["data"][:2]] == ["window", "LSTM"]
    accuracy = snapshots[-1]["networks"]["lstm"]["accuracy"]
    assert view["figures"]["networks-lstm-accuracy"]["data"][0]["z"][-1] == accuracy
    candidates = view["figures"]["networks-window-candidates"]["data"][0]
    assert (
        dict(zip(candidates["x"], candidates["y"], strict=True))
        == (snapshots[-1]["networks"]["window"]["candidates"])
    )


def test_taggers_side_by_side_show_the_same_step_and_what_they_have_come_to(tagger_run):
    view = compare([tagger_run, tagger_run], step=21)
    rows = list(ends([tagger_run, tagger_run]))

    profiles = view["figures"]["probe"]["data"]
    told = [one for one in tagger_run.snapshots if "look" in one and one["step"] <= 21][-1]
    wanted = [value or None for value in told["look"]["gru"]["probe"]["gradient_norms"]]
    assert [trace["name"] for trace in profiles] == ["A RNN", "A GRU", "A LSTM", "B RNN", "B GRU", "B LSTM"]
    assert profiles[1]["y"] == profiles[4]["y"] == wanted
    assert [(row["run"], row["network"]) for row in rows[2:4]] == [("A", "LSTM"), ("B", "RNN")]
    accuracy = tagger_run.snapshots[-1]["end"]["cells"]["rnn"]["accuracy"]
    assert rows[0]["accuracy"] == f"{100 * accuracy:.1f} %"


@pytest.mark.parametrize(
    "snapshots",
    [
        [],
        [{"step": 0, "steps": 4}],
        [{"step": 0, "steps": 4, "loss": None, "odd": "words", "list": [], "deep": {"a": {"b": [1, None]}}}],
        [{"step": 0, "steps": 4, "look": {"rnn": {}}, "facts": {}, "assessment": 3, "a.b": 1}],
        [{"step": number, "steps": 90, **{f"n{number}": 1.5}} for number in range(90)],
    ],
)
def test_snapshots_of_any_shape_are_no_error(snapshots):
    for params in (LiveParams(), LiveParams(step=0), LiveParams(bound=True)):
        view = draw(result(snapshots), params)
        assert len(view["figures"]) <= 24
        assert orjson.dumps(view)
    assert orjson.dumps(compare([result(snapshots)] * 2, None))
