"""Journeys through the lecture as a student makes them: drag, choose, predict, go back, share."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.topics import TOPICS
from app.topics.topic import Topic

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EVERY = [pytest.param(topic, id=topic.name) for topic in TOPICS]
GOING_FORWARDS = "/topics/power-iteration"
ALL_ELSE_FADES = """() => [...document.querySelectorAll(".js-plotly-plot")]
    .some(plot => plot.data.some(trace => (trace.opacity ?? 1) < 0.2))"""


def card(page: Page, slot: str):
    return page.locator(f"figure-card[data-slot={slot}]")


def expect_drawn(page: Page, *slots: str) -> None:
    for slot in slots:
        expect(card(page, slot)).to_have_attribute("data-status", "drawn")
        expect(card(page, slot).locator(".js-plotly-plot")).to_be_visible()


def verdict(page: Page):
    return page.locator("[data-verdict]")


def drag(page: Page, x: float, y: float, dx: float, dy: float, steps: int = 12) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, steps + 1):
        page.mouse.move(x + dx * step / steps, y + dy * step / steps)
        page.wait_for_timeout(20)


@pytest.mark.parametrize("topic", EVERY)
def test_a_page_is_drawn_from_its_first_html_lights_its_terms_and_follows_its_presets(
    open_page, server_url, topic
):
    page, watch = open_page(topic.url)

    expect_drawn(page, *(figure.slot for figure in topic.view(topic.params()).figures))
    asked = [url.removeprefix(server_url) for url in watch.asked]
    assert asked[0] == topic.url
    assert all(path.startswith("/static/") for path in asked[1:])
    expect_a_term_to_light_its_marks(page)
    expect_presets_to_be_one_click(page, topic)
    assert watch.said == []
    assert watch.outside == []


def expect_a_term_to_light_its_marks(page: Page) -> None:
    term = page.locator("math [data-term]").first
    term.focus()
    expect(term).to_have_attribute("data-lit", "")
    page.wait_for_function(ALL_ELSE_FADES)


def expect_presets_to_be_one_click(page: Page, topic: Topic) -> None:
    """Three of them, and the last one's address: every preset's verdict is read in tests/topics."""
    states = {preset.label: topic.params.model_validate(dict(preset.params)) for preset in topic.presets}
    expect(page.locator(".presets a")).to_have_count(len(topic.presets))
    for link in page.locator(".presets a").all()[1:4]:
        link.click()
        expect(verdict(page)).to_have_text(topic.view(states[link.inner_text()]).verdict)
    expect(page.locator("figure-card[data-status=failed]")).to_have_count(0)
    said = verdict(page).inner_text()
    page.reload()
    expect(verdict(page)).to_have_text(said)


def test_the_slides_digits_stand_on_the_page(open_page):
    page, _ = open_page(GOING_FORWARDS)

    formulas = re.sub(r"\s", "", page.locator(".prose").first.inner_text()).replace("−", "-")
    for digits in ("-1.15011703", "2.13596934", "0.12065226", "-0.99269483", "-1.5980544", "2.58390671"):
        assert digits in formulas


def test_a_slider_redraws_while_it_is_dragged_and_makes_one_entry_of_history(open_page):
    page, watch = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane", "angle")
    before = page.evaluate("history.length")
    slider = page.get_by_role("slider", name="Steps drawn")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    title = card(page, "angle").locator(".xtick").last

    x, y = box["x"] + box["width"] * 0.33, box["y"] + box["height"] / 2
    with page.expect_request(re.compile(r"/figures\?")):
        drag(page, x, y, 30, 0)
    with page.expect_request(re.compile(r"/figures\?")):
        page.mouse.move(x + 60, y, steps=6)
    page.mouse.up()

    expect(page).to_have_url(re.compile(r"shown=\d+"))
    expect(title).not_to_have_text("60")
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page).not_to_have_url(re.compile("shown="))
    expect(page.get_by_label("Steps drawn", exact=False).last).to_have_value("60")
    assert watch.said == []


def test_axes_stand_still_while_something_is_dragged_and_settle_after(open_page):
    page, _ = open_page(GOING_FORWARDS + "?keep=squash")
    expect_drawn(page, "map")
    card(page, "map").scroll_into_view_if_needed()
    handle = card(page, "map").locator(".handle").first
    box = handle.bounding_box()
    plot = card(page, "map").locator(".js-plotly-plot")
    axis = "plot => plot._fullLayout.xaxis.range[1]"
    before = plot.evaluate(axis)

    drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 30, -60)
    while_dragged = plot.evaluate(axis)
    page.mouse.up()
    expect(page).to_have_url(re.compile("matrix="))

    assert while_dragged == pytest.approx(before)
    page.wait_for_function(
        "([plot, before]) => plot._fullLayout.xaxis.range[1] !== before", arg=[plot.element_handle(), before]
    )


def test_the_start_is_dragged_in_the_picture_and_moved_with_the_keys(open_page):
    page, watch = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")
    handle = card(page, "plane").locator(".handle")
    box = handle.bounding_box()

    drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, -90, 40)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"h0=-0\.\d+"))
    expect(verdict(page)).to_contain_text("(−0.12065226, 0.99269483)")

    address = page.url
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(address)
    expect(page).to_have_url(re.compile("h0="))
    expect(handle).to_be_focused()
    assert watch.said == []


def test_a_bars_end_is_dragged_along_its_own_axis_and_stops_at_its_limit(open_page):
    page, watch = open_page("/topics/gating")
    expect_drawn(page, "rows")
    gate = card(page, "rows").get_by_title("f₁")
    box = gate.bounding_box()

    drag(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 300, 40)
    page.mouse.up()

    expect(page).to_have_url(re.compile("gate=1,0,0.2,1$"))
    expect(verdict(page)).to_contain_text("becomes (7, 0, 2, 9)")
    assert gate.bounding_box()["y"] == pytest.approx(box["y"], abs=1), "it sets nothing upwards"
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"gate=0\.99,0,0\.2,1$"))
    assert watch.said == []


def test_a_matrix_can_be_typed_and_pasted(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")

    cell = page.get_by_role("spinbutton", name="W, row 1, column 1")
    cell.fill("2.5")
    cell.blur()
    expect(page).to_have_url(re.compile(r"matrix=2\.5,-0\.45383375;"))

    cell.focus()
    cell.evaluate(
        """cell => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "[[0, -1],\\n [1, 0]]");
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page).to_have_url(re.compile(r"matrix=0,-1;1,0"))
    expect(verdict(page)).to_contain_text("Turns for ever")


