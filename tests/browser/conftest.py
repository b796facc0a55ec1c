"""A real Chromium on a real server; whatever a page prints or asks outside is kept and must be nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.install import installed_chromium

_PATIENCE_MS = 15_000
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-gl=swiftshader",
    "--process-per-site",  # a process of its own for each page takes twice as long as the page
]
_NOT_OURS = (
    "GPU stall due to ReadPixels",
    "Canvas2D: Multiple readback operations",
)  # Chromium on drawing 3-D


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the last browser test: its event loop would be in the way of other tests' own."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=_ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """What a page said and asked for."""

    def __init__(self, page: Page, base: str) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self._base = base
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if not any(known in message.text for known in _NOT_OURS):
            self.said.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.asked.append(request.url)

    @property
    def outside(self) -> list[str]:
        return [url for url in self.asked if not url.startswith(self._base)]


@pytest.fixture(scope="package")
def window(browser, server_url) -> Iterator[BrowserContext]:
    """Its first page stays open: it keeps the process in which the others find the drawing library compiled."""
    context = _window(browser, server_url)
    context.new_page().goto("/healthz")
    yield context
    context.close()


def _window(browser: Browser, base: str, **more) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme="light", base_url=base, **more
    )
    context.set_default_timeout(_PATIENCE_MS)
    return context


@pytest.fixture
def open_page(browser, window, server_url) -> Iterator:
    """Opens a page of its own, in a window of its own where that is to differ; nothing is kept for the next test."""
    own = []

    def open_page(path: str, **more) -> tuple[Page, Watch]:
        if more:
            own.append(_window(browser, server_url, **more))
        page = (own[-1] if more else window).new_page()
        watch = Watch(page, server_url)
        page.goto(path)
        return page, watch

    yield open_page
    first, *others = window.pages
    for closed in (*others, *own):
        closed.close()
    first.evaluate("localStorage.clear()")
    window.clear_cookies()
