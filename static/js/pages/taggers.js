/** The taggers' page: a lecture page whose panels are a run's own, filled as it learns and at any step of it. */
import "../components/snapshot-scrubber.js";
import "./topic.js";
import { pageData } from "../lib/dom.js";
import { board } from "./run/board.js";
import { watchScrubber } from "./run/scrubber.js";
import { follow } from "./run/stream.js";

const { defaults } = pageData();
const root = document.querySelector("main");
const panels = board(root);
const scrubber = watchScrubber(root, panels);
const stepField = root.querySelector("[data-form=topic] [name=step]");
let stop = () => {};
let isAsked = false;
let isStale = false;
if (stepField !== null) stepField.closest(".field").hidden = true; // the scrubber is its better

root.addEventListener("view-drawn", ({ detail: { run, figures } }) => {
  const entry = run.entry;
  for (const card of root.querySelectorAll("[data-panel] figure-card"))
    card.hidden = !(card.dataset.slot in figures);
  for (const part of root.querySelectorAll("[data-network]"))
    part.hidden = !run.wanted.cell.includes(part.dataset.network);
  if (root.dataset.run !== entry?.id) begin(entry);
  scrubber.obey();
  isAsked = false;
  refresh();
});
root.addEventListener("step-chosen", ({ detail: { step, isNewest } }) => {
  if (stepField === null) return;
  stepField.value = isNewest ? defaults.step : String(step);
  stepField.parentElement.follow();
});

root.addEventListener("step-remembered", () => {
  isStale = true;
  refresh();
});
root.addEventListener("view-failed", () => {
  isAsked = false;
});

/** The panels are filled here; formulas, tags and tables are the server's: asked for one after the other. */
function refresh() {
  if (isAsked || !isStale) return;
  [isAsked, isStale] = [true, false];
  root.dispatchEvent(new CustomEvent("view-wanted"));
}

/** Follow this run from its first event, and no other. */
function begin(entry) {
  stop();
  stop = () => {};
  scrubber.empty();
  panels.begin(entry);
  root.style.removeProperty("--baseline");
  for (const section of root.querySelectorAll("[data-panel], [data-empty]"))
    section.hidden = section.matches("[data-panel]");
  if (entry === null) {
    delete root.dataset.run;
    return;
  }
  root.dataset.run = entry.id;
  stop = follow(entry, (state, kinds) => {
    scrubber.extend(state);
    panels.show(state, kinds);
  });
}