def test_a_refused_value_is_told_and_the_picture_stays(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")
    said = verdict(page).inner_text()

    cell = page.get_by_role("spinbutton", name="W, row 1, column 1")
    cell.fill("1e6")
    cell.blur()

    expect(page.locator("[data-problem]")).to_contain_text("from -100 to 100")
    expect(verdict(page)).to_have_text(said)
    cell.fill("1")
    cell.blur()
    expect(page.locator("[data-problem]")).to_have_text("")


def test_the_quiz_tells_right_from_wrong_and_shows_it(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")

    page.get_by_role("button", name="At 0").click()

    expect(page.locator("quiz-card [role=status]")).to_contain_text("No.")
    expect(page.locator("quiz-card [data-answer=right]")).to_contain_text("jumping between two points")
    expect(verdict(page)).to_contain_text("2-cycle")


def test_a_mark_lights_its_term(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane", "eigenvalues")
    card(page, "eigenvalues").scroll_into_view_if_needed()

    card(page, "eigenvalues").locator(".scatterlayer .point").first.hover(force=True)

    expect(page.locator("math [data-term=lambda1][data-lit]")).to_have_count(1)


def test_arrow_keys_turn_the_pages_unless_a_control_has_the_focus(open_page):
    page, _ = open_page(TOPICS[0].url)

    page.get_by_role("slider").or_(page.get_by_role("spinbutton")).first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(150)
    expect(page).to_have_url(re.compile(TOPICS[0].url))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(TOPICS[1].url))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(TOPICS[0].url))


def test_script_and_tables_follow_the_state(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")

    page.get_by_role("link", name="Negative: flips").click()
    expect(page.locator("[data-code]")).to_contain_text("[[-2.0, 1.0], [0.5, 1.0]]")
    page.get_by_role("tab", name="Data").click()
    table = page.locator("details[data-table=eigenvalues]")
    table.locator("summary").click()
    expect(table.locator("tbody tr").first).to_contain_text("−2.1583")
    with page.expect_download() as download:
        table.get_by_role("link", name="eigenvalues.csv").click()
    assert "-2.158312395177" in download.value.path().read_text()


def test_without_javascript_the_form_and_the_tables_do(open_page):
    page, _ = open_page(GOING_FORWARDS, java_script_enabled=False)

    page.locator("[name=matrix]").fill("0,-1;1,0")
    page.get_by_role("button", name="Show").click()

    expect(page).to_have_url(re.compile("matrix="))
    expect(verdict(page)).to_contain_text("Turns for ever")
    expect(page.locator("noscript p.note")).to_be_visible()
    expect(card(page, "plane")).to_be_hidden()
    page.locator("details[data-table=plane] summary").click()
    expect(page.locator("details[data-table=plane] td").first).to_be_visible()


def test_link_and_frame_can_be_copied(open_page, server_url):
    page, _ = open_page(GOING_FORWARDS + "?keep=squash", permissions=["clipboard-read", "clipboard-write"])
    expect_drawn(page, "plane")

    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("button", name="Copy embed code").click()
    expect(page.get_by_role("button", name="Copied").last).to_be_visible()
    frame = page.evaluate("navigator.clipboard.readText()")

    assert frame.startswith(f'<iframe src="{server_url}{GOING_FORWARDS}?keep=squash&amp;hide=')
    (source,) = re.findall(r'src="([^"]+)"', frame)
    page.goto(source.replace("&amp;", "&"))
    expect_drawn(page, "plane")
    expect(page.locator(".site-head")).to_have_count(0)
    expect(page.locator("[data-form=topic]")).to_have_count(1)


def test_a_figure_fills_the_projector(open_page):
    page, _ = open_page(GOING_FORWARDS)
    expect_drawn(page, "plane")

    card(page, "plane").locator("[data-menu]").click()
    page.get_by_role("menuitem", name="Full screen").click()

    page.wait_for_function(
        "document.querySelector('[data-slot=plane] .main-svg').getBoundingClientRect().width > 1000"
    )
