/** The panels of a run: asked for once as figures without numbers, filled here at whatever step is chosen. */
import { request } from "../../lib/api.js";
import { filled, newest, thinning, valueAt } from "../../lib/binding.js";
import { element, oncePerFrame } from "../../lib/dom.js";
import { API } from "../../lib/url.js";
import { cardOf, panelOf } from "./panels.js";
import { reading } from "./reading.js";

const REST_MS = 2000;

/**
 * @param {HTMLElement} root
 * @param {{run: {id: string}}} page
 */
export function board(root, page) {
  const state = {
    root,
    page,
    snapshots: [],
    step: null,
    view: null,
    cards: new Map(),
    asked: null,
    isResting: false,
    isDrawing: false,
    isAwaited: false,
    inSight: new Set(),
    reading: reading(root),
  };
  state.watch = new IntersectionObserver((entries) => seen(state, entries), { rootMargin: "200px" });
  state.draw = oncePerFrame(() => draw(state));
  return {
    /** Draw what was told. */
    show({ snapshots, status }, kinds) {
      state.snapshots = snapshots;
      state.status = status;
      if (snapshots.length > 0 && needsView(state)) ask(state);
      if (kinds.has("snapshot")) state.draw();
    },
    /** Show another update; null is the newest. */
    choose(step) {
      state.step = step;
      state.draw();
    },
  };
}

/** The figures hang on the first snapshot, the verdict on each measuring: it follows them at a gentle pace. */
function needsView(state) {
  const measured = measuring(state);
  if (state.asked === measured || state.isResting) return false;
  state.asked = measured;
  return true;
}

/** A watched run has measured at every snapshot: its words are asked for at each doubling of them, and at its end. */
function measuring({ page, snapshots, status }) {
  if (page.run.experiment === "watched")
    return status === "running" ? Math.floor(Math.log2(snapshots.length)) : `${status} ${snapshots.length}`;
  return newest(snapshots, "assessment")?.step ?? snapshots[0].step;
}

async function ask(state) {
  rest(state);
  const problem = state.root.querySelector("[data-page-status]");
  try {
    const id = encodeURIComponent(state.page.run.id);
    state.view = await request(`${API}/runs/${id}/figures?bound=true`);
    problem.textContent = "";
    sayFacts(state);
    arrange(state);
    state.draw();
  } catch (error) {
    state.asked = null;
    problem.textContent = error.message;
  }
}

/** No next view before some time has gone by; what came meanwhile is asked for then. */
function rest(state) {
  state.isResting = true;
  setTimeout(() => {
    state.isResting = false;
    if (needsView(state)) ask(state);
  }, REST_MS);
}

function sayFacts({ root, view: { facts } }) {
  root
    .querySelector("[data-facts]")
    .replaceChildren(
      ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
    );
}

/** The server's words on the last measuring up to the chosen step. */
function sayVerdict({ root, view }, step) {
  const said = view.verdicts.findLast(([measured]) => measured <= step)?.[1] ?? view.verdict;
  const target = root.querySelector("[data-verdict]");
  if (target.textContent !== said) target.textContent = said;
}

/** A card for each figure, in the section that it belongs to. */
function arrange(state) {
  const { view, cards, root, watch } = state;
  for (const slot of Object.keys(view.figures)) {
    if (cards.has(slot)) continue;
    const card = cardOf(slot, view);
    const section = root.querySelector(`[data-panel="${panelOf(slot)}"]`);
    section.hidden = false;
    section.querySelector("[data-cards]").append(card);
    card.links = linksOf(state.page.run.id);
    cards.set(slot, card);
    watch.observe(card);
  }
  root.querySelector("[data-empty]").hidden = cards.size > 0;
}

function linksOf(id) {
  const run = `${API}/runs/${encodeURIComponent(id)}`;
  return [
    { label: "Snapshots, JSON lines", href: `${run}/history` },
    { label: "Numbers, CSV", href: `${run}/history?format=csv` },
  ];
}

function seen(state, entries) {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) state.inSight.add(target);
    else state.inSight.delete(target);
  }
  state.draw();
}

/** One drawing at a time: what happens meanwhile is drawn after it, with the newest step and snapshots. */
async function draw(state) {
  state.isAwaited = true;
  if (state.isDrawing) return;
  state.isDrawing = true;
  while (state.isAwaited) {
    state.isAwaited = false;
    await paint(state);
  }
  state.isDrawing = false;
}

/** Only what is in sight is drawn: one slider takes all panels back, a few at a time. */
async function paint(state) {
  const { view, snapshots, cards, inSight } = state;
  if (snapshots.length === 0) return;
  sayNumbers(state, chosenStep(state));
  if (view === null) return;
  sayVerdict(state, chosenStep(state));
  state.reading.show(snapshots, chosenStep(state));
  for (const [slot, card] of cards) {
    const step = chosenStep(state); // it may have moved on since the card before
    const mark = `${step},${snapshots.length}`;
    if (!inSight.has(card) || card.mark === mark) continue;
    card.mark = mark;
    const figure = filled(view.figures[slot], snapshots, step);
    const note = thinning(snapshots, figure);
    await card.show({ figure, title: view.titles[slot], caption: view.captions[slot], note });
    await breath();
  }
}

function chosenStep({ step, snapshots }) {
  return step ?? snapshots.at(-1).step;
}

/** Let the browser take what the user does before the next figure. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Numbers that stand in the page itself: `data-at` is a path, the newest up to the chosen step. */
function sayNumbers({ root, snapshots }, step) {
  const baseline = valueAt(snapshots[0], "facts.baseline.accuracy");
  if (baseline !== null) root.style.setProperty("--baseline", baseline);
  for (const target of root.querySelectorAll("[data-at]")) {
    const found = newest(snapshots, target.dataset.at, step);
    const value = found === null ? null : valueAt(found, target.dataset.at);
    const words = value === null ? "–" : `${(100 * value).toFixed(1)} %`;
    if (target.textContent !== words) target.textContent = words;
    target.closest("[data-share]")?.style.setProperty("--share", value ?? 0);
  }
}
