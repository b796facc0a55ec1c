"""The cliff in the page: its start dragged, and a step of one descent chosen by a click on it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]
URL = "/topics/gradient-clipping"
POINT = """() => {
  const plot = document.querySelector("figure-card[data-slot=descents] .plot");
  const { xaxis, yaxis } = plot._fullLayout;
  const path = plot._fullData.find((trace) => trace.name === "by value");
  const box = plot.getBoundingClientRect();
  const above = Array.from(path.x, (w, i) => (i < 40 ? -9 : path.y[i] + 0.6225 * w)); // where it is alone
  const farthest = above.indexOf(Math.max(...above));
  const [x, y] = [path.x[farthest], path.y[farthest]];
  return [box.x + xaxis._offset + xaxis.c2p(x), box.y + yaxis._offset + yaxis.c2p(y)];
}"""


def test_the_start_is_dragged_and_a_click_on_a_dot_follows_its_descent(open_page):
    page, watch = open_page(URL)
    expect(page.locator("figure-card[data-slot=descents]")).to_have_attribute("data-status", "drawn")
    expect(page.locator("[data-verdict]")).to_contain_text("After 22 steps")

    x, y = page.evaluate(POINT)
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"clip=value&step=\d+"))

    start = page.locator(".handle").first
    box = start.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 20, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"start=\d"))
    expect(page.locator("[data-verdict]")).not_to_contain_text("After 22 steps")
    assert watch.said == []
