"""An experiment's parameters as the fields of a form, out of their JSON Schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.jobs.control import CORPUS_FIELDS
from app.training.experiment import Experiment

Kind = Literal["number", "choice", "switch", "names", "corpus", "text"]
_FIRST = 4
"""So many fields stand open; the others are folded away until they are asked for."""


@dataclass(frozen=True)
class ExperimentField:
    """One control; `step` is "1" for whole numbers; an optional number or corpus may be left empty."""

    name: str
    kind: Kind
    label: str
    help: str
    value: Any
    low: int | float | None
    high: int | float | None
    step: str
    longest: int | None
    is_optional: bool
    options: tuple[str, ...]


@dataclass(frozen=True)
class ExperimentForm:
    """The fields of one experiment, the first ones apart from the rest."""

    name: str
    title: str
    first: tuple[ExperimentField, ...]
    more: tuple[ExperimentField, ...]


_IN_FRONT = ("cell", "networks", "sentence", "corpus", "held_out", "epochs", "steps", "seed")


def experiment_form(experiment: Experiment[Any], values: Mapping[str, Any]) -> ExperimentForm:
    """The form with these values, defaults where none is given."""
    properties = experiment.params.model_json_schema()["properties"]
    fields = [_field(name, schema, values) for name, schema in properties.items()]
    place = {name: index for index, name in enumerate(_IN_FRONT)}
    first = sorted((one for one in fields if one.name in place), key=lambda one: place[one.name])
    more = tuple(one for one in fields if one.name not in place)
    if not first:
        first, more = fields[:_FIRST], tuple(fields[_FIRST:])
    return ExperimentForm(experiment.name, experiment.title, tuple(first), more)


def _field(name: str, schema: Mapping[str, Any], values: Mapping[str, Any]) -> ExperimentField:
    parts = [schema, *schema.get("anyOf", ())]
    found: dict[str, Any] = {key: value for part in reversed(parts) for key, value in part.items()}
    kind: Kind = "corpus" if name in CORPUS_FIELDS else _kind(parts)
    return ExperimentField(
        name=name,
        kind=kind,
        label=schema.get("title", name),
        help=schema.get("description", ""),
        value=values.get(name, schema.get("default")),
        low=found.get("minimum"),
        high=found.get("maximum"),
        step="1" if found.get("type") == "integer" else "any",
        longest=found.get("maxLength"),
        is_optional={"type": "null"} in parts or (kind == "corpus" and not schema.get("default")),
        options=tuple(found.get("enum") or found.get("items", {}).get("enum", ())),
    )


def _kind(parts: list[Mapping[str, Any]]) -> Kind:
    types = {part.get("type") for part in parts}
    if "array" in types:
        return "names"
    if "boolean" in types:
        return "switch"
    if any("enum" in part for part in parts):
        return "choice"
    return "number" if types & {"integer", "number"} else "text"
