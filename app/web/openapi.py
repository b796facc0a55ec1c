"""How answers stand in the OpenAPI document: each with an example, each refusal with its meaning."""

from typing import Any

from pydantic import BaseModel

from app.web.schemas import Problem

Answers = dict[int | str, dict[str, Any]]
"""FastAPI's `responses`: what may come back, by status."""

_MEANINGS = {
    400: "The body cannot be read",
    403: "Addressed to a foreign host, or written by a foreign page",
    404: "No such id or name",
    409: "Built-in networks stay",
    413: "Over the limit",
    415: "Another content type",
    422: "Refused, with what is wrong and the way out",
}


def shown(
    status: int,
    model: type[BaseModel],
    example: object,
    description: str = "Done",
    files: tuple[str, ...] = (),
) -> Answers:
    """One answer with its example; `files` are the media types that it may have instead of JSON."""
    content: dict[str, dict[str, object]] = {"application/json": {"example": example}}
    content |= {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in files}
    return {status: {"model": model, "content": content, "description": description}}


def body_schema(model: type[BaseModel]) -> dict[str, Any]:
    """A body's schema without references, so that it can stand anywhere in the document."""
    schema = model.model_json_schema()
    definitions = schema.pop("$defs", {})

    def resolved(part: Any) -> Any:
        if isinstance(part, list):
            return [resolved(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return resolved(definitions[part["$ref"].rpartition("/")[2]])
        return {key: resolved(value) for key, value in part.items()}

    return resolved(schema)


def refused(*statuses: int) -> Answers:
    """Errors as problem+json."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": _MEANINGS[status], "content": content} for status in statuses}
