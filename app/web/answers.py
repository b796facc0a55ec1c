"""Answers as prepared bytes: JSON encoded once by orjson, numbers at full precision, no NaN."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import orjson
from starlette.responses import Response

_OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS


def encode(content: object) -> bytes:
    """JSON bytes; what is not a number becomes null, a complex array's last axis [re, im]."""
    return orjson.dumps(content, default=_plain, option=_OPTIONS)


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        if np.iscomplexobj(value):
            return np.stack([value.real, value.imag], axis=-1)
        return np.ascontiguousarray(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def json_answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(encode(content), status, headers, media_type="application/json")


def script_safe(content: object) -> str:
    """JSON that may stand inside a <script> element: no `<` can end it."""
    return encode(content).decode().replace("<", "\\u003c")


def problem(status: int, title: str, detail: str, errors: list[dict[str, Any]]) -> Response:
    """An error for programs (RFC 9457)."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        content["errors"] = errors
    return Response(encode(content), status, media_type="application/problem+json")
