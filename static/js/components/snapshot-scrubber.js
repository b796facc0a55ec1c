/**
 * A slider over a run's snapshots, with play and speed; at its right end it follows the newest.
 * `<snapshot-scrubber><button data-play>…</button><input type="range"><output></output><select></select></snapshot-scrubber>`
 * (templates/run.html). Emits `step-chosen` {step, isNewest}.
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/slider/
 */
import { nearestPlace } from "../lib/run-state.js";

class SnapshotScrubber extends HTMLElement {
  steps = [];
  #timer = null;

  connectedCallback() {
    this.slider = this.querySelector("input");
    this.play = this.querySelector("[data-play]");
    this.speed = this.querySelector("select");
    this.slider.addEventListener("input", () => {
      this.stop();
      this.#choose(Number(this.slider.value));
    });
    this.play.addEventListener("click", () => (this.#timer === null ? this.start() : this.stop()));
    for (const button of this.querySelectorAll("[data-by]")) {
      button.addEventListener("click", () => {
        this.stop();
        this.#choose(this.place + Number(button.dataset.by));
      });
    }
    this.speed.addEventListener("change", () => this.#timer !== null && this.start());
    this.#say();
  }

  get place() {
    return Number(this.slider.value);
  }

  get isAtEnd() {
    return this.place >= this.steps.length - 1;
  }

  /** There are these steps now; who stood at the newest stands at the newest. */
  extend(steps) {
    const follows = this.isAtEnd && this.#timer === null;
    this.steps = steps;
    this.slider.max = Math.max(0, steps.length - 1);
    this.slider.disabled = steps.length === 0;
    if (follows) this.slider.value = this.slider.max;
    this.#say();
    return follows;
  }

  /** Stand at the snapshot nearest to a step. */
  goTo(step) {
    this.slider.value = nearestPlace(this.steps, step);
    this.#say();
  }

  start() {
    this.stop();
    if (this.isAtEnd) this.#choose(0);
    this.play.setAttribute("aria-pressed", "true");
    this.play.textContent = "Pause";
    this.#timer = setInterval(
      () => (this.isAtEnd ? this.stop() : this.#choose(this.place + 1)),
      1000 / Number(this.speed.value),
    );
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.play.setAttribute("aria-pressed", "false");
    this.play.textContent = "Play";
  }

  #choose(place) {
    this.slider.value = place;
    this.#say();
    const detail = { step: this.steps[this.place], isNewest: this.isAtEnd };
    if (detail.step !== undefined)
      this.dispatchEvent(new CustomEvent("step-chosen", { bubbles: true, detail }));
  }

  #say() {
    const step = this.steps[this.place];
    const words = step === undefined ? "no snapshot yet" : `update ${step.toLocaleString("en")}`;
    this.querySelector("output").textContent = words;
    this.slider.setAttribute("aria-valuetext", words);
  }
}

customElements.define("snapshot-scrubber", SnapshotScrubber);
