/** Runs side by side: the first view stands in the HTML; another step asks the server, the newest wish wins. */
import "../components/figure-card.js";
import "../components/snapshot-scrubber.js";
import "../components/theme-switch.js";
import { request } from "../lib/api.js";
import { pageData } from "../lib/dom.js";
import { latest } from "../lib/latest.js";
import { API } from "../lib/url.js";
import { watchScrubber } from "./run/scrubber.js";

const page = pageData();
const root = document.querySelector("main");
const problem = root.querySelector("[data-page-status]");

const look = latest({
  ask: (step, signal) => request(figuresUrl(step), { signal }),
  take: show,
  fail: (error) => {
    problem.textContent = error.message;
  },
});

function figuresUrl(step) {
  const query = new URLSearchParams({ ids: page.ids.join(",") });
  if (step !== null) query.set("step", String(step));
  return `${API}/runs/compare/figures?${query}`;
}

async function show(view) {
  problem.textContent = "";
  for (const card of root.querySelectorAll("figure-card")) {
    const { slot } = card.dataset;
    if (slot in view.figures)
      await card.show({ figure: view.figures[slot], title: view.titles[slot], caption: view.captions[slot] });
    else card.tell("absent", view.notes[slot] ?? "Not told by these runs.");
  }
}

show(page.view);
if (root.querySelector("snapshot-scrubber")) {
  let isFirst = true;
  const panels = {
    choose(step) {
      if (!isFirst) look(step);
      isFirst = false;
    },
  };
  watchScrubber(root, panels).extend({ snapshots: page.view.steps.map((step) => ({ step })) });
}
