/** Draws a view: what changed, and, while something moves, what is seen; then the formulas and the words. */
import { element } from "../../lib/dom.js";
import { topicQuery } from "../../lib/topic-url.js";
import { API } from "../../lib/url.js";

/**
 * @param {HTMLElement} root
 * @param {{url: string}} page
 * @param {{refresh: () => void}} terms
 * @returns {(view: object, how: {hold: boolean}) => Promise<void>} emits `view-drawn` on the root when all is there
 */
export function painter(root, page, terms) {
  const cards = [...root.querySelectorAll("figure-card")];
  const drawn = new Map();
  const seen = new Set(cards);
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
  });
  for (const card of cards) watcher.observe(card);
  return async (view, { hold }) => {
    const awaited = cards.filter((card) => !isLive(card, root, view) && (!hold || seen.has(card)));
    for (const card of awaited) {
      await paint(card, view, hold, drawn);
      if (!hold) card.links = linksOf(card, page);
    }
    for (const card of cards) if (isLive(card, root, view)) drawn.delete(card.dataset.slot);
    sayWords(root, view, page); // after the figures: what changes the page's layout would slow each of them
    sayEquations(root, view.equations);
    terms.refresh();
    root.dispatchEvent(new CustomEvent("view-drawn", { detail: view }));
  };
}

/** The panels of a run that the page follows are filled from its snapshots (static/js/pages/taggers.js). */
function isLive(card, root, { run }) {
  if (card.closest("[data-panel]") !== null) return true;
  const isFollowed = root.dataset.run !== undefined && root.dataset.run === run?.entry?.id;
  return isFollowed && card.closest("[data-live]") !== null;
}

async function paint(card, view, hold, drawn) {
  const slot = card.dataset.slot;
  if (slot in view.figures) {
    const text = JSON.stringify(view.figures[slot]);
    const before = drawn.get(slot);
    if (before?.text === text && before.hold === false) return;
    drawn.set(slot, { text, hold });
    const words = { title: view.titles[slot], caption: view.captions[slot], note: view.notes[slot] };
    await card.show({ figure: view.figures[slot], ...words, hold });
  } else {
    drawn.delete(slot);
    card.tell("absent", view.notes[slot] ?? "This state has no such figure.");
  }
}

function linksOf(card, page) {
  const query = topicQuery("", Object.fromEntries(new URLSearchParams(location.search)), page.defaults);
  const slot = card.dataset.slot;
  return [
    { label: "Table, CSV", href: `${API}${page.url}/tables/${slot}?${query}` },
    { label: "Numbers, JSON", href: `${API}${page.url}?${query}` },
  ];
}

function sayWords(root, view, page) {
  if (view.diagram) root.querySelector("cell-diagram").show(view.diagram, page.url);
  setText(root.querySelector("[data-verdict]"), view.verdict);
  setText(root.querySelector("[data-view-status]"), view.status === "ok" ? "" : view.status);
  replaced(root.querySelector("[data-facts]"), view.facts, () =>
    view.facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
  replaced(root.querySelector("[data-advice]"), view.advice, () =>
    view.advice ? [adviceLink(view.advice, page)] : [],
  );
}

/** New children where what they say has changed: every change makes the browser lay out the page again. */
function replaced(target, content, make) {
  const text = JSON.stringify(content);
  if (target.said === text) return;
  target.said = text;
  target.replaceChildren(...make());
}

function adviceLink({ text, params }, page) {
  const query = new URLSearchParams(Object.entries(params).map(([name, value]) => [name, String(value)]));
  return element("a", { href: `${page.url}?${query}`, "data-preset": "" }, text);
}

/** Formulas come from our own server as MathML; only those that changed are replaced. */
function sayEquations(root, equations) {
  for (const target of root.querySelectorAll("[data-equation]")) {
    const markup = equations[target.dataset.equation] ?? "";
    if (target.markup === markup) continue;
    if (target.markup === undefined && target.childElementCount > 0) target.markup = markup;
    else target.innerHTML = markup;
    target.markup = markup;
    target.tabIndex = markup === "" || markup.includes("data-term") ? -1 : 0; // a long one scrolls by the keys too
  }
}

function setText(target, words) {
  if (target.textContent !== words) target.textContent = words;
}
