"""From a slider's input event to the new picture in Chromium, in turns with a bare Plotly.react of the same figures."""

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from os import environ

import httpx
from playwright.sync_api import sync_playwright

from tests.browser.install import installed_chromium

GOAL = 1.5
_PORT = 8217
_BLOCKS, _MOVES = 10, 14  # in turns; the first two moves of a block come from the other's state

_MEASURE = """async ([blocks, moves]) => {
    const root = document.querySelector("main");
    const field = document.querySelector("[name=shown]");
    const once = value => new Promise(resolve => {
        root.addEventListener("view-drawn", () => resolve(performance.now() - start), { once: true });
        field.value = value;
        const start = performance.now();
        field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    const inView = card => {
        const box = card.getBoundingClientRect();
        return box.top < innerHeight && box.bottom > 0 && card.querySelector(".js-plotly-plot");
    };
    const plots = [...document.querySelectorAll("figure-card")].filter(inView).map(card => card.plot);
    const kept = () => plots.map(({ data, layout }) => structuredClone({ data, layout }));
    const states = [];
    for (const value of [60, 61]) {
        await once(value);
        states.push(kept());
    }
    performance.clearResourceTimings();
    // both start from a page that shows its last picture, as a hand that drags finds it
    const shown = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 30)));
    const react = async state => {
        const start = performance.now();
        for (const [index, plot] of plots.entries())
            await Plotly.react(plot, state[index].data, state[index].layout, { displayModeBar: false });
        return performance.now() - start;
    };
    const [ours, bare] = [[], []];
    for (let block = 0; block < blocks; block += 1) {
        for (let move = 0; move < moves; move += 1) {
            await shown();
            const taken = await once(60 + (move % 2));
            if (move >= 2) ours.push(taken);
        }
        for (let move = 0; move < moves; move += 1) {
            await shown();
            const taken = await react(states[move % 2]);
            if (move >= 2) bare.push(taken);
        }
    }
    const server = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/figures"))
        .map(({ requestStart, responseEnd }) => responseEnd - requestStart);
    return { ours, server, bare, figures: plots.length };
}"""


@dataclass(frozen=True)
class Dragged:
    """Milliseconds from input to picture, and those of the same figures drawn bare."""

    median_ms: float
    p95_ms: float
    server_ms: float
    bare_ms: float
    figures: int

    @property
    def ratio(self) -> float:
        return self.median_ms / self.bare_ms

    @property
    def is_met(self) -> bool:
        return self.ratio <= GOAL


def measured(url: str) -> Dragged:
    """One topic's slider "Steps drawn", moved back and forth."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=installed_chromium(), args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page.goto(f"{url}/topics/power-iteration")
        page.locator("figure-card[data-slot=size][data-status=drawn]").wait_for()
        page.wait_for_timeout(500)
        found = page.evaluate(_MEASURE, [_BLOCKS, _MOVES])
        browser.close()
    ours = sorted(found["ours"])
    return Dragged(
        statistics.median(ours),
        ours[int(0.95 * len(ours))],
        statistics.median(found["server"]),
        statistics.median(found["bare"]),
        found["figures"],
    )


def main() -> Dragged:
    """Start a server of its own, measure, print; goal: at most 1.5 times the bare drawing."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"UNROLLED_PORT": str(_PORT), "UNROLLED_DATA_DIR": folder, "UNROLLED_DEVICE": "cpu"}
        server = subprocess.Popen(
            [sys.executable, "-m", "app"], env={**environ, **own}, stdout=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{_PORT}"
            _wait_for(url)
            row = measured(url)
        finally:
            server.terminate()
            server.wait(timeout=10)
    print(
        f"\ndragging a slider of power_iteration, {row.figures} figures in view: median {row.median_ms:.1f} ms, "
        f"p95 {row.p95_ms:.1f} ms, of it the server {row.server_ms:.1f} ms; bare Plotly.react {row.bare_ms:.1f} ms; "
        f"ratio {row.ratio:.2f} (goal {GOAL})  {'met' if row.is_met else 'missed'}"
    )
    return row


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            httpx.get(f"{url}/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.25)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
