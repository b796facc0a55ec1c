"""Journeys through the microscope as a user makes them."""

import base64
import io
import json
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def card(page: Page, slot: str):
    return page.locator(f"figure-card[data-slot={slot}]")


def expect_drawn(page: Page, *slots: str) -> None:
    for slot in slots:
        expect(card(page, slot)).to_have_attribute("data-status", "drawn")
        expect(card(page, slot).locator(".js-plotly-plot")).to_be_visible()


def expect_quiet(watch) -> None:
    assert watch.said == []
    assert watch.outside == []


def a_checkpoint() -> dict:
    stream = io.BytesIO()
    torch.manual_seed(0)
    torch.save({"model_state": torch.nn.LSTM(3, 6, 2, bidirectional=True).state_dict()}, stream)
    return {"name": "mine.pt", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}


def an_input(steps: int = 9) -> dict:
    stream = io.BytesIO()
    np.save(stream, np.random.default_rng(0).standard_normal((steps, 3)))
    return {"name": "x.npy", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}


def test_the_first_picture_is_in_the_first_html(open_page, server_url):
    page, watch = open_page("/microscope")

    expect_drawn(
        page, "hidden", "cell", "forget_gate", "gradient_norms", "trajectory", "eigenvalues", "credit"
    )

    asked = [url.removeprefix(server_url) for url in watch.asked]
    assert asked[0] == "/microscope"
    assert all(path.startswith("/static/") for path in asked[1:])
    expect(page.locator("[data-verdict]")).to_contain_text(re.compile(r"memory horizon|stays under"))
    expect_quiet(watch)


def test_one_cursor_marks_all_figures_and_stays_in_the_address(open_page):
    page, watch = open_page("/microscope")
    expect_drawn(page, "hidden", "forget_gate", "trajectory")

    card(page, "hidden").locator(".plot").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)

    expect(page.locator("read-out")).to_contain_text("step 2")
    expect(page.locator("time-ruler")).to_have_attribute("aria-valuenow", "2")
    expect(page).to_have_url(re.compile(r"step=2"))
    page.reload()
    expect_drawn(page, "hidden")
    expect(page.locator("read-out")).to_contain_text("step 2")
    expect_quiet(watch)


def test_the_read_out_says_the_arrays_own_number(open_page, server_url):
    page, _ = open_page("/microscope?step=3&unit=5")
    expect_drawn(page, "hidden", "forget_gate")

    trace = json.loads(page.locator("#page-data").inner_text())["trace"]["id"]
    url = f"{server_url}/api/v1/traces/{trace}/arrays/forget_gate"
    value = page.request.get(url).json()["data"][3][5]

    said = page.locator("read-out [data-slot=forget_gate]").inner_text()
    number = re.findall(r"[−-]?[\d.]+$", said)[0].replace("−", "-")
    assert abs(float(number) - value) < 1e-3


def test_a_dropped_checkpoint_moves_at_once_and_then_reads_its_input(open_page):
    page, watch = open_page("/microscope")
    expect_drawn(page, "hidden")

    page.locator("[data-open]").set_input_files(a_checkpoint())
    expect(page.get_by_role("heading", level=1)).to_have_text("mine.pt")
    expect(page.locator(".badge")).to_have_text("noise")
    expect_drawn(page, "hidden", "forget_gate")

    page.locator("[data-open]").set_input_files(an_input())
    expect(page.locator(".badge")).to_have_count(0)
    expect_drawn(page, "hidden", "forget_gate", "credit")
    expect_quiet(watch)


def test_checkpoint_and_input_may_come_together(open_page):
    page, watch = open_page("/microscope")

    page.locator("[data-open]").set_input_files([an_input(11), a_checkpoint()])

    expect(page.locator("time-ruler")).to_have_attribute("aria-valuemax", "10")
    expect_drawn(page, "hidden")
    expect_quiet(watch)


def test_files_may_be_dropped_anywhere(open_page):
    page, watch = open_page("/microscope")
    files = [
        {"name": file["name"], "bytes": base64.b64encode(file["buffer"]).decode()}
        for file in (a_checkpoint(), an_input(11))
    ]

    held = page.evaluate_handle(
        """files => {
            const held = new DataTransfer();
            for (const { name, bytes } of files)
                held.items.add(new File([Uint8Array.from(atob(bytes), letter => letter.charCodeAt(0))], name));
            return held;
        }""",
        files,
    )
    page.locator("h1").dispatch_event("dragover", {"dataTransfer": held})
    expect(page.locator("drop-zone")).to_be_visible()
    page.locator("h1").dispatch_event("drop", {"dataTransfer": held})

    expect(page.get_by_role("heading", level=1)).to_have_text("mine.pt")
    expect(page.locator("time-ruler")).to_have_attribute("aria-valuemax", "10")
    expect_drawn(page, "hidden", "forget_gate")
    expect_quiet(watch)


