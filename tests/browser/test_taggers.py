"""The taggers' page: trained on one click, shown while it learns, scrubbed back, found again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import serious

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_LONG_MS = 90_000
"""A worker process imports torch before its first update."""


def test_two_taggers_are_trained_watched_scrubbed_and_found_again(open_page):
    page, watch = open_page("/topics/taggers?epochs=4&seed=7")
    verdict, place = page.locator("[data-verdict]"), page.locator("snapshot-scrubber output")
    expect(page.locator("figure-card[data-slot=tags]")).to_have_attribute("data-status", "drawn")
    expect(verdict).to_contain_text("To beat: each word’s most frequent tag gets 83.2 %")
    expect(page.locator("snapshot-scrubber")).to_be_hidden()
    expect(page.locator("[data-panel=courses]")).to_be_hidden()

    page.get_by_role("button", name="Train these networks").click()
    expect(place).to_have_text(re.compile("update [1-9]"), timeout=_LONG_MS)
    expect(verdict).to_contain_text("of the words held out, tagged right: RNN")
    expect(page.locator("[data-standing]")).to_contain_text("Trained", timeout=_LONG_MS)
    expect(verdict).to_contain_text("Of the words held out, tagged right", timeout=_LONG_MS)
    expect(place).to_have_text("update 2,624")
    large = page.locator(".network-tile:visible .large")
    expect(large).to_have_count(2)
    end = large.all_inner_texts()

    slider = page.get_by_role("slider", name="Snapshot")
    slider.focus()
    page.keyboard.press("Home")
    expect(place).to_have_text("update 0")
    expect(page).to_have_url(re.compile(r"step=0$"))
    expect(page.locator("[data-form=topic] [name=step]")).to_have_value("0")
    expect(verdict).to_contain_text("At update 0, of the words held out")
    expect(large.first).not_to_have_text(end[0])
    start = large.all_inner_texts()
    expect(page.locator("figure-card[data-slot=tags] figcaption")).to_contain_text("At update 0")
    expect(page.locator("[data-equation=loss_rnn]")).to_have_text("")

    sentence = page.locator("shaded-sentence[data-network=lstm]")
    sentence.locator("[data-place='8']").click()
    expect(page).to_have_url(re.compile("shade=influence&word=8"))
    expect(sentence.locator("[data-said]")).to_contain_text("“can” is tagged")
    page.keyboard.press("ArrowRight")
    expect(sentence.locator("[data-said]")).to_contain_text("“,” is tagged")

    page.reload()
    expect(place).to_have_text("update 0")
    expect(large.first).to_have_text(start[0])
    expect(sentence.locator("[data-place='8']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("figure-card[data-slot=accuracy]")).to_have_attribute("data-status", "drawn")

    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(400)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious(page) == []

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("With a GRU").check()
    expect(page.get_by_role("button", name="Train these networks")).to_be_visible()
    expect(verdict).to_contain_text("To beat")
    expect(page.locator("[data-panel=courses]")).to_be_hidden()
    page.get_by_label("With a GRU").uncheck()
    expect(place).to_have_text("update 0")
    expect(large.first).to_have_text(start[0])
    assert watch.said == []
    assert watch.outside == []
