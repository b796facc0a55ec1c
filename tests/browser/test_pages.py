"""Every page, in both themes, on a desk and on a phone: whole, quiet, accessible."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.topics import TOPICS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("/", "/references", "/microscope", "/nowhere", *(topic.url for topic in TOPICS))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits_in_both_themes(open_page, path):
    page, _ = open_page(path)

    for theme, width in (("light", 1280), ("dark", 390), ("light", 3840)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for card in page.locator("figure-card").all():
            expect(card).not_to_have_attribute("data-status", "waiting")
        page.wait_for_timeout(400)  # figures are drawn anew at their new width
        page.wait_for_function("width => document.documentElement.scrollWidth <= width", arg=width)
        if width < 3840:
            assert serious(page) == []


ENDED = """() => document.getAnimations().forEach(each => each instanceof CSSTransition && each.finish())"""


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds serious or critical, with the elements; not of a color on its way to another."""
    page.evaluate(ENDED)
    found = Axe().run(page).response["violations"]
    return [
        (violation["id"], [node["html"] for node in violation["nodes"]])
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]


def test_the_front_page_is_a_map_of_the_lecture_with_two_doors(open_page, server_url):
    page, watch = open_page("/")

    expect(page.locator(".map li")).to_have_count(len(TOPICS))
    expect(page.locator(".map svg path").first).to_be_visible()
    assert all(url.startswith(f"{server_url}/static/") for url in watch.asked[1:])
    page.get_by_role("link", name=re.compile("Follow the lecture")).click()
    expect(page).to_have_url(re.compile(TOPICS[0].url))
    page.go_back()
    page.get_by_role("link", name=re.compile("Open your own network")).click()
    expect(page).to_have_url(re.compile("/microscope"))
    assert watch.said == []
    assert watch.outside == []


def test_the_api_is_documented_from_this_machine(open_page):
    page, watch = open_page("/docs")

    expect(page.get_by_text("/api/v1/models/{model_id}/traces")).to_be_visible()
    assert watch.said == []
    assert watch.outside == []


def test_an_unknown_page_leads_back(open_page):
    page, _ = open_page("/nowhere")

    page.get_by_role("link", name=re.compile("start|front|home", re.IGNORECASE)).first.click()

    expect(page).to_have_url(re.compile(r"/$"))


def test_parts_can_be_hidden_for_class(open_page):
    page, _ = open_page("/microscope?hide=nav,controls")

    expect(page.locator("nav")).to_have_count(0)
    expect(page.locator("aside.bench")).to_have_count(0)
    expect(page.locator("figure-card[data-slot=hidden]")).to_have_attribute("data-status", "drawn")


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page):
    page, _ = open_page("/microscope")

    page.keyboard.press("Tab")

    expect(page.locator(".skip-link")).to_be_focused()


def test_what_stays_in_view_never_lies_on_the_figures_below(open_page):
    page, _ = open_page("/microscope")
    expect(page.locator("figure-card[data-slot=credit]")).to_have_attribute("data-status", "drawn")

    page.locator(".spectra").evaluate("section => section.scrollIntoView()")

    top = page.locator(".spectra").bounding_box()["y"]
    for column in (".bench", ".planes", ".rail"):
        box = page.locator(column).bounding_box()
        assert box["y"] + box["height"] <= top, column
