"""What holds for every lecture page: its form, its numbers, its figures, its script, its words."""

import ast
import io
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import ValidationError

from app.figures.theme import browser_theme
from app.figures.view import View, payload
from app.topics import TOPICS
from app.topics.fields import Numbers, TopicParams, as_text
from app.topics.topic import Topic, public_numbers, query_of, status_of, texts
from app.web.answers import encode
from tests.figures.samples import assert_plotly_knows, colors
from tests.topics.learning import WholeCorpus, learned_for, wholly_learned_for

EVERY = [pytest.param(topic, id=topic.name) for topic in TOPICS]
PRESETS = [
    pytest.param(topic, preset, id=f"{topic.name}-{preset.label}")
    for topic in TOPICS
    for preset in topic.presets
]
FIELDS = [
    pytest.param(topic, name, id=f"{topic.name}-{name}")
    for topic in TOPICS
    for name in topic.params.model_fields
]


SENTENCES = ("Fish", "When I was in France", "Is the old word xyzzy in the", "Never " * 60 + "is it in the")
"""What users may type where words are asked for."""
QUICK: dict[str, dict[str, str]] = {"clouds": {"steps": "8"}, "taggers": {"epochs": "1"}}
"""What makes a script that trains quick enough for a test."""


def look_of(topic: Topic, name: str) -> dict[str, Any]:
    extra = topic.params.model_fields[name].json_schema_extra
    assert isinstance(extra, dict)
    look = extra["x-look"]
    assert isinstance(look, dict)
    return look


def context_of(topic: Topic, name: str) -> dict[str, str]:
    """The values of other fields under which this one matters."""
    conditions = str(look_of(topic, name).get("when", "")).split("&")
    pairs = (condition.partition("=") for condition in conditions if condition)
    return {other: allowed.split("|")[0] for other, _, allowed in pairs}


def other_values(topic: Topic, name: str) -> Iterator[str]:
    """Allowed values of a field that are not its default."""
    info = topic.params.model_fields[name]
    default = texts(topic.params())[name]
    shape = next((item for item in info.metadata if isinstance(item, Numbers)), None)
    if shape is not None:
        array = getattr(topic.params(), name)
        yield as_text(np.clip(array * 0.75 + 0.125, shape.low_limit, shape.limit))
        yield as_text(np.clip(array * 0.5 - 0.25, shape.low_limit, shape.limit))
    elif info.annotation is bool:
        yield "false" if default == "true" else "true"
    elif info.annotation is str:
        yield from SENTENCES
    elif get_args(info.annotation):
        yield from (value for value in get_args(info.annotation) if value != default)
    else:
        low, high = limits(topic, name)
        whole = info.annotation is int
        between = [low + (high - low) * share for share in (1.0, 0.0, 0.5, 0.25, 0.1)]
        yield from (as_text(round(value) if whole else float(value)) for value in between)


def limits(topic: Topic, name: str) -> tuple[float, float]:
    schema = topic.params.model_json_schema()["properties"][name]
    return schema["minimum"], schema["maximum"]


_BY_NAME = {topic.name: topic for topic in TOPICS}


def view_of(topic: Topic, params: TopicParams) -> View:
    """The topic's view of a state, drawn once for all tests that look at it."""
    return _drawn(topic.name, tuple(texts(params).items()))[0]


def seen(topic: Topic, params: TopicParams) -> bytes:
    """All that a user can see of a state."""
    return _drawn(topic.name, tuple(texts(params).items()))[1]


@lru_cache(512)
def _drawn(name: str, state: tuple[tuple[str, str], ...]) -> tuple[View, bytes]:
    """The view, and what is sent of it: taken at once, since a look at a figure's parts changes how it is written."""
    topic = _BY_NAME[name]
    params = topic.params.model_validate(dict(state))
    view = topic.view(params, learned_for(topic, params))
    return view, encode(payload(view))


def allowed(topic: Topic, given: dict[str, str]) -> TopicParams | None:
    """The parameters, or None where the topic refuses the combination."""
    try:
        return topic.params.model_validate(given)
    except ValidationError:
        return None


def holds_only_numbers(value: Any) -> bool:
    return not isinstance(value, np.ndarray) or value.dtype.kind in "fiubc"


