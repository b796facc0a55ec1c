"""What keeps other web pages out of a server on this machine, and every page's own limits.

Any page in the same browser can send requests to 127.0.0.1: a request addressed to a foreign host name (DNS
rebinding) or a writing request from a foreign origin is refused.
"""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Forbidden, TooLarge
from app.settings import Settings
from app.web.errors import error_answer

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM_OVERHEAD = 2**20  # boundaries and the small fields beside an uploaded file


def _host_name(netloc: str) -> str:
    """`localhost:8000` -> `localhost`, `[::1]:8000` -> `[::1]`."""
    return netloc[: netloc.rfind("]") + 1] if netloc.startswith("[") else netloc.partition(":")[0]


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # a bracket that is never closed
        return None


def check_addressee(request: Request, settings: Settings) -> None:
    """Raise Forbidden unless the request is addressed to this server and written by its own pages."""
    host = request.headers.get("host", "")
    name = _host_name(host).lower()
    if "*" not in settings.allowed_hosts and name not in (*settings.allowed_hosts, settings.host):
        raise Forbidden(
            f"This server does not answer for the host {name[:80]!r}. If it should, name it in the "
            f"setting UNROLLED_ALLOWED_HOSTS (now: {', '.join(settings.allowed_hosts)})."
        )
    if request.method in _READS:
        return
    origin = request.headers.get("origin")
    if origin is not None and _netloc(origin) != host.lower():
        raise Forbidden(f"Writing is for this server's own pages, not for pages of {origin[:80]!r}.")
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Forbidden("Writing is for this server's own pages, not for pages of other sites.")


def _policy(settings: Settings) -> str:
    return (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        f"frame-ancestors {settings.frame_ancestors}"
    )


class Guard:
    """Outermost middleware: refuses strangers, bounds bodies, sets the headers of every answer, faults' too."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._headers = {
            "Content-Security-Policy": _policy(settings),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        has_started, is_head = False, scope["method"] == "HEAD"

        async def send_with_headers(message: Message) -> None:
            nonlocal has_started
            if message["type"] == "http.response.start":
                has_started = True
                MutableHeaders(scope=message).update(self._headers)
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        request = Request(scope)
        try:
            check_addressee(request, self._settings)
            bounded = self._bounded(request, receive)
            inner = {**scope, "method": "GET"} if is_head else scope
            await self._app(inner, bounded, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            if has_started:
                raise
            await error_answer(request, error)(scope, receive, send_with_headers)

    def _bounded(self, request: Request, receive: Receive) -> Receive:
        """`receive` that raises TooLarge once more than the allowed bytes have come."""
        limit = self._settings.max_upload_bytes + _FORM_OVERHEAD
        too_large = TooLarge(
            f"The upload is over the limit of {self._settings.max_upload_mb} MB. Send less, or raise the "
            "setting UNROLLED_MAX_UPLOAD_MB."
        )
        declared = request.headers.get("content-length", "0")
        if declared.isdecimal() and int(declared) > limit:
            raise too_large
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise too_large
            return message

        return bounded
