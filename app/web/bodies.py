"""JSON bodies, bounded, read before any model sees them."""

from typing import Any

import orjson
from starlette.requests import Request

from app.errors import Malformed, TooLarge, UnsupportedMediaType


async def json_object(request: Request, example: str, max_bytes: int) -> dict[str, Any]:
    """The object that a body holds; `example` shows in a refusal what one looks like.

    Raises:
        UnsupportedMediaType: it is not said to be JSON.
        TooLarge: more bytes than are taken.
        Malformed: no JSON, or no object, or a text with a NUL in it, which no database keeps.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType(f"Send application/json, such as {example}.")
    body = await request.body()
    if len(body) > max_bytes:
        raise TooLarge(
            f"The body has {len(body):,} bytes; up to {max_bytes:,} are taken here. Send less at once."
        )
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The body is not valid JSON: {error}.") from None
    if not isinstance(fields, dict):
        raise Malformed(f"The body must be a JSON object such as {example}.")
    if b"\\u0000" in body:
        raise Malformed("The body holds a NUL, which no text has.")
    return fields