def test_layers_directions_back_forward_and_reload(open_page):
    page, watch = open_page("/microscope")
    page.locator("[data-open]").set_input_files([a_checkpoint(), an_input()])
    expect(page.locator("[name=place]")).to_have_count(4)
    expect_drawn(page, "hidden")

    page.locator("[name=place][value='0,backward']").check(force=True)
    expect(page).to_have_url(re.compile(r"layer=0&direction=backward"))
    page.locator("[name=projection]").select_option("units")
    expect(page).to_have_url(re.compile(r"projection=units"))
    expect(card(page, "trajectory").locator(".xtitle")).to_contain_text("unit 0")

    page.go_back()
    expect(page.locator("[name=projection]")).to_have_value("pca")
    expect(card(page, "trajectory").locator(".xtitle")).to_contain_text("PC 1")
    page.go_forward()
    expect(card(page, "trajectory").locator(".xtitle")).to_contain_text("unit 0")
    page.reload()
    expect(page.locator("[name=place][value='0,backward']")).to_be_checked()
    expect(card(page, "trajectory").locator(".xtitle")).to_contain_text("unit 0")
    expect_quiet(watch)


def test_a_refused_file_says_why_and_loses_nothing(open_page):
    page, _ = open_page("/microscope")
    expect_drawn(page, "hidden")
    stream = io.BytesIO()
    torch.save(torch.nn.LSTM(2, 3), stream)

    module = {"name": "whole.pt", "mimeType": "application/octet-stream", "buffer": stream.getvalue()}
    page.locator("[data-open]").set_input_files(module)

    expect(page.locator("job-bar")).to_contain_text("torch.save(model.state_dict()")
    expect_drawn(page, "hidden")


def test_a_sentence_of_ones_own_is_read(open_page):
    page, watch = open_page("/microscope?model=gru-tagger")

    page.locator("[name=feed][value=text]").check(force=True)
    page.get_by_role("textbox", name="Sentence").fill("Her book can wait.")
    page.get_by_role("button", name="Run").click()

    expect(page.locator(".subject")).to_contain_text("Her book can wait.")
    expect(page.locator("time-ruler")).to_have_attribute("aria-valuemax", "4")
    expect_drawn(page, "update_gate", "new_gate", "reset_gate")
    expect_quiet(watch)


def test_three_dimensions_draw_under_the_strict_policy(open_page):
    page, watch = open_page("/microscope?projection=pca3")

    expect_drawn(page, "trajectory")
    expect(card(page, "trajectory").locator("canvas").first).to_be_visible()
    expect_quiet(watch)


def test_the_theme_changes_without_a_request(open_page):
    page, watch = open_page("/microscope")
    expect_drawn(page, "gradient_norms", "hidden")
    before = len(watch.asked)
    line = card(page, "gradient_norms").locator(".scatterlayer path.js-line").first
    light = line.evaluate("line => getComputedStyle(line).stroke")

    page.locator("[name=theme][value=dark]").check(force=True)

    expect(line).not_to_have_css("stroke", light)
    assert len(watch.asked) == before
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    expect_quiet(watch)


def test_a_figure_can_be_taken_home(open_page):
    page, watch = open_page("/microscope")
    expect_drawn(page, "forget_gate")

    for label, start in (
        ("Picture, PNG", b"\x89PNG"),
        ("Picture, SVG", b"<svg"),
        ("Stand-alone page, HTML", b"<!"),
    ):
        card(page, "forget_gate").locator("[data-menu]").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=label).click()
        content = download.value.path().read_bytes()
        assert content.startswith(start), label
        if label.endswith("HTML"):
            assert len(content) > 4_000_000
    assert watch.outside == []


def test_zooming_one_strip_zooms_all(open_page):
    page, watch = open_page("/microscope?start=2&stop=8")
    expect_drawn(page, "hidden", "gradient_norms")

    expect(page.locator("time-ruler")).to_have_attribute("aria-valuemin", "2")
    page.get_by_role("button", name=re.compile("Show all")).click()

    expect(page.locator("time-ruler")).to_have_attribute("aria-valuemin", "0")
    expect(page).not_to_have_url(re.compile("start="))
    expect_quiet(watch)
