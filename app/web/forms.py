"""A topic's Params as the fields of its form: one plain GET form that works without JavaScript."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from annotated_types import Ge, Le

from app.topics.fields import Numbers, TopicParams
from app.topics.topic import texts

Kind = Literal["number", "choice", "switch", "vector", "matrix"]


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
    scale: str
    when: str
    options: tuple[tuple[str, str], ...]


def form_fields(params: TopicParams) -> tuple[FormField, ...]:
    """The controls in the order of the Params' fields, with the values that they have now."""
    values = texts(params)
    return tuple(_field(type(params), name, values[name]) for name in type(params).model_fields)


def _field(model: type[TopicParams], name: str, value: str) -> FormField:
    info = model.model_fields[name]
    extra = info.json_schema_extra
    look: dict[str, Any] = extra["x-look"] if isinstance(extra, dict) else {}  # type: ignore[assignment]
    low = next((item.ge for item in info.metadata if isinstance(item, Ge)), None)
    high = next((item.le for item in info.metadata if isinstance(item, Le)), None)
    return FormField(
        name=name,
        kind=_kind(info.annotation, info.metadata),
        label=info.title or name,
        help=info.description or "",
        value=value,
        low=low,  # type: ignore[arg-type]
        high=high,  # type: ignore[arg-type]
        step=str(look.get("step", 1 if info.annotation is int else "any")),
        unit=str(look.get("unit", "")),
        scale=str(look.get("scale", "linear")),
        when=str(look.get("when", "")),
        options=tuple(look.get("labels", {}).items()),
    )


def _kind(annotation: Any, metadata: list[Any]) -> Kind:
    shape = next((item for item in metadata if isinstance(item, Numbers)), None)
    if shape is not None:
        return "matrix" if shape.ndim == 2 else "vector"
    if annotation is bool:
        return "switch"
    return "choice" if get_args(annotation) else "number"
