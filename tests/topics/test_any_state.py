"""Whatever a topic's limits allow, all fields at once: it is answered, in plain words, with a reason for every null."""

import re
import warnings
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from app.figures.table import as_csv
from app.figures.view import View, payload
from app.topics import TOPICS
from app.topics.fields import Numbers, as_text
from app.topics.topic import Topic
from app.web.answers import encode
from app.web.topics import numbers_payload
from tests.topics.learning import learned_for
from tests.topics.test_every_topic import SENTENCES

_UNREADABLE = re.compile(
    r"\bnan\b|\binf\b|None\b(?! exceeds)|\d{13}|e[+-]\d\d|[{}]|  |−−|(?<![\d.,])1 steps\b"
)
_MANY_VALUES = 40
_MATRICES = st.sampled_from(
    ("any", "0", "identity", "nilpotent", "defective", "singular", "skew", "turn", "edges", "tiny", "uneven")
)


def matrix(kind: str, rows: int, columns: int, shape: Numbers, seed: int) -> np.ndarray:
    """A matrix of a kind that is known to be hard, with entries that the field allows."""
    rng = np.random.default_rng(seed)
    drawn, line = rng.standard_normal((rows, columns)), np.arange(rows)[:, None] - np.arange(columns)
    made: dict[str, np.ndarray] = {
        "any": drawn,
        "0": 0 * drawn,
        "identity": np.eye(rows, columns),
        "nilpotent": np.where(line < 0, drawn, 0),
        "defective": np.eye(rows, columns) + (line == -1),
        "singular": np.outer(drawn[:, 0], drawn[0]),
        "skew": np.where(line > 0, drawn, 0) - np.where(line > 0, drawn, 0).T if rows == columns else drawn,
        "turn": np.linalg.qr(drawn)[0] if rows == columns else drawn,
        "edges": shape.limit * np.sign(drawn),
        "tiny": 1e-20 * drawn,
        "uneven": drawn * 10.0 ** rng.integers(-90, 1, (rows, columns)),
    }
    return np.clip(made[kind], shape.low_limit, shape.limit)


def values(topic: Topic, name: str) -> st.SearchStrategy[str]:
    """What a field may hold, its ends and hard matrices more often than they come by themselves."""
    info, seeds = topic.params.model_fields[name], st.integers(0, 1000)
    shape = next((item for item in info.metadata if isinstance(item, Numbers)), None)
    if shape is not None:
        sizes = st.integers(shape.low, min(shape.high, _MANY_VALUES))
        if shape.ndim == 1:
            return st.builds(
                lambda kind, n, seed: as_text(matrix(kind, 1, n, shape, seed)[0]), _MATRICES, sizes, seeds
            )
        return st.builds(
            lambda kind, n, seed: as_text(matrix(kind, n, shape.columns or n, shape, seed)),
            _MATRICES,
            sizes,
            seeds,
        )
    if info.annotation is bool:
        return st.sampled_from(("true", "false"))
    if info.annotation is str:
        return st.sampled_from(SENTENCES) | st.text(min_size=1, max_size=40)
    if get_args(info.annotation):
        return st.sampled_from(get_args(info.annotation))
    schema = topic.params.model_json_schema()["properties"][name]
    low, high = schema["minimum"], schema["maximum"]
    if info.annotation is int:
        return (st.sampled_from((low, high)) | st.integers(low, min(high, 40)) | st.integers(low, high)).map(
            str
        )
    return (st.sampled_from((low, high)) | st.floats(low, high)).map(lambda value: as_text(float(value)))


def states(topic: Topic) -> st.SearchStrategy[dict[str, str]]:
    fields = {name: values(topic, name) for name in topic.params.model_fields}
    return st.fixed_dictionaries({}, optional=fields)


def words_of(view: View) -> list[str]:
    facts = [part for fact in view.facts for part in fact]
    captions = [part for figure in view.figures for part in (figure.title, figure.caption, figure.note)]
    advice = [view.advice.text] if view.advice else []
    return [view.verdict, view.status, *view.absent.values(), *facts, *captions, *advice]


def null_names(numbers: dict[str, Any]) -> set[str]:
    """Names of arrays and numbers of the API's result that hold a null or are one."""
    return {name for name, value in numbers.items() if isinstance(value, list) and "None" in str(value)}


@pytest.mark.slow
@pytest.mark.parametrize("topic", [pytest.param(topic, id=topic.name) for topic in TOPICS])
def test_any_allowed_state_is_answered_in_words(topic: Topic):
    @settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(states(topic))
    def check(given_state: dict[str, str]) -> None:
        try:
            params = topic.params.model_validate(given_state)
        except ValidationError:  # sizes that do not fit each other, a number too near to 0
            return

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = topic.computed(params, learned_for(topic, params))
            view = topic.draw(result)
            drawn = replace(topic, compute=lambda _: result, draw=lambda _: view, wanted=None)
            answer = orjson.loads(encode(numbers_payload(drawn, params)))
            encode(payload(view))

        for text in words_of(view):
            assert not _UNREADABLE.search(text), text
        for equation in view.equations:
            assert not re.search(r"nan|None|undefined", equation.latex), equation
        assert answer["status"] != "ok" or not null_names(answer["result"])
        assert all(as_csv(table).count("\n") >= 1 for table in view.tables)
        compile(topic.script(params), topic.name, "exec")

    check()
