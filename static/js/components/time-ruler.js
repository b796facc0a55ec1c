/**
 * The unrolled chain over the strips: a cell a step, in line with theirs; the filled one is the time cursor.
 * `<time-ruler></time-ruler>`, then `ruler.span({start, stop, backward, labels, tags})` and `ruler.pointTo(cursor, pinned)`.
 * Emits `cursor-move` {step, pin} and `cursor-key` {key}.
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/slider/
 */
import { numberAt, pixelOf, rulerSteps } from "../lib/cursor.js";
import { oncePerFrame, svg } from "../lib/dom.js";
import { pageZoom, stripMargin } from "../lib/plot.js";

const CELL_Y = 15;
const TEXT_Y = 40;
const TAG_Y = 55;
const CHARACTER_PX = 7;

class TimeRuler extends HTMLElement {
  #shown = { start: 0, stop: 1, backward: false, labels: null, tags: null };
  #cursor = { step: null, pinned: null };
  #rows = { lines: 1, room: 1, tagged: false };
  #chain = svg("svg", { "aria-hidden": "true" });
  #now = svg("g");

  connectedCallback() {
    this.append(this.#chain);
    this.tabIndex = 0;
    this.setAttribute("role", "slider");
    this.setAttribute("aria-label", "Time step");
    new ResizeObserver(oncePerFrame(() => this.#draw())).observe(this);
    this.addEventListener("pointerdown", (event) => this.#emitPlace(event, true));
    this.addEventListener("pointermove", (event) => this.#emitPlace(event, event.buttons === 1));
    this.addEventListener("keydown", (event) => {
      const detail = { key: event.key };
      const isFree = this.dispatchEvent(
        new CustomEvent("cursor-key", { bubbles: true, cancelable: true, detail }),
      );
      if (!isFree) event.preventDefault();
    });
  }

  /** Show the steps [start, stop), read backwards or not, with the labels and tags of all steps. */
  span(shown) {
    this.#shown = shown;
    this.setAttribute("aria-valuemin", shown.start);
    this.setAttribute("aria-valuemax", shown.stop - 1);
    this.#draw();
  }

  pointTo({ step }, pinned) {
    this.#cursor = { step, pinned };
    const value = step ?? this.#shown.start;
    this.setAttribute("aria-valuenow", value);
    this.setAttribute("aria-valuetext", `step ${value} ${this.#shown.labels?.[value] ?? ""}`.trim());
    this.#drawNow();
  }

  /** In the units of the drawing, of which one is as many pixels as the page is enlarged. */
  get #line() {
    const width = this.clientWidth / pageZoom();
    const { l, r } = stripMargin(width);
    const { start, stop } = this.#shown;
    return { start: l, length: Math.max(1, width - l - r), range: [start - 0.5, stop - 0.5] };
  }

  #draw() {
    const { start, stop } = this.#shown;
    const line = this.#line;
    const pitch = line.length / (stop - start);
    const size = [this.clientWidth, this.clientHeight].map((pixels) => pixels / pageZoom());
    this.#chain.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
    const cells = rulerSteps(start, stop, line.length / 11);
    this.#rows = this.#wordRows(pitch);
    const words = rulerSteps(start, stop, (this.#rows.lines * line.length) / this.#rows.room);
    this.#chain.replaceChildren(
      ...this.#arrows(line, pitch, cells),
      ...cells.steps.map((step) => cell(pixelOf(step, line), cellSize(pitch * cells.every))),
      ...words.steps.flatMap((step) => this.#word(step, line)),
      this.#now,
    );
    this.#drawNow();
  }

  /** Words with their tags below where both fit; else, words that only fit by turns stand on two lines. */
  #wordRows(pitch) {
    const { labels, tags, stop } = this.#shown;
    const room = (words) => (Math.max(...words.map((word) => word.length)) + 1) * CHARACTER_PX;
    const own = room(labels ?? [stop.toLocaleString("en")]);
    const both = Math.max(own, room(tags ?? [""]));
    if (tags && both <= pitch) return { lines: 1, room: both, tagged: true };
    const lines = labels && own > pitch && own <= 2 * pitch ? 2 : 1;
    return { lines, room: own, tagged: false };
  }

  #arrows(line, pitch, cells) {
    const [first, last] = [line.start, line.start + line.length];
    const gap = pitch * cells.every;
    if (gap < 26) return [svg("path", { class: "arrow", d: `M${first} ${CELL_Y}H${last}` })];
    const room = gap - cellSize(gap) - 4;
    const shape = this.#shown.backward
      ? `h${room}m${4 - room}-3.5l-4 3.5l4 3.5`
      : `h${room}m-4-3.5l4 3.5l-4 3.5`;
    const arrow = (step) => `M${pixelOf(step, line) + cellSize(gap) / 2 + 2} ${CELL_Y}${shape}`;
    return [svg("path", { class: "arrow", d: cells.steps.slice(0, -1).map(arrow).join("") })];
  }

  #word(step, line) {
    const { labels, tags } = this.#shown;
    const { lines, tagged } = this.#rows;
    const x = pixelOf(step, line);
    const y = lines === 2 && step % 2 === 1 ? TAG_Y : TEXT_Y;
    const made = [svg("text", { x, y }, labels?.[step] ?? step.toLocaleString("en"))];
    if (tagged) made.push(svg("text", { x, y: TAG_Y }, tags[step]));
    return made;
  }

  #drawNow() {
    const { step, pinned } = this.#cursor;
    const { start, stop } = this.#shown;
    if (step === null || step < start || step >= stop) return this.#now.replaceChildren();
    const line = this.#line;
    const x = pixelOf(step, line);
    const size = Math.max(9, cellSize(line.length / (stop - start)));
    const now = cell(x, size);
    now.setAttribute("data-now", "");
    if (pinned === step) now.setAttribute("data-pinned", "");
    const words = this.#word(step, line);
    for (const word of words) word.setAttribute("data-now", "");
    return this.#now.replaceChildren(now, ...words);
  }

  #emitPlace(event, pin) {
    const pixel = event.clientX - this.getBoundingClientRect().left;
    const step = numberAt(pixel / pageZoom(), this.#line);
    if (step === null) return;
    this.dispatchEvent(new CustomEvent("cursor-move", { bubbles: true, detail: { step, pin } }));
  }
}

function cellSize(gap) {
  return Math.min(18, Math.max(5, gap * 0.62));
}

function cell(x, size) {
  const corner = { x: x - size / 2, y: CELL_Y - size / 2 };
  return svg("rect", { ...corner, width: size, height: size, rx: size * 0.28 });
}

customElements.define("time-ruler", TimeRuler);
