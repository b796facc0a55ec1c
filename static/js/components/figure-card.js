/**
 * A figure with its title, reading, menu and states; over time, it also carries the cursor.
 * `<figure-card data-slot="hidden" data-shape="strip" data-status="waiting"><figure> ... </figure></figure-card>`
 * (templates/_partials/_figure_card.html). Emits `cursor-move` {step, unit or input, pin}, `cursor-key` {key}, `zoom` {range},
 * and `figure-drawn` {figure, inside} after each drawing.
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/slider/ is the ruler's; a strip is a focusable group with the same keys.
 */
import { numberAt } from "../lib/cursor.js";
import { oncePerFrame, setRich } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";
import { overlay, place } from "../lib/overlay.js";
import { onChange, seen } from "../lib/page-theme.js";
import { clear, draw, geometry, onDoubleClick, onPoint, onZoom, pageZoom, restyle } from "../lib/plot.js";
import { pathPoint, pointsOfStep, reader } from "../lib/values.js";
import { openMenu } from "./figure-menu.js";
import { listen } from "./pointing.js";

/** As many pixels of its own has a figure in full screen from top to bottom: fewer are larger letters. */
const FULL_SCREEN_PX = 640;

class FigureCard extends HTMLElement {
  links = [];
  reader = null;
  #figure = null;
  #inside = null;
  #marks = null;
  #cursor = { step: null, unit: null };
  #said = new Map();
  #room = null;

  connectedCallback() {
    this.plot = this.querySelector(".plot");
    this.slotName = this.dataset.slot;
    this.isStrip = this.closest(".strips") !== null;
    this.isTimed = this.isStrip || (this.dataset.shape === "matrix" && this.closest(".topic") === null);
    const redraw = oncePerFrame(() => this.redraw());
    const resized = () => {
      this.#room = null;
      redraw();
    };
    new ResizeObserver(resized).observe(this.querySelector(".stage"));
    onChange(redraw);
    this.addEventListener("fullscreenchange", () => this.say(""));
    const menu = this.querySelector("[data-menu]");
    menu.addEventListener("click", () => openMenu(this, menu, this.#subject()));
    if (this.isTimed) {
      listen(this.plot, {
        label: `${this.querySelector("h3").textContent}: arrow keys move step and unit`,
        onPlace: (event, pin) => this.#emitPlace(event, pin),
        onKey: (key) => this.#emit("cursor-key", { key }),
      });
    }
  }

  /** Show a figure with its words; what was reduced stands in the note. `hold` keeps the axes as they are. */
  async show({ figure, title, caption, note, hold = false }) {
    const isFirst = this.#figure === null;
    this.#figure = figure;
    this.reader = this.isStrip ? reader(figure) : null;
    this.#sayOnce("h3", title);
    this.#sayOnce("figcaption", caption);
    this.#sayOnce(".note", note ?? "");
    if (this.dataset.status !== "drawn") this.dataset.status = "drawn";
    this.removeAttribute("aria-busy");
    await this.redraw(hold);
    if (isFirst) this.#listen();
  }

  /** Say in the figure's place why it is not there: `absent` by nature, or `failed`. */
  tell(status, words) {
    this.dataset.status = status;
    this.removeAttribute("aria-busy");
    this.#figure = null;
    this.reader = null;
    clear(this.plot);
    this.say(words);
  }

  /** Say what is being done: on the skeleton, or under the older figure, which stays until then. */
  wait(words) {
    if (!this.#figure) this.dataset.status = "waiting";
    this.setAttribute("aria-busy", "true");
    this.say(words);
  }

  /** A remark under the figure. */
  say(words) {
    this.#sayOnce(".note", words);
  }

  /** Words that are there already are left alone: every change makes the browser lay out the page again. */
  #sayOnce(part, words) {
    if (this.#said.get(part) === words) return;
    this.#said.set(part, words);
    setRich(this.querySelector(part), words);
  }

  /** In full screen, where the read-out is not seen: the place, and this figure's own numbers there. */
  sayPlace({ place, values }) {
    const own = values.filter(({ slot }) => slot === this.slotName);
    this.say([...place, ...own.map(({ name, value }) => `${name} = ${formatNumber(value)}`)].join(" · "));
  }

  async redraw(hold = false) {
    if (!this.#figure) return;
    const isFull = document.fullscreenElement === this;
    this.#room ??= this.#measured(isFull);
    const { size, zoom } = this.#room;
    const shared = this.isStrip && !isFull;
    await draw(this.plot, this.#figure, { theme: seen(), shared, isPointedAt: this.isStrip, size, hold });
    this.#inside = geometry(this.plot, zoom);
    if (this.plot.data) this.#emit("figure-drawn", { figure: this.#figure, inside: this.#inside });
    this.pointTo(this.#cursor);
  }

  /** Room and enlargement, measured after each change of the stage alone: measuring lays out the whole page. */
  #measured(isFull) {
    const zoom = isFull ? Math.max(pageZoom(), innerHeight / FULL_SCREEN_PX) : pageZoom();
    this.plot.style.setProperty("--zoom", zoom);
    const size = { width: this.plot.clientWidth, height: this.plot.clientHeight };
    return { size, zoom };
  }

  /** Mark a step and a unit. */
  pointTo(cursor) {
    this.#cursor = cursor;
    if (!this.#figure) return;
    if (this.isTimed) this.#mark(cursor);
    if (cursor.step === null) return;
    if (this.slotName === "trajectory") {
      restyle(this.plot, pathPoint(this.#figure, cursor.step), (trace) => trace.name === "cursor");
    }
    if (this.slotName === "jacobian_eigenvalues") {
      const chosen = { selectedpoints: [pointsOfStep(this.#figure, cursor.step)] };
      restyle(this.plot, chosen, (trace) => trace.customdata);
    }
  }

  #mark({ step, unit }) {
    if (!this.#inside) return;
    this.#marks ??= overlay(this.querySelector(".stage"));
    const rows = this.slotName === "input" ? [] : (this.reader?.units ?? []);
    const row = rows.indexOf(unit);
    const line = this.isStrip ? (row < 0 ? null : row) : step;
    place(this.#marks, this.#inside, step, line);
  }

  #emitPlace(event, pin) {
    if (!this.#inside) return;
    const box = this.plot.getBoundingClientRect();
    const step = numberAt(event.clientX - box.left, this.#inside.x);
    const row = numberAt(event.clientY - box.top, this.#inside.y);
    if (step === null || row === null) return;
    const pointed = this.slotName === "input" ? { input: row } : { unit: this.reader?.units[row] };
    this.#emit("cursor-move", { step, pin, ...pointed });
  }

  #listen() {
    if (this.closest(".topic")) onDoubleClick(this.plot, () => this.redraw());
    if (this.isStrip) onZoom(this.plot, (range) => this.#emit("zoom", { range }));
    else if (!this.isTimed && !this.closest(".topic"))
      onPoint(this.plot, (step, pin) => this.#emit("cursor-move", { step, pin }));
  }

  #emit(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
  }

  #subject() {
    const { textContent: title } = this.querySelector("h3");
    return { figure: this.#figure, name: `unrolled-${this.slotName}`, title, links: this.links };
  }
}

customElements.define("figure-card", FigureCard);
