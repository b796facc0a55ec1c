"""A topic: one page of the lecture, with everything that the page, the API and the tests need to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np

from app.figures.reduce import thin
from app.figures.view import View
from app.live.learned import Learned
from app.topics.fields import TopicParams, as_text


@dataclass(frozen=True)
class Preset:
    """A state that is worth seeing: its name on the button, and the parameters that differ from the defaults."""

    label: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Quiz:
    """Predict, then see: `answer` is the index of the right choice; `params` is the state that shows it."""

    question: str
    choices: tuple[str, ...]
    answer: int
    why: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """A work that a page rests on; `part` says where in it."""

    title: str
    authors: str
    link: str
    part: str = ""


class Result(Protocol):
    """What `compute` gives: a frozen dataclass of numbers and arrays; `status` is "ok" or says why not."""

    @property
    def status(self) -> str: ...


@dataclass(frozen=True)
class Topic:
    """One page. `name` is the word in every room: the module, the template, the test; with hyphens, the address.

    `compute` takes the parameters and gives a frozen dataclass of numbers and arrays, `draw` makes the View of it,
    `script` a Python source that prints the same numbers with numpy or torch alone, as lines `name = literal`.
    `emblem` is the slot of the figure that stands for the page on the map; without one it is the first that can.

    A page whose networks must learn first says by `wanted` which run that takes: the body of POST /api/v1/runs. Its
    `compute` takes the run of that body as well, None before there is one.
    """

    name: str
    title: str
    question: str
    summary: str
    params: type[TopicParams]
    compute: Callable[..., Any]
    draw: Callable[[Any], View]
    script: Callable[[Any], str]
    presets: tuple[Preset, ...]
    quiz: Quiz
    sources: tuple[Source, ...]
    emblem: str = ""
    wanted: Callable[[Any], dict[str, Any]] | None = None

    @property
    def slug(self) -> str:
        """The name as it stands in addresses."""
        return self.name.replace("_", "-")

    @property
    def url(self) -> str:
        """The page's address."""
        return f"/topics/{self.slug}"

    def computed(self, params: TopicParams, learned: Learned | None = None) -> Any:
        """The numbers for these parameters; `learned` counts for a topic that wants a run."""
        return self.compute(params) if self.wanted is None else self.compute(params, learned)

    def view(self, params: TopicParams, learned: Learned | None = None) -> View:
        """Everything that the page shows for these parameters."""
        return self.draw(self.computed(params, learned))


def query_of(params: TopicParams) -> dict[str, str]:
    """The parameters that differ from their defaults, as they stand in a query string."""
    own, default = texts(params), texts(type(params)())
    return {name: text for name, text in own.items() if text != default[name]}


def texts(params: TopicParams) -> dict[str, str]:
    """Every parameter as it stands in a query string."""
    return {name: as_text(getattr(params, name)) for name in type(params).model_fields}


def public_numbers(result: Any) -> dict[str, Any]:
    """The numbers and arrays of a result by name; long ones are thinned to 2,000 entries, the last always there."""
    found = {field.name: getattr(result, field.name) for field in fields(result)}
    return {name: _thinned(value) for name, value in found.items() if _is_number(value)}


def status_of(numbers: Mapping[str, Any], status: str) -> str:
    """The status of a view; where that is ok and entries are null all the same, which ones, and why."""
    if status != "ok":
        return status
    reasons: dict[str, Callable[[Any], Any]] = {
        "the logarithm of exactly 0": np.isneginf,
        "infinite, or too large for a float": np.isposinf,
        "not defined there": np.isnan,
    }
    found = {name: np.asarray(value, complex) for name, value in numbers.items() if value is not None}
    lacking = {
        why: [name for name, value in found.items() if is_so(value.real).any()]
        for why, is_so in reasons.items()
    }
    told = [f"{why} in {', '.join(names)}" for why, names in lacking.items() if names]
    return f"Entries are null: {'; '.join(told)}." if told else "ok"


def _is_number(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float | complex | np.ndarray | np.generic)


def _thinned(value: Any) -> Any:
    if isinstance(value, complex):
        return [value.real, value.imag]
    if not isinstance(value, np.ndarray) or value.ndim == 0 or len(value) == 0:
        return value
    return value[thin(len(value))[0]]
