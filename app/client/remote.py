"""A run at the server, over REST: begun, told its snapshots, ended; no call waits longer than seconds."""

import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

import httpx
import orjson

from app.manifest import start_facts

THREAD_NAME = "unrolled watch"
_TIMEOUT = httpx.Timeout(2.0, connect=1.0)  # seconds


class Away(Exception):
    """Nothing answers, or something that is no Unrolled: later it may."""


class Over(Exception):
    """The run takes nothing any more: it was stopped or deleted."""


class Refused(Exception):
    """What was sent cannot be kept."""


class Remote:
    """One run; what could not be begun or told can be tried again with the same call."""

    def __init__(self, url: str, begun: Mapping[str, Any]) -> None:
        """`begun` is the body that begins the run."""
        self.page: str | None = None
        self._url = url.rstrip("/")
        self._begun = dict(begun) | {"start": start_facts()}
        self._run = ""

    def tell(self, snapshots: Sequence[Mapping[str, Any]], step: int, duration_s: float) -> None:
        """Tell snapshots, none of them being a sign of life; the first call begins the run."""
        if not self._run:
            entry = self._post("/api/v1/runs/watched", self._begun)
            self._run, self.page = f"/api/v1/runs/{entry['id']}", f"{self._url}{entry['url']}"
        body = {"snapshots": snapshots, "step": step, "duration_s": duration_s}
        self._post(f"{self._run}/snapshots", body)

    def finish(self, status: str, reason: str | None) -> None:
        """Say that nothing comes any more."""
        if self._run:
            self._post(f"{self._run}/finish", {"status": status, "reason": reason})

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    @cached_property
    def _client(self) -> httpx.Client:
        """Made at the first call, by the thread that makes it; no proxy is asked for a server of the user's own."""
        is_secret = self._url.startswith("https")  # else certificates would be read, for a fifth of a second
        return httpx.Client(timeout=_TIMEOUT, trust_env=False, verify=is_secret)

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            content = orjson.dumps(body)  # nan and inf become null
            answer = self._client.post(
                f"{self._url}{path}", content=content, headers={"Content-Type": "application/json"}
            )
        except httpx.HTTPError as error:
            raise Away(f"{type(error).__name__}: {error}") from None
        if answer.is_success:
            with suppress(ValueError, TypeError):
                return dict(orjson.loads(answer.content))
        words = f"{answer.status_code}, {_detail(answer)}"
        if self._run and answer.status_code in (404, 409):
            raise Over(words)
        if self._run and 400 <= answer.status_code < 500:
            raise Refused(words)
        raise Away(words)


def _detail(answer: httpx.Response) -> str:
    """What a server's refusal says."""
    with suppress(orjson.JSONDecodeError):
        told = orjson.loads(answer.content)
        if isinstance(told, dict) and isinstance(told.get("detail"), str):
            return str(told["detail"])
    return "no answer of Unrolled"


def _not_ours(_: logging.LogRecord) -> bool:
    return threading.current_thread().name != THREAD_NAME


# httpx logs every request: a user who logs at INFO would find one a second of a thread that is none of theirs
logging.getLogger("httpx").addFilter(_not_ours)
