/** Runs side by side: the first view stands in the HTML; another step asks the server, and so does a run that trains on. */
import "../components/figure-card.js";
import "../components/snapshot-scrubber.js";
import "../components/theme-switch.js";
import { request } from "../lib/api.js";
import { element, pageData } from "../lib/dom.js";
import { latest } from "../lib/latest.js";
import { isOpen, placeWords } from "../lib/run-state.js";
import { API } from "../lib/url.js";
import { watchScrubber } from "./run/scrubber.js";

const LOOK_MS = 2000;

const page = pageData();
const root = document.querySelector("main");
const problem = root.querySelector("[data-page-status]");
const panels = { choose };
let chosen = page.step;
let timer = null;
let isFirst = true;

const look = latest({
  ask: (step, signal) => request(figuresUrl(step), { signal }),
  take: show,
  fail: (error) => {
    problem.textContent = error.message;
    follow(page.view.runs);
  },
});
const scrubber = root.querySelector("snapshot-scrubber") && watchScrubber(root, panels);

function choose(step) {
  chosen = step;
  if (!isFirst) look(step);
  isFirst = false;
}

function figuresUrl(step) {
  const query = new URLSearchParams({ ids: page.ids.join(",") });
  if (step !== null) query.set("step", String(step));
  return `${API}/runs/compare/figures?${query}`;
}

async function show(view) {
  problem.textContent = "";
  if (isNew(view)) location.reload(); // there were no figures, or fewer: the page is made for those that there are
  page.view = view;
  for (const card of root.querySelectorAll("figure-card")) {
    const { slot } = card.dataset;
    if (slot in view.figures)
      await card.show({ figure: view.figures[slot], title: view.titles[slot], caption: view.captions[slot] });
    else card.tell("absent", view.notes[slot] ?? "Not told by these runs.");
  }
  sayStanding(view);
  scrubber?.extend({ snapshots: view.steps.map((step) => ({ step })) });
  follow(view.runs);
}

function isNew({ figures, ends }) {
  const slots = [...root.querySelectorAll("figure-card")].map(({ dataset }) => dataset.slot);
  return (
    Object.keys(figures).some((slot) => !slots.includes(slot)) ||
    (ends.length > 0 && !root.querySelector("[data-ends]"))
  );
}

function sayStanding({ runs, ends }) {
  for (const [place, hint] of root.querySelectorAll("[data-run-standing]").entries()) {
    hint.textContent = placeWords(runs[place]);
  }
  root
    .querySelector("[data-ends]")
    ?.replaceChildren(
      ...ends.map((row) => element("tr", {}, ...Object.values(row).map((value) => element("td", {}, value)))),
    );
}

/** Look again after a while as long as any of the runs goes on. */
function follow(runs) {
  clearTimeout(timer);
  if (!runs.some(({ status }) => isOpen(status))) return;
  timer = setTimeout(() => (document.hidden ? follow(runs) : look(chosen)), LOOK_MS);
}

show(page.view);
