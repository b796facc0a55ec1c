"""How answers stand in the OpenAPI document: each with an example, each refusal with its meaning."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from app.jobs.loading import Experiments
from app.web.schemas import Problem

Answers = dict[int | str, dict[str, Any]]
"""FastAPI's `responses`: what may come back, by status."""

_MEANINGS = {
    400: "The body cannot be read",
    403: "Addressed to a foreign host, or written by a foreign page",
    404: "No such id or name",
    409: "Not possible in its present state; what is built in stays",
    413: "Over the limit",
    415: "Another content type",
    422: "Refused, with what is wrong and the way out",
    429: "The queue is full: try again after the time in Retry-After",
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


def sent(description: str, examples: Mapping[str, str | None]) -> Answers:
    """An answer that is no JSON: an example by media type, None for bytes."""
    content: dict[str, dict[str, Any]] = {
        media_type: {"schema": {"type": "string", "format": "binary"}}
        if example is None
        else {"schema": {"type": "string"}, "example": example}
        for media_type, example in examples.items()
    }
    return {200: {"description": description, "content": content}}


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


def run_body(experiments: Experiments) -> dict[str, Any]:
    """What `POST /runs` takes: an experiment's name and its parameters, each with its default."""
    choices = []
    for name, experiment in experiments.items():
        schema = body_schema(experiment.params)
        named = {"type": "string", "enum": [name], "description": experiment.title}
        schema["properties"] = {"experiment": named} | schema["properties"]
        schema["required"] = ["experiment", *schema.get("required", [])]
        choices.append(schema)
    return {"oneOf": choices}


def describe_runs(app: FastAPI, experiments: Experiments) -> None:
    """Put the parameters of these experiments into the app's document; which there are is a setting."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            content = plain()["paths"]["/api/v1/runs"]["post"]["requestBody"]["content"]["application/json"]
            content["schema"] = run_body(experiments)
            content["example"] = {"experiment": next(iter(experiments)), "seed": 1}
        return plain()

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document
