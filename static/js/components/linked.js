/** One cursor for all figures of a page: where anything points, everything marks the same step and unit. */
import { moved } from "../lib/cursor.js";
import { oncePerFrame, paced } from "../lib/dom.js";
import { LETTERS, shortName } from "../lib/slots.js";
import "./figure-card.js";
import "./read-out.js";
import "./time-ruler.js";

/**
 * @param {{root: HTMLElement, trace: object, pin: {step: number | null, unit: number | null}, onPin: (pin: object) => void, onCursor?: (cursor: object) => void}} options
 */
export function link(options) {
  const { root, trace } = options;
  const figures = gathered(options);
  listen(root, figures);
  return {
    /** Show the steps [start, stop), in the direction in which the network reads. */
    span({ start, stop, direction }) {
      const shown = { start, stop: Math.min(stop ?? trace.seq_len, trace.seq_len) };
      figures.shown = shown;
      figures.ruler.span({
        ...shown,
        backward: direction === "backward",
        labels: trace.labels,
        tags: trace.tags,
      });
      figures.mark();
    },
    /** Say again what is under the cursor: there is a new figure. */
    refresh: figures.mark,
    /** Take up a pin from elsewhere: the address. */
    pinTo(to) {
      figures.pinned = to;
      go(figures, to);
    },
  };
}

function gathered({ root, trace, pin, onPin, onCursor = () => {} }) {
  const cards = [...root.querySelectorAll("figure-card")];
  const planes = cards.filter((card) => !card.isTimed);
  const figures = {
    trace,
    onPin,
    onCursor,
    cards,
    ruler: root.querySelector("time-ruler"),
    readOut: root.querySelector("read-out"),
    cursor: pin,
    pinned: pin,
    shown: { start: 0, stop: trace.seq_len },
    markPlanes: paced((cursor) => pointAll(planes, cursor)),
  };
  figures.mark = oncePerFrame(() => mark(figures));
  return figures;
}

function listen(root, figures) {
  root.addEventListener("cursor-move", ({ detail: { step, unit, input = null, pin } }) => {
    go(figures, unit === undefined ? { step, input } : { step, unit, input });
    if (pin) pinHere(figures, { step: figures.cursor.step, unit: figures.cursor.unit });
  });
  root.addEventListener("cursor-key", (event) => {
    const to = moved(figures.cursor, event.detail.key, { ...figures.shown, units: unitsOf(figures.cards) });
    if (to === null) return;
    event.preventDefault();
    go(figures, to);
    pinHere(figures, to);
  });
  root.addEventListener("cursor-free", () => pinHere(figures, { step: null, unit: null }));
  root.querySelector(".strips").addEventListener("pointerleave", () => {
    if (figures.pinned.step !== null) go(figures, figures.pinned);
  });
}

function go(figures, to) {
  figures.cursor = { ...figures.cursor, ...to };
  figures.mark();
}

function pinHere(figures, pin) {
  figures.pinned = pin;
  figures.onPin(pin);
  figures.mark();
}

/** Everything follows at once, but for the figures whose redrawing takes time. */
function mark({ cards, ruler, readOut, trace, cursor, pinned, shown, markPlanes, onCursor }) {
  pointAll(
    cards.filter((card) => card.isTimed),
    cursor,
  );
  ruler.pointTo(cursor, pinned.step);
  const said = spoken(cards, trace, cursor);
  document.fullscreenElement?.sayPlace?.(said);
  readOut.show({ ...said, isPinned: pinned.step !== null, zoomed: zoomWords(shown, trace) });
  onCursor(cursor);
  markPlanes(cursor);
}

function pointAll(cards, cursor) {
  for (const card of cards) card.pointTo(cursor);
}

function unitsOf(cards) {
  return cards.find((card) => card.slotName === "hidden")?.reader?.units ?? [];
}

/** Where the cursor is, and each visible strip's number there. */
function spoken(cards, { labels, tags }, { step, unit, input }) {
  if (step === null) return { place: [], values: [] };
  const place = [`step ${step}`, labels?.[step], tags?.[step], unit === null ? null : `unit ${unit}`];
  const asked = cards.filter((card) => card.reader && !card.hidden);
  const values = asked.flatMap((card) =>
    card.slotName === "input" ? inputAt(card, step, input ?? null) : valuesAt(card, step, unit),
  );
  return { place: place.filter(Boolean), values };
}

function valuesAt({ slotName: slot, reader }, step, unit) {
  const letter = LETTERS[slot];
  if (letter && unit === null) return [];
  const found = reader.at(step, unit);
  return found.map(({ name, value }) => ({ slot, name: letter ?? shortName(slot, name), value }));
}

function inputAt({ slotName: slot, reader }, step, row) {
  if (row === null) return [];
  return reader.at(step, reader.units[row]).map(({ value }) => ({ slot, name: `x${row}`, value }));
}

function zoomWords({ start, stop }, { seq_len }) {
  return stop - start < seq_len ? `Show all ${seq_len.toLocaleString("en")} steps` : "";
}
