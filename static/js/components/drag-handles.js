/**
 * Points of a figure that can be dragged, or moved with the arrow keys: dots over the plot, one a handle.
 * A figure names them in `layout.meta.handles`: {field, label, on, x, y, sets: [{entry, axis, sign, from, low, high}]};
 * an entry is sign * (place on the axis - from), from `low` to `high` where they are given; `on` is the handle's x axis.
 * Emits `handle-move` {field, changes: [{entry, value}], done} on the card.
 * ARIA: each is a button whose label says where it stands and that arrow keys move it.
 */
import { pixelOf, valueAt } from "../lib/cursor.js";
import { element } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { changesAt, reachable } from "../lib/handles.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_SHARE = 0.01;

/** Put handles over a card's figure whenever it was drawn. */
export function watchHandles(card) {
  const state = { card, layer: null, dots: [], dragged: null, inside: null };
  card.addEventListener("figure-drawn", ({ detail: { figure, inside } }) => {
    const handles = figure.layout.meta?.handles ?? [];
    if (handles.length === 0 && state.layer === null) return;
    state.inside = inside;
    build(state, handles);
    handles.forEach((handle, index) => {
      if (state.dragged === index) keepUp(state, index, handle);
      else stand(state, index, handle);
    });
  });
}

function build(state, handles) {
  if (state.layer === null) {
    state.layer = element("div", { class: "handles" });
    state.card.querySelector(".stage").append(state.layer);
  }
  while (state.dots.length > handles.length) state.dots.pop().button.remove();
  while (state.dots.length < handles.length) state.dots.push(dot(state, state.dots.length));
}

function dot(state, index) {
  const button = element("button", { type: "button", class: "handle" });
  button.addEventListener("pointerdown", (event) => {
    button.setPointerCapture(event.pointerId);
    state.dragged = index;
    event.preventDefault();
    button.focus({ preventScroll: true });
  });
  button.addEventListener("pointermove", (event) => {
    if (state.dragged === index) follow(state, index, event, false);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    button.addEventListener(name, (event) => {
      if (state.dragged !== index) return;
      state.dragged = null;
      follow(state, index, event, true);
    });
  }
  button.addEventListener("keydown", (event) => onKey(state, index, event));
  state.layer.append(button);
  return { button, handle: null, place: null };
}

function stand(state, index, handle) {
  const { button } = state.dots[index];
  state.dots[index].handle = handle;
  const axes = ["x", "y"].filter((axis) => handle.sets.some((set) => set.axis === axis));
  const told = axes.map((axis) => formatNumber(handle[axis])).join(", ");
  const words = `${handle.label}: ${told}. Drag it, or use the arrow keys`;
  if (button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
  if (button.title !== handle.label) button.title = handle.label;
  place(state, index, handle);
}

/** While it is dragged a handle stands where it is held; on an axis that it does not set, it goes with the picture. */
function keepUp(state, index, handle) {
  const held = state.dots[index].place;
  state.dots[index].handle = handle;
  if (held) place(state, index, reachable(handle, held));
}

function place(state, index, at) {
  if (!state.inside) return;
  const { button, handle } = state.dots[index];
  const { across, up } = axesOf(state, handle);
  state.dots[index].place = at;
  button.style.transform = `translate(${pixelOf(at.x, across)}px, ${pixelOf(at.y, up)}px)`;
}

function axesOf({ inside }, { on }) {
  return { across: inside[on ?? "x"], up: inside.y };
}

function follow(state, index, event, done) {
  const { inside, layer, dots } = state;
  if (!inside) return;
  const { across, up } = axesOf(state, dots[index].handle);
  const box = layer.getBoundingClientRect();
  const clamp = (pixel, span) => Math.min(Math.max(pixel, span.start), span.start + span.length);
  const x = valueAt(clamp(event.clientX - box.left, across), across);
  const y = valueAt(clamp(event.clientY - box.top, up), up);
  const at = reachable(dots[index].handle, { x, y });
  place(state, index, at);
  emit(state, index, at, done);
}

function onKey(state, index, event) {
  const move = KEYS[event.key];
  if (!move || !state.inside) return;
  event.preventDefault();
  event.stopPropagation();
  const { handle } = state.dots[index];
  const step = widthOf(axesOf(state, handle).across) * KEY_SHARE * (event.shiftKey ? 10 : 1);
  const at = reachable(handle, { x: handle.x + move[0] * step, y: handle.y + move[1] * step });
  stand(state, index, { ...handle, ...at });
  emit(state, index, at, true);
}

function widthOf({ range: [low, high] }) {
  return Math.abs(high - low);
}

function emit(state, index, at, done) {
  const { handle } = state.dots[index];
  const changes = changesAt(handle, at, widthOf(axesOf(state, handle).across));
  const detail = { field: handle.field, changes, done };
  state.card.dispatchEvent(new CustomEvent("handle-move", { bubbles: true, detail }));
}
