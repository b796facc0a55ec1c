"""A topic's Params as the fields of its form: one plain GET form that works without JavaScript."""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Literal, get_args

from app.topics.fields import Numbers, TopicParams
from app.topics.topic import query_of, texts

Kind = Literal["number", "choice", "switch", "text", "vector", "matrix"]


@dataclass(frozen=True)
class FormField:
    """One control, as a template needs it; `options` are value and words of a choice."""

    name: str
    kind: Kind
    label: str
    help: str
    value: str
    low: int | float | None
    high: int | float | None
    step: str
    unit: str
    group: str
    scale: str
    when: str
    of: str
    longest: int | None
    options: tuple[tuple[str, str], ...]


def form_fields(params: TopicParams) -> tuple[FormField, ...]:
    """The controls in the order of the Params' fields, with the values that they have now."""
    values = texts(params)
    return tuple(_field(type(params), name, values[name]) for name in type(params).model_fields)


@dataclass(frozen=True)
class FormGroup:
    """Controls that stand together; with a name they can be folded away, and are while all have their defaults."""

    name: str
    fields: tuple[FormField, ...]
    is_open: bool


def form_groups(params: TopicParams) -> tuple[FormGroup, ...]:
    """The controls, those of one group in a row together."""
    changed = query_of(params)
    groups = [
        (name, tuple(fields)) for name, fields in groupby(form_fields(params), key=lambda field: field.group)
    ]
    return tuple(
        FormGroup(name, fields, any(field.name in changed for field in fields)) for name, fields in groups
    )


@cache
def _schema(model: type[TopicParams]) -> dict[str, Any]:
    properties: dict[str, Any] = model.model_json_schema()["properties"]
    return properties


def _field(model: type[TopicParams], name: str, value: str) -> FormField:
    info, schema = model.model_fields[name], _schema(model)[name]
    look = schema.get("x-look", {})
    words = look.get("labels", {})  # sorted by name in the schema; its enum keeps the Literal's order
    return FormField(
        name=name,
        kind=_kind(info.annotation, info.metadata),
        label=info.title or name,
        help=info.description or "",
        value=value,
        low=schema.get("minimum"),
        high=schema.get("maximum"),
        step=str(look.get("step", 1 if info.annotation is int else "any")),
        unit=str(look.get("unit", "")),
        group=str(look.get("group", "")),
        scale=str(look.get("scale", "linear")),
        when=str(look.get("when", "")),
        of=str(look.get("of", "")),
        longest=schema.get("maxLength"),
        options=tuple((option, words[option]) for option in schema.get("enum", words)),
    )


def _kind(annotation: Any, metadata: list[Any]) -> Kind:
    shape = next((item for item in metadata if isinstance(item, Numbers)), None)
    if shape is not None:
        return "matrix" if shape.ndim == 2 else "vector"
    if annotation is bool:
        return "switch"
    if annotation is str:
        return "text"
    return "choice" if get_args(annotation) else "number"
