"""A real Chromium on a real server; whatever a page prints or asks outside is kept and must be nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from tests.browser.install import installed_chromium

_PATIENCE_MS = 15_000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--use-gl=swiftshader"]
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


@pytest.fixture
def open_page(browser, server_url) -> Iterator:
    contexts = []

    def open_page(path: str, theme: str = "light", width: int = 1280, **more) -> tuple[Page, Watch]:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, color_scheme=theme, base_url=server_url, **more)
        contexts.append(context)
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()
        watch = Watch(page, server_url)
        page.goto(path)
        return page, watch

    yield open_page
    for context in contexts:
        context.close()
