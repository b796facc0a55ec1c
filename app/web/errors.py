"""One handler for every error: problem+json for programs, a page for people."""

import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.errors import InvalidInput, UnrolledError
from app.topics import TOPICS
from app.web.answers import problem
from app.web.templating import render

_log = logging.getLogger("unrolled")
_FOR_PROGRAMS = ("/api", "/healthz", "/openapi.json", "/static")
_PLACES = frozenset({"query", "body", "path", "header"})
_MAX_FIELDS = 20
_ADVICE = {
    404: "Nothing is at this address. The start page leads to everything there is.",
    405: "This address does not take the method {method}. /docs lists what each address takes.",
}


def error_answer(request: Request, error: Exception) -> Response:
    """The answer to `error`, in the form that the asker reads."""
    status, title, detail, errors = _describe(request, error)
    detail = _storable(detail)
    if status >= 500:
        _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if _for_people(request):
        context = {"status": status, "title": title, "detail": detail, "back": _back(request)}
        answer: Response = render(request, "error.html", context, status)
    else:
        answer = problem(status, title, detail, errors)
    if isinstance(error, HTTPException | UnrolledError) and error.headers:
        answer.headers.update(error.headers)
    return answer


def _back(request: Request) -> str:
    """Where to go from an error page: the same topic without its parameters, else the start."""
    return next((topic.url for topic in TOPICS if topic.url == request.url.path and request.url.query), "/")


def _storable(text: str) -> str:
    """Half a surrogate pair, which UTF-8 does not have, as a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def install(app: FastAPI) -> None:
    async def handle(request: Request, error: Exception) -> Response:
        return error_answer(request, error)

    for kind in (UnrolledError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, handle)


def _for_people(request: Request) -> bool:
    if request.url.path.startswith(_FOR_PROGRAMS):
        return False
    return "text/html" in request.headers.get("accept", "")


def _describe(request: Request, error: Exception) -> tuple[int, str, str, list[dict[str, str]]]:
    if isinstance(error.__cause__, UnrolledError):  # FastAPI wraps what a body's parsing raises
        error = error.__cause__
    if isinstance(error, RequestValidationError):
        error = invalid_input(error.errors())
    if isinstance(error, UnrolledError):
        return error.status, error.title, error.detail, error.errors
    if isinstance(error, HTTPException):
        status = error.status_code
        detail = _ADVICE.get(status, str(error.detail)).format(method=request.method)
        return status, HTTPStatus(status).phrase, detail, []
    return (
        500,
        UnrolledError.title,
        "This is a fault of the server, not of your input; its log has the details.",
        [],
    )


def invalid_input(errors: Iterable[Mapping[str, Any]]) -> InvalidInput:
    """Pydantic's findings as one error that names each field."""
    fields = []
    for item in islice(errors, _MAX_FIELDS):
        where = ".".join(str(part) for part in item["loc"] if part not in _PLACES) or "the request"
        value = item.get("input")
        message = str(item["msg"])
        if item["type"] == "extra_forbidden":
            message = "there is no such parameter here; /docs lists them"
        if "UploadFile" in message:
            message = "this must be a file: in curl, -F file=@model.pt"
        got = f", got {str(value)[:60]!r}" if isinstance(value, str | int | float) else ""
        fields.append({"field": _storable(where[:200]), "detail": _storable(f"{message}{got}")})
    return InvalidInput("; ".join(f"{field['field']}: {field['detail']}" for field in fields), fields)