@pytest.mark.parametrize("topic", EVERY)
def test_the_slug_names_the_module_the_template_and_the_test(topic: Topic):
    root = Path(__file__).parents[2]
    assert (root / "app" / "topics" / f"{topic.name}.py").is_file()
    assert (root / "templates" / "topics" / f"{topic.name}.html").is_file()
    assert (root / "tests" / "topics" / f"test_{topic.name}.py").is_file()
    assert topic.question.endswith("?")
    assert topic.sources


@pytest.mark.parametrize("topic", EVERY)
def test_every_field_has_words_and_limits(topic: Topic):
    for name, info in topic.params.model_fields.items():
        assert info.title, name
        assert info.description, name
        if info.annotation in (int, float) and not get_args(info.annotation):
            low, high = limits(topic, name)
            assert low < high
            assert {"labels"} & look_of(topic, name).keys() == set()


@pytest.mark.parametrize(("topic", "name"), FIELDS)
def test_every_field_changes_something(topic: Topic, name: str):
    given = context_of(topic, name)
    before = seen(topic, topic.params.model_validate(given))

    tried = (allowed(topic, given | {name: value}) for value in other_values(topic, name))

    assert any(params is not None and seen(topic, params) != before for params in tried)


@pytest.mark.parametrize(("topic", "name"), FIELDS)
def test_both_ends_of_every_field_are_answered_in_numbers_or_words(topic: Topic, name: str):
    info = topic.params.model_fields[name]
    if (
        get_args(info.annotation)
        or info.annotation in (bool, str)
        or any(isinstance(item, Numbers) for item in info.metadata)
    ):
        ends = list(other_values(topic, name))
    else:
        ends = [as_text(int(end) if info.annotation is int else end) for end in limits(topic, name)]

    for end in ends:
        params = allowed(topic, context_of(topic, name) | {name: end})
        if params is None:
            continue
        view = view_of(topic, params)
        assert view.verdict.strip()
        assert view.status
        assert "nan" not in view.verdict
        assert "None" not in view.verdict


@pytest.mark.parametrize("topic", EVERY)
def test_a_value_over_the_limit_is_refused_with_the_range(topic: Topic):
    name = next(name for name, info in topic.params.model_fields.items() if info.annotation in (int, float))
    _, high = limits(topic, name)

    with pytest.raises(ValidationError) as refusal:
        topic.params.model_validate({name: as_text(int(high) + 1)})

    assert as_text(int(high)) in str(refusal.value)


@pytest.mark.parametrize("topic", EVERY)
def test_the_result_is_frozen_numbers_with_torchs_words(topic: Topic):
    result = topic.computed(topic.params(), learned_for(topic, topic.params()))

    assert is_dataclass(result)
    numbers = public_numbers(result)
    assert numbers
    assert all(holds_only_numbers(value) for value in numbers.values())
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", field.name) for field in fields(result))
    with pytest.raises(AttributeError):
        setattr(result, "status", "changed")  # noqa: B010
    assert encode(numbers)


@pytest.mark.parametrize("topic", EVERY)
def test_a_view_is_complete(topic: Topic):
    view = view_of(topic, topic.params())
    known = browser_theme()["dark_of"]

    assert len(view.figures) >= 2
    assert view.verdict.endswith(".")
    assert view.equations
    slots = [figure.slot for figure in view.figures]
    assert len(set(slots)) == len(slots)
    assert {table.slot for table in view.tables} == set(slots), "a table behind each figure, and none without"
    for figure in view.figures:
        plain = payload(View((figure,), "."))["figures"][figure.slot]
        assert set(colors(plain)) <= set(known), figure.slot
        assert figure.caption.endswith("."), figure.slot
        assert "template" not in plain["layout"]
        axes = plain["layout"].get("scene", plain["layout"])
        shown = [axis for axis in ("xaxis", "yaxis") if axes.get(axis, {}).get("visible", True)]
        assert all(axes[axis]["title"]["text"] for axis in shown), f"{figure.slot}: axes without titles"
    for equation in view.equations:
        assert equation.mathml.startswith("<math")
        assert "\\" not in equation.mathml, equation.name
        assert "\\term" not in equation.latex


