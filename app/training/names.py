"""A parameter that is a name or a list of names, as of networks that learn in one run: `lstm`, `rnn,lstm`, a list."""

from collections.abc import Sequence
from typing import Any

from pydantic import WithJsonSchema


def split_names(value: Any) -> Any:
    """A form's `rnn, lstm` as a list; all else as it is."""
    return [name.strip() for name in value.split(",")] if isinstance(value, str) else value


def names_schema(names: Sequence[str]) -> WithJsonSchema:
    """One of the names, or a list of some, each once."""
    name = {"type": "string", "enum": list(names)}
    some = {"type": "array", "items": name, "minItems": 1, "maxItems": len(names), "uniqueItems": True}
    return WithJsonSchema({"anyOf": [name, some]})
