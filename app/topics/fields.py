"""The kinds of parameters that a topic has: numbers with limits, choices, switches, vectors and matrices.

In a query string a vector is `1,2,3` and a matrix `1,2;3,4`; brackets as NumPy prints them are read too.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.limits import say_the_range

_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,17})?"
_MAX_CHARACTERS = 20_000
_SMALLEST = 1e-100
_DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_NOTHING_BETWEEN = re.compile(r"(^|[,;])\s*,")
_BARE = str.maketrans("[]()−", "    -")


class TopicParams(BaseModel):
    """Base of every topic's parameters; a field that is not known is refused by its name."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, arbitrary_types_allowed=True, allow_inf_nan=False
    )

    @model_validator(mode="wrap")
    @classmethod
    def _say_the_range(cls, data: Any, handler: Callable[[Any], Any]) -> Any:
        """Name the whole allowed range where a number is refused."""
        return say_the_range(cls, data, handler)

    @field_validator("*")
    @classmethod
    def _far_from_underflow(cls, value: Any) -> Any:
        """Products of a few numbers nearer to 0 leave the range of floats; minus 0 is 0."""
        if not isinstance(value, float | np.ndarray):
            return value
        sizes = np.abs(value)
        if ((sizes > 0) & (sizes < _SMALLEST)).any():
            raise _refused(
                f"a number must be 0, or {_SMALLEST:g} away from 0 at least; write 0 for a smaller one"
            )
        return value + 0.0 if isinstance(value, float) else value


def number(
    default: int | float, low: int | float, high: int | float, title: str, hint: str, **look: Any
) -> Any:
    """A number from `low` to `high`: a slider with a number field.

    `look` may have unit, step, scale ("log"), group (its controls can be folded away together), when ("field=value":
    only then does it matter) and of (a field that says how many there are, counted from `low`: the slider ends there).
    """
    return Field(default, ge=low, le=high, title=title, description=hint, json_schema_extra={"x-look": look})


def choice(default: str, title: str, hint: str, labels: dict[str, str], **look: Any) -> Any:
    """One of a Literal's values; `labels` says each in words."""
    return Field(
        default, title=title, description=hint, json_schema_extra={"x-look": look | {"labels": labels}}
    )


def switch(default: bool, title: str, hint: str, **look: Any) -> Any:
    """On or off."""
    return Field(default, title=title, description=hint, json_schema_extra={"x-look": look})


def numbers(default: str, title: str, hint: str, **look: Any) -> Any:
    """A vector or a matrix, as it stands in a query string; the annotation has its sizes."""
    return Field(default, title=title, description=hint, json_schema_extra={"x-look": look})


def text(default: str, longest: int, title: str, hint: str, **look: Any) -> Any:
    """Words of the user's own, up to `longest` characters; the annotation is `str`."""
    return Field(
        default,
        min_length=1,
        max_length=longest,
        title=title,
        description=hint,
        json_schema_extra={"x-look": look},
    )


@dataclass(frozen=True)
class Numbers:
    """Annotation of a numpy array that comes as text: `Annotated[np.ndarray, Numbers(2, 8, ndim=2)]`.

    Args:
        low: fewest entries of a vector, fewest rows of a matrix.
        high: most of them.
        ndim: 1 for a vector, 2 for a matrix.
        columns: of a matrix; as many as rows where None.
        limit: largest absolute value.
        least: smallest value; minus the limit where None.
    """

    low: int
    high: int
    ndim: int = 1
    columns: int | None = None
    limit: int | float = 100
    least: int | float | None = None

    @property
    def low_limit(self) -> int | float:
        """The smallest value that an entry may have."""
        return -self.limit if self.least is None else self.least

    def read(self, value: object) -> np.ndarray:
        """A frozen float64 array out of text, nested lists or an array."""
        rows = _rows(value)
        if self.ndim == 1:
            rows = [[entry for row in rows for entry in row]]  # a column of a CSV file is a vector too
        self._check_shape(rows)
        array = np.array(rows if self.ndim == 2 else rows[0], dtype=np.float64) + 0.0  # no minus 0
        if not ((array >= self.low_limit) & (array <= self.limit)).all():
            raise _refused(f"every number must be from {self.low_limit:g} to {self.limit:g}")
        array.setflags(write=False)
        return array

    def _check_shape(self, rows: list[list[float]]) -> None:
        if self.ndim == 1 and not (len(rows) == 1 and self.low <= len(rows[0]) <= self.high):
            raise _refused(f"must be {_count(self.low, self.high, 'number')} with commas, such as 0.3,0.2")
        if self.ndim == 2:
            wanted = self.columns or len(rows)
            if not self.low <= len(rows) <= self.high or any(len(row) != wanted for row in rows):
                shape = f"{self.columns} numbers each" if self.columns else "as many numbers each as rows"
                raise _refused(
                    f"must be {_count(self.low, self.high, 'row')}, {shape}: commas within a row, a semicolon "
                    "between rows, such as 1,2;3,4"
                )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read text; write text."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(as_text)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """A text, with a pattern that shows what it holds."""
        row = f"{_NUMBER}(,{_NUMBER}){{{max(0, self.low - 1)},{self.high - 1}}}"
        return {"type": "string", "pattern": f"^{row}(;{row})*$" if self.ndim == 2 else f"^{row}$"}


def _count(low: int, high: int, what: str) -> str:
    return f"{low} {what}s" if low == high else f"{low} to {high} {what}s"


def _refused(words: str) -> PydanticCustomError:
    return PydanticCustomError("numbers", "{words}", {"words": words})


def _rows(value: object) -> list[list[float]]:
    """Rows of numbers out of `1,2;3,4`, of NumPy's brackets, or of nested lists."""
    if isinstance(value, np.ndarray | list | tuple):
        value = as_text(np.array(value))
    if not isinstance(value, str) or len(value) > _MAX_CHARACTERS:
        raise _refused("must be numbers with commas, rows with semicolons, such as 1,2;3,4")
    text = value.replace("],", ";").replace("\n", ";").translate(_BARE)
    if _NOTHING_BETWEEN.search(text):
        raise _refused("a number is missing: there is nothing before a comma")
    return [
        [_number(word) for word in line.replace(",", " ").split()] for line in text.split(";") if line.strip()
    ]


def _number(word: str) -> float:
    if not _DECIMAL.fullmatch(word):
        raise _refused(f"{word[:30]!r} is not a number; write it as 1.5, -2 or 1e-3")
    found = float(word)
    if found in (float("inf"), float("-inf")):
        raise _refused(f"{word[:30]!r} is not a finite number: it is too large")
    return found


def continued(values: Float[np.ndarray, " given"], size: int) -> Float[np.ndarray, " wanted"]:
    """A vector at another size: cut, or continued with its last number."""
    return np.pad(values[:size], (0, max(0, size - len(values))), mode="edge")


def as_text(value: object) -> str:
    """A parameter as it stands in a query string: `0.3,0.2`, `1,2;3,4`, `10`, `true`."""
    if isinstance(value, np.ndarray):
        if value.ndim == 2:
            return ";".join(as_text(row) for row in value)
        return ",".join(as_text(entry) for entry in value.tolist())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value)