@pytest.mark.parametrize("topic", EVERY)
def test_every_term_of_a_formula_lights_something(topic: Topic):
    view = view_of(topic, topic.params())

    terms = set(re.findall(r"\\term\{([\w-]+)\}", " ".join(equation.marked for equation in view.equations)))
    marks = {
        trace.meta["term"]
        for figure in view.figures
        for trace in figure.figure.data
        if trace.meta and "term" in trace.meta
    }

    assert terms
    assert terms <= marks, f"terms without a mark: {terms - marks}"


@pytest.mark.parametrize(("topic", "preset"), PRESETS)
def test_every_preset_is_a_state_of_its_own_that_its_address_names(topic: Topic, preset):
    params = topic.params.model_validate(dict(preset.params))

    again = topic.params.model_validate(query_of(params))

    view = view_of(topic, params)
    assert texts(again) == texts(params)
    assert view.verdict.strip()
    for figure in view.figures:
        assert_plotly_knows(figure)


@pytest.mark.parametrize("topic", EVERY)
def test_presets_lead_to_different_states(topic: Topic):
    assert len(topic.presets) >= 4
    states = [as_state(topic, preset.params) for preset in topic.presets]
    assert len(set(states)) == len(states)
    assert len({preset.label for preset in topic.presets}) == len(states)


def as_state(topic: Topic, params: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(texts(topic.params.model_validate(dict(params))).items()))


@pytest.mark.parametrize("topic", EVERY)
def test_the_quiz_leads_to_a_state_that_shows_its_answer(topic: Topic):
    quiz = topic.quiz

    assert 0 <= quiz.answer < len(quiz.choices)
    assert len(set(quiz.choices)) >= 2
    view = view_of(topic, topic.params.model_validate(dict(quiz.params)))
    assert view.verdict.strip()


def script_states() -> Iterator[Any]:
    for topic in TOPICS:
        yield pytest.param(topic, {}, id=f"{topic.name}-defaults")
        others = [preset for preset in topic.presets if as_state(topic, preset.params) != as_state(topic, {})]
        for preset in others[:2]:
            yield pytest.param(topic, preset.params, id=f"{topic.name}-{preset.label}")


def said_alone(path: Path) -> str:
    """What a script prints in a Python of its own."""
    command = [sys.executable, "-W", "error", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def said_here(path: Path) -> str:
    """What it prints in this one, where torch is there already: starting it takes longer than most scripts."""
    with redirect_stdout(io.StringIO()) as said:
        runpy.run_path(str(path), run_name="__main__")
    return said.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(("topic", "given"), list(script_states()))
def test_the_script_prints_the_apis_numbers(topic: Topic, given: dict[str, str], tmp_path, monkeypatch):
    params: TopicParams = topic.params.model_validate(dict(given) | QUICK.get(topic.name, {}))
    source = topic.script(params)
    path = tmp_path / "script.py"
    path.write_text(source)
    (tmp_path / "everyday.conllu").write_text(WholeCorpus().corpus("everyday"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(path)])

    said = said_alone(path) if not given else said_here(path)

    assert len(source.splitlines()) <= (60 if topic.wanted is None else 120), "short enough to read in class"
    imported = set(re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE))
    assert imported <= {"numpy", "torch", "math", "pathlib", "sys"}
    numbers = public_numbers(topic.computed(params, wholly_learned_for(topic, params)))
    printed = {
        name: ast.literal_eval(text) for name, text in re.findall(r"^(\w+) = (.+)$", said, re.MULTILINE)
    }
    assert len(printed) >= 2
    for name, value in printed.items():
        assert name in numbers, f"{name} is no number of the API"
        ours = np.asarray(numbers[name])
        theirs = np.asarray(value)
        assert ours.shape == theirs.shape, name
        np.testing.assert_allclose(theirs, ours, rtol=1e-8, atol=1e-11, err_msg=name)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"h": np.ones(2), "period": None}, "ok"),
        ({"size": np.array([-np.inf, 0.0])}, "the logarithm of exactly 0 in size"),
        ({"a": np.array([np.inf]), "b": float("nan")}, "too large for a float in a; not defined there in b"),
    ],
)
def test_a_status_says_why_entries_are_null(numbers, words):
    assert words in status_of(numbers, "ok")
    assert status_of(numbers, "h became 0.") == "h became 0."
