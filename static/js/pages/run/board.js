/** The panels of a run: asked for once as figures without numbers, filled here at whatever step is chosen. */
import { request } from "../../lib/api.js";
import { filled, newest, thinning } from "../../lib/binding.js";
import { oncePerFrame } from "../../lib/dom.js";
import { API } from "../../lib/url.js";
import { cardFor } from "./panels.js";
import { reading } from "./reading.js";
import { sayFacts, sayNumbers, sayVerdict } from "./words.js";

const REST_MS = 2000;

/** @param {HTMLElement} root @returns {Board} of no run until it is given one */
export function board(root) {
  const state = { root, run: null, step: null, cards: new Map(), inSight: new Set(), reading: reading(root) };
  Object.assign(state, nothing(), { isDrawing: false, isAwaited: false });
  state.watch = new IntersectionObserver((entries) => seen(state, entries), { rootMargin: "200px" });
  state.draw = oncePerFrame(() => draw(state));
  return {
    /** From now on this run's panels; null for none. */
    begin(run) {
      Object.assign(state, nothing(), { run });
      for (const card of state.cards.values()) card.mark = null;
    },
    /** Draw what was told. */
    show({ snapshots, status }, kinds) {
      state.snapshots = snapshots;
      state.status = status;
      if (needsView(state)) ask(state);
      if (kinds.has("snapshot")) state.draw();
    },
    /** Show another update; null is the newest. */
    choose(step) {
      state.step = step;
      state.draw();
    },
  };
}

function nothing() {
  return { snapshots: [], status: null, view: null, asked: null, isResting: false };
}

/** The figures hang on the first snapshot, the verdict on each measuring: it follows them at a gentle pace. */
function needsView(state) {
  if (state.snapshots.length === 0) return false;
  const measured = measuring(state);
  if (state.asked === measured || state.isResting) return false;
  state.asked = measured;
  return true;
}

/** A watched run has measured at every snapshot: its words are asked for at each doubling of them, and at its end. */
function measuring({ run, snapshots, status }) {
  if (run.experiment === "watched")
    return status === "running" ? Math.floor(Math.log2(snapshots.length)) : `${status} ${snapshots.length}`;
  return newest(snapshots, "assessment")?.step ?? snapshots[0].step;
}

async function ask(state) {
  rest(state);
  const { root, run } = state;
  const problem = root.querySelector("[data-page-status]");
  try {
    const view = await request(`${API}/runs/${encodeURIComponent(run.id)}/figures?bound=true`);
    if (state.run !== run) return;
    state.view = view;
    problem.textContent = "";
    sayFacts(root, view.facts);
    arrange(state);
    state.draw();
  } catch (error) {
    if (state.run !== run) return;
    state.asked = null;
    problem.textContent = error.message;
  }
}

/** No next view before some time has gone by; what came meanwhile is asked for then. */
function rest(state) {
  const { run } = state;
  state.isResting = true;
  setTimeout(() => {
    if (state.run !== run) return;
    state.isResting = false;
    if (needsView(state)) ask(state);
  }, REST_MS);
}

function arrange({ view, cards, root, run, watch }) {
  for (const slot of Object.keys(view.figures)) {
    const card = cards.get(slot) ?? cardFor(root, slot, view);
    card.links = linksOf(run.id);
    cards.set(slot, card);
    watch.observe(card);
  }
  for (const empty of root.querySelectorAll("[data-empty]")) empty.hidden = cards.size > 0;
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
  sayNumbers(state.root, snapshots, chosenStep(state));
  if (view === null) return;
  sayVerdict(state.root, view, chosenStep(state));
  state.reading.show(snapshots, chosenStep(state));
  for (const [slot, card] of cards) {
    const step = chosenStep(state); // it may have moved on since the card before
    const mark = `${step},${snapshots.length}`;
    if (!inSight.has(card) || card.mark === mark || !(slot in view.figures)) continue;
    card.mark = mark;
    const figure = filled(view.figures[slot], snapshots, step);
    const note = thinning(snapshots, figure);
    await card.show({ figure, title: view.titles[slot], caption: view.captions[slot], note });
    await breath();
    if (state.view !== view) return; // another run's, or newer words: what is awaited is drawn next
  }
}

function chosenStep({ step, snapshots }) {
  return step ?? snapshots.at(-1).step;
}

/** Let the browser take what the user does before the next figure. */
function breath() {
  return new Promise((resolve) => setTimeout(resolve));
}
