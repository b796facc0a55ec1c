"""Training in the browser: begun from the form, watched, paused, scrubbed back, found again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LONG_MS = 60_000
"""A worker process imports torch before its first update."""


def test_a_training_is_begun_watched_paused_scrubbed_and_found_again(open_page):
    page, watch = open_page("/train")
    page.get_by_label("Epochs").fill("20")
    page.get_by_role("button", name="Train").click()
    expect(page).to_have_url(re.compile(r"/runs/[0-9a-f]+$"))

    place = page.locator("snapshot-scrubber output")
    expect(place).to_have_text(re.compile("update [1-9]"), timeout=_LONG_MS)
    before = place.inner_text()
    expect(place).not_to_have_text(before, timeout=_LONG_MS)
    expect(page.locator("figure-card[data-slot=loss]")).to_have_attribute("data-status", "drawn")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator("[data-standing]")).to_have_text(re.compile("Paused"), timeout=_LONG_MS)

    slider = page.get_by_role("slider", name="Snapshot")
    slider.focus()
    page.keyboard.press("Home")
    expect(place).to_have_text("update 0")
    expect(page).to_have_url(re.compile(r"\?step=0$"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(".")
    expect(place).not_to_have_text("update 0")
    page.keyboard.press(",")
    expect(place).to_have_text("update 0")
    start = page.locator(".network-tile .large").first.inner_text()
    page.reload()
    expect(place).to_have_text("update 0")
    expect(page.locator(".network-tile .large").first).to_have_text(start)
    expect(page.locator("[data-standing]")).to_have_text(re.compile("Paused"))

    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []

    page.get_by_role("button", name="Open in the microscope").click()
    expect(page).to_have_url(re.compile(r"/microscope\?model=[0-9a-f]+"))
    expect(page.locator("h1")).to_contain_text("run-")
    page.go_back()

    page.get_by_role("link", name="Runs", exact=True).click()
    expect(page.locator(".run-list li").first).to_contain_text("paused")
    page.locator(".run-list li a").first.click()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/runs$"))
    assert watch.said == []
    assert watch.outside == []


@pytest.mark.parametrize("path", ["/train", "/runs"])
def test_the_pages_around_it_are_accessible_and_fit(open_page, path):
    page, watch = open_page(path)

    for theme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert serious(page) == []
    assert watch.said == []
