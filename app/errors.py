"""One family of errors that may be shown to the user: what is wrong, the allowed range, what to do."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType


class UnrolledError(Exception):
    """An error whose text is written for the user; `status` is its HTTP status."""

    status = 500
    title = "Something went wrong"
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, detail: str, errors: Sequence[dict[str, str]] = ()) -> None:
        """`errors` names single fields: {"field": dotted path, "detail": what is wrong with it}."""
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)


class InvalidInput(UnrolledError):
    status = 422
    title = "This input cannot be used"


class Malformed(UnrolledError):
    status = 400
    title = "This request cannot be read"


class Forbidden(UnrolledError):
    status = 403
    title = "This request is refused"


class NotFound(UnrolledError):
    status = 404
    title = "Not found"


class Conflict(UnrolledError):
    status = 409
    title = "Not possible now"


class TooLarge(UnrolledError):
    status = 413
    title = "Too large"


class UnsupportedMediaType(UnrolledError):
    status = 415
    title = "This content type is not taken"


class TooMany(UnrolledError):
    status = 429
    title = "Too many at once"
    headers = MappingProxyType({"Retry-After": "5"})


class Unavailable(UnrolledError):
    status = 503
    title = "Not available now"
