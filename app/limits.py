"""Refusals of parameters that name the whole allowed range: pydantic names the broken limit alone."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError


def say_the_range(model: type[BaseModel], data: Any, validate: Callable[[Any], Any]) -> Any:
    """The body of a model's wrap validator: whatever `validate` gives, or its errors with the range added."""
    try:
        return validate(data)
    except ValidationError as error:
        lines = [_with_range(model.model_fields, item) for item in error.errors()]
        raise ValidationError.from_exception_data(model.__name__, lines) from None


def _with_range(fields: Mapping[str, FieldInfo], item: ErrorDetails) -> InitErrorDetails:
    name = next(iter(item["loc"]), None)
    limits = fields[name].metadata if isinstance(name, str) and name in fields else []
    low, high = (
        next((getattr(one, side) for one in limits if hasattr(one, side)), None) for side in ("ge", "le")
    )
    known = "" if low is None or high is None else f"; allowed are {low:,} to {high:,}"
    error = PydanticCustomError(item["type"], "{words}", {"words": item["msg"] + known})
    return InitErrorDetails(type=error, loc=item["loc"], input=item["input"])
