/**
 * Points of a figure that can be dragged, or moved with the arrow keys: dots over the plot, one a handle.
 * A figure names them in `layout.meta.handles`: {field, label, x, y, sets: [{entry, axis, sign, from}]}; an entry is
 * sign * (place on the axis - from), `from` being 0 where it is not given.
 * Emits `handle-move` {field, changes: [{entry, value}], done} on the card.
 * ARIA: each is a button whose label says where it stands and that arrow keys move it.
 */
import { pixelOf, valueAt } from "../lib/cursor.js";
import { element } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { rounded } from "../lib/numbers.js";

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
      if (state.dragged !== index) stand(state, index, handle);
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
  return { button, handle: null };
}

function stand(state, index, handle) {
  const { button } = state.dots[index];
  state.dots[index].handle = handle;
  const words = `${handle.label}: ${formatNumber(handle.x)}, ${formatNumber(handle.y)}. Drag it, or use the arrow keys`;
  if (button.getAttribute("aria-label") !== words) button.setAttribute("aria-label", words);
  if (button.title !== handle.label) button.title = handle.label;
  if (state.inside) place(button, pixelOf(handle.x, state.inside.x), pixelOf(handle.y, state.inside.y));
}

function place(button, x, y) {
  button.style.transform = `translate(${x}px, ${y}px)`;
}

function follow(state, index, event, done) {
  const { inside, layer, dots } = state;
  if (!inside) return;
  const box = layer.getBoundingClientRect();
  const clamp = (pixel, span) => Math.min(Math.max(pixel, span.start), span.start + span.length);
  const x = clamp(event.clientX - box.left, inside.x);
  const y = clamp(event.clientY - box.top, inside.y);
  place(dots[index].button, x, y);
  emit(state, index, valueAt(x, inside.x), valueAt(y, inside.y), done);
}

function onKey(state, index, event) {
  const move = KEYS[event.key];
  const { inside, dots } = state;
  if (!move || !inside) return;
  event.preventDefault();
  event.stopPropagation();
  const { handle } = dots[index];
  const step = widthOf(inside.x) * KEY_SHARE * (event.shiftKey ? 10 : 1);
  const [x, y] = [handle.x + move[0] * step, handle.y + move[1] * step];
  stand(state, index, { ...handle, x, y });
  emit(state, index, x, y, true);
}

function widthOf({ range: [low, high] }) {
  return Math.abs(high - low);
}

function emit(state, index, x, y, done) {
  const { handle } = state.dots[index];
  const at = { x, y };
  const width = widthOf(state.inside.x);
  const changes = handle.sets.map(({ entry, axis, sign, from = 0 }) => ({
    entry,
    value: rounded(sign * (at[axis] - from), width),
  }));
  const detail = { field: handle.field, changes, done };
  state.card.dispatchEvent(new CustomEvent("handle-move", { bubbles: true, detail }));
}
