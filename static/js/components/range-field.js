/**
 * A number field with a slider before it; the field alone carries the name and the value.
 * `<range-field data-scale="log"><input type="number" min="1" max="100" step="1" name="steps"></range-field>`; with
 * `data-of="steps"` it is one of as many as that field says, counted from `min`, and the slider ends at the last.
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/slider/
 */
import { element } from "../lib/dom.js";
import { FINENESS, fromSlider, nextTo, toSlider } from "../lib/numbers.js";

/** A step is a hair less than its share of the whole: 79 times 1/79 is over 1, and the last step out of reach. */
const ROUNDING = 1e-12;
const ARROWS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

class RangeField extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    const label = document.querySelector(`label[for="${this.field.id}"]`)?.firstChild?.textContent ?? "";
    this.slider = element("input", { type: "range", min: "0", max: "1", "aria-label": label.trim() });
    this.prepend(this.slider);
    this.slider.addEventListener("input", (event) => this.#pass(event, "input"));
    this.slider.addEventListener("change", (event) => this.#pass(event, "change"));
    this.slider.addEventListener("keydown", (event) => this.#step(event));
    this.field.addEventListener("input", () => this.follow());
    this.#count?.addEventListener("input", () => this.follow());
    this.follow();
  }

  /** Put the slider where the field's value is. */
  follow() {
    this.slider.step = this.#stepOnSlider();
    this.slider.value = toSlider(Number(this.field.value), this.#range);
    this.slider.setAttribute("aria-valuetext", this.field.value);
  }

  /** The field that says how many there are. */
  get #count() {
    return this.field.form?.elements.namedItem(this.dataset.of ?? "");
  }

  get #range() {
    const [low, most] = [Number(this.field.min), Number(this.field.max)];
    const count = this.#count ? Number(this.#count.value) : Number.POSITIVE_INFINITY;
    const high = Math.min(most, Math.max(low + 1, low + count - 1));
    const step = this.field.step === "any" ? (high - low) / FINENESS : Number(this.field.step);
    return { low, high, step, scale: this.dataset.scale };
  }

  #stepOnSlider() {
    const { low, high, step, scale } = this.#range;
    return (scale === "log" ? 1 / FINENESS : step / (high - low)) * (1 - ROUNDING);
  }

  /** On a log scale one part of the slider may be less than one step: an arrow key then takes that step. */
  #step(event) {
    const direction = ARROWS[event.key];
    if (direction === undefined || this.dataset.scale !== "log") return;
    event.preventDefault();
    this.field.value = nextTo(Number(this.field.value), direction, this.#range);
    for (const name of ["input", "change"]) this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }

  #pass(event, name) {
    event.stopPropagation();
    this.field.value = fromSlider(Number(this.slider.value), this.#range);
    this.slider.setAttribute("aria-valuetext", this.field.value);
    this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

customElements.define("range-field", RangeField);
