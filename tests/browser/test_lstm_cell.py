"""The LSTM's drawing in the page: stepped through by the keys, its gates held by dragging, its step chosen below."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
URL = "/topics/lstm-cell"


def text(page, name: str):
    return page.locator(f".cell-picture [data-text={name}]").first


def test_arrow_keys_go_through_the_equations_forwards_and_back(open_page):
    page, watch = open_page(URL)
    expect(page.locator("figure-card[data-slot=states]")).to_have_attribute("data-status", "drawn")
    before = page.evaluate("history.length")
    page.locator(".drawing").focus()

    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"stage=5"))
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("output gate")
    expect(page.locator("[data-words]")).to_contain_text("Output gate: 99.9955 %")
    expect(text(page, "h")).to_have_text("")
    page.keyboard.press("ArrowRight")
    expect(text(page, "h")).to_have_text("0.6408")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"stage=1&t=61"))
    expect(text(page, "where")).to_have_text("step 61")
    assert page.evaluate("history.length") == before + 3

    page.go_back()
    expect(text(page, "where")).to_have_text("step 60")
    assert watch.said == []


def test_keys_pressed_faster_than_the_answers_come_are_all_counted(open_page):
    page, _ = open_page(URL)
    expect(page.locator("figure-card[data-slot=states]")).to_have_attribute("data-status", "drawn")
    page.locator(".drawing").focus()

    for _ in range(7):
        page.keyboard.press("ArrowLeft")

    expect(text(page, "where")).to_have_text("step 59")
    expect(page.locator(".stages [aria-current=step]")).to_contain_text("output gate")


def test_the_slider_of_the_step_ends_at_the_last_one(open_page):
    page, _ = open_page(URL + "?steps=80")

    page.get_by_role("slider", name="Time step t").press("End")

    expect(page).to_have_url(re.compile(r"[?&]t=80"))
    expect(text(page, "where")).to_have_text("step 80")


def test_a_gates_level_is_dragged_to_hold_it_and_a_click_below_opens_a_step(open_page):
    page, watch = open_page(URL + "?stage=4")
    expect(page.locator("figure-card[data-slot=gates]")).to_have_attribute("data-status", "drawn")
    box = page.locator("[data-gate=f] .ground").bounding_box()
    x, middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    page.mouse.move(x, box["y"] + 4)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(x, box["y"] + 4 + (middle - box["y"] - 4) * step / 8)
        page.wait_for_timeout(20)
    page.mouse.up()

    expect(page).to_have_url(re.compile(r"hold=forget_gate&hold_value=0\.5\d*&hold_from=60"))
    expect(page.locator("[data-held=f]")).to_be_visible()
    expect(page.locator("[data-verdict]")).to_contain_text("With the forget gate held at 0.5")
    expect(page.locator("figure-card[data-slot=difference]")).to_have_attribute("data-status", "drawn")

    card = page.locator("figure-card[data-slot=gates]")
    card.scroll_into_view_if_needed()
    card.locator(".plot").click(position={"x": 300, "y": 120})
    expect(page).not_to_have_url(re.compile(r"[?&]t=60"))
    expect(page).to_have_url(re.compile(r"[?&]t=\d+"))
    assert watch.said == []


def test_without_javascript_the_drawing_has_its_numbers_and_its_steps_are_links(open_page):
    page, _ = open_page(URL + "?t=1&stage=3", java_script_enabled=False)

    expect(text(page, "i")).to_have_text("0.99995")
    page.get_by_role("link", name="One equation forward").click()

    expect(page).to_have_url(re.compile("stage=4"))
    expect(text(page, "c")).to_have_text("0.7616")
    expect(
        page.get_by_role("img", name=re.compile("An LSTM cell: time step 1, equation 4 of 6"))
    ).to_be_visible()
