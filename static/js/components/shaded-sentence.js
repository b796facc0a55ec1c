/**
 * A sentence as a network reads it: words from left to right, shaded by a number each, their tags below.
 * `<shaded-sentence data-network="rnn"><ol aria-label="…"></ol><p data-said></p></shaded-sentence>`
 * (templates/_partials/_reading.html). Arrow keys go from word to word; what one is about is said below the words.
 * Emits `word-chosen` {place} when one is pressed.
 * ARIA: roving focus, https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/
 */
import { element, setRich } from "../lib/dom.js";

const MOVES = {
  ArrowRight: (place) => place + 1,
  ArrowLeft: (place) => place - 1,
  Home: () => 0,
  End: () => Number.POSITIVE_INFINITY,
};

class ShadedSentence extends HTMLElement {
  #words = [];
  #told = [];
  #at = null;

  connectedCallback() {
    this.list = this.querySelector("ol");
    this.said = this.querySelector("[data-said]");
    this.list.addEventListener("pointerover", ({ target }) => this.#say(placeOf(target)));
    this.list.addEventListener("focusin", ({ target }) => this.#say(placeOf(target)));
    this.list.addEventListener("keydown", (event) => this.#byKey(event));
    this.list.addEventListener("click", ({ target }) => {
      const place = placeOf(target);
      if (place !== null)
        this.dispatchEvent(new CustomEvent("word-chosen", { bubbles: true, detail: { place } }));
    });
  }

  /**
   * @param {{word: string, tag: string, share: string, color: string, ink: string, isUnknown: boolean, said: string}[]} told
   * @param {number} target the word whose tag the shades are about
   */
  show(told, target) {
    this.#told = told;
    if (this.#words.length !== told.length) this.#build(told.length);
    for (const [place, one] of told.entries()) fill(this.#words[place], one, place === target);
    if (this.#at === null) this.#words[target].tabIndex = 0;
    this.#say(this.#at);
  }

  #build(count) {
    this.#words = Array.from({ length: count }, (_, place) =>
      element(
        "button",
        { type: "button", "data-place": String(place), tabindex: "-1" },
        ...["word", "tag", "sure"].map((part) => element("span", { class: part })),
      ),
    );
    this.list.replaceChildren(...this.#words.map((word) => element("li", {}, word)));
  }

  #say(place) {
    if (place === null) return;
    if (this.#at !== place) {
      for (const word of this.#words) word.tabIndex = -1;
      this.#words[place].tabIndex = 0;
    }
    this.#at = place;
    const words = this.#told[place].said;
    if (this.said.told === words) return;
    this.said.told = words;
    setRich(this.said, words);
  }

  #byKey(event) {
    const [move, from] = [MOVES[event.key], placeOf(event.target)];
    if (!move || from === null) return;
    event.preventDefault();
    this.#words[Math.min(this.#words.length - 1, Math.max(0, move(from)))].focus();
  }
}

function placeOf(target) {
  const button = target.closest("[data-place]");
  return button === null ? null : Number(button.dataset.place);
}

function fill(button, { word, tag, share, color, ink, isUnknown }, isTarget) {
  const [name, given, sure] = button.children;
  setText(name, word);
  setText(given, tag);
  setText(sure, share);
  name.style.background = color;
  name.style.color = ink;
  button.toggleAttribute("data-unknown", isUnknown);
  button.setAttribute("aria-pressed", String(isTarget));
}

function setText(target, words) {
  if (target.textContent !== words) target.textContent = words;
}

customElements.define("shaded-sentence", ShadedSentence);
