"""The body of `POST /models/{id}/traces`: JSON, or a form with a file."""

from typing import Any

import orjson
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.errors import InvalidInput, Malformed, TooLarge, UnsupportedMediaType
from app.microscope.inputs import read_input
from app.microscope.opened import TraceRequest
from app.web.errors import invalid_input
from app.web.openapi import body_schema
from app.web.schemas import TraceIn
from app.web.services import Services

_MAX_JSON_MB = 16  # parsed numbers take ten times their text in memory
_FORM_FIELDS = ("text", "noise", "network", "nonlinearity", "objective", "labels")

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": body_schema(TraceIn)},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "input": {"type": "string", "format": "binary", "description": ".npy or .csv"},
                        "labels": {"type": "string", "description": "a JSON list, one label a time step"},
                    }
                    | {name: {"type": "string"} for name in ("network", "nonlinearity", "objective", "text")},
                }
            },
        },
    }
}


async def trace_request(request: Request, services: Services) -> TraceRequest:
    """The request's body, checked.

    Raises:
        UnsupportedMediaType, Malformed, TooLarge, InvalidInput: see the text of each.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    values: object
    if media_type == "application/json":
        fields = await _json_fields(request)
        values = fields.pop("input", None)
    elif media_type == "multipart/form-data":
        fields, values = await _form_fields(request)
        if values is not None:
            values = await services.compute(read_input, values)
    else:
        raise UnsupportedMediaType("Send application/json, or multipart/form-data with a file `input`.")
    try:
        body = TraceIn.model_validate(fields)
    except ValidationError as error:
        raise invalid_input(error.errors()) from None
    _check_one_input(values, body)
    return TraceRequest(
        values=values,
        text=body.text,
        noise=body.noise.model_dump() if body.noise else None,
        network=body.network,
        nonlinearity=body.nonlinearity,
        objective=body.objective,
        labels=None if body.labels is None else tuple(str(label) for label in body.labels),
    )


def _check_one_input(values: object, body: TraceIn) -> None:
    given = [
        name
        for name, value in (("input", values), ("text", body.text), ("noise", body.noise))
        if value is not None
    ]
    if len(given) != 1:
        raise InvalidInput(
            "Send exactly one of `input`, `text` (built-in networks) and `noise`; got "
            f"{' and '.join(given) or 'none'}."
        )


async def _json_fields(request: Request) -> dict[str, Any]:
    body = await request.body()
    if len(body) > _MAX_JSON_MB * 2**20:
        raise TooLarge(f"JSON is taken up to {_MAX_JSON_MB} MB: send the numbers as a .npy file instead.")
    fields = _parse(body, "The body")
    if not isinstance(fields, dict):
        raise InvalidInput('The body must be a JSON object such as {"input": [[0.1, 0.2], [0.3, 0.4]]}.')
    return fields


def _parse(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            f"{what} is not valid JSON: {error}. Numbers such as NaN have no place in it."
        ) from None


async def _form_fields(request: Request) -> tuple[dict[str, Any], bytes | None]:
    try:
        return await _read_form(request)
    except UnicodeError:  # a form may name a charset
        raise Malformed("The form cannot be read in the charset that it names: send it in UTF-8.") from None


async def _read_form(request: Request) -> tuple[dict[str, Any], bytes | None]:
    async with request.form(max_files=1, max_fields=8, max_part_size=_MAX_JSON_MB * 2**20) as form:
        unknown = set(form) - {"input", *_FORM_FIELDS}
        if unknown:
            raise InvalidInput(
                f"Unknown form fields {', '.join(sorted(unknown))[:200]}; known: input, "
                f"{', '.join(_FORM_FIELDS)}."
            )
        fields: dict[str, Any] = {name: form[name] for name in _FORM_FIELDS if form.get(name)}
        for name in ("labels", "noise"):
            if isinstance(fields.get(name), str):
                fields[name] = _parse(fields[name], f"The field `{name}`")
        upload = form.get("input")
        if isinstance(upload, UploadFile):
            return fields, await upload.read()
        return fields, upload.encode() if upload else None
