/**
 * An LSTM cell whose numbers are live: the drawing stands in the page (templates/_partials/_cell_diagram.html).
 * `<cell-diagram>`, then `diagram.show(numbers, url)` with what app/figures/cell_diagram.py gives.
 * Emits `fields-set` {changes, isMoving}: the arrow keys go from equation to equation, a gate's level can be dragged.
 * ARIA: the drawing is a focusable group with an image in it; what an equation does is said in a status.
 */
import { stepped } from "../lib/cell-steps.js";
import { watchLevels } from "./gate-levels.js";

const STAGES = 6;

class CellDiagram extends HTMLElement {
  #said = "";
  #shown = null;
  #at = null;
  #isPressed = false;

  connectedCallback() {
    const drawing = this.querySelector(".drawing");
    drawing.addEventListener("keydown", (event) => this.#onKey(event));
    drawing.addEventListener("keyup", () => this.#settle());
    drawing.addEventListener("blur", () => this.#settle());
    this.addEventListener("click", () => {
      this.#at = null;
    });
    watchLevels(drawing, (held, isMoving) =>
      this.#emit({ ...held, hold_from: String(this.#shown.step) }, isMoving),
    );
  }

  /** Put in the numbers of a step. */
  show(diagram, url) {
    if (diagram.step === this.#at?.step && diagram.stage === this.#at.stage) this.#at = null;
    const said = JSON.stringify(diagram);
    if (said === this.#said) return;
    this.#said = said;
    this.#shown = diagram;
    this.#write(diagram);
    for (const link of this.querySelectorAll("[data-place]"))
      lead(link, diagram.places[link.dataset.place], url);
  }

  #write({ label, words, held, stage, states, texts, bars }) {
    this.querySelector("[data-label]").textContent = label;
    this.querySelector("[data-words]").textContent = words;
    for (const part of this.querySelectorAll("[data-part]")) part.dataset.state = states[part.dataset.part];
    for (const text of this.querySelectorAll("[data-text]")) text.textContent = texts[text.dataset.text];
    for (const bar of this.querySelectorAll("[data-bar]")) {
      const { y, height } = bars[bar.dataset.bar];
      bar.setAttribute("y", y + 1);
      bar.setAttribute("height", height);
    }
    for (const word of this.querySelectorAll("[data-held]")) {
      word.toggleAttribute("hidden", word.dataset.held !== held);
    }
    [...this.querySelectorAll("li")].forEach((item, index) => {
      if (index + 1 === stage) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  /** Keys may follow each other faster than answers: the next one starts where the last one led. */
  #onKey(event) {
    if (!this.#shown || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = stepped(this.#at ?? this.#shown, event.key, { last: this.#shown.last, stages: STAGES });
    if (to === null) return;
    event.preventDefault();
    this.#at = to;
    this.#isPressed = true;
    this.#emit({ t: String(to.step), stage: String(to.stage) }, true);
  }

  #settle() {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    this.#emit({}, false);
  }

  #emit(changes, isMoving) {
    this.dispatchEvent(new CustomEvent("fields-set", { bubbles: true, detail: { changes, isMoving } }));
  }
}

/** A link to a state, or without one where there is no such step. */
function lead(link, place, url) {
  if (place === null) link.removeAttribute("href");
  else link.href = `${url}?${new URLSearchParams(place)}`.replaceAll("%2C", ",");
}

customElements.define("cell-diagram", CellDiagram);
