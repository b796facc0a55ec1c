/**
 * Where the cursor is, and every number there.
 * `<read-out></read-out>`, then `readOut.show({place, values, isPinned, zoomed})`.
 * Emits `cursor-free` when the pin is taken out, and `zoom` {range: null} when all steps are wanted.
 */
import { element } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";

const HINTS = matchMedia("(pointer: coarse)").matches
  ? ["Tap a strip for its numbers.", "The chain is time: slide along it."]
  : [
      "Point at a strip for its numbers, or use the arrow keys on it.",
      "A click keeps the place, a drag zooms in on a stretch of time, a double click shows all of it.",
    ];

class ReadOut extends HTMLElement {
  /**
   * @param {{place: string[], values: {slot: string, name: string, value: number | null}[], isPinned: boolean, zoomed: string}} now
   */
  show({ place, values, isPinned, zoomed }) {
    const [first, second] = HINTS.map((hint) => element("span", { class: "hint" }, hint));
    const said = place.length > 0 ? element("b", {}, place.join(" · ")) : first;
    const numbers = values.map(({ slot, name, value }) =>
      element("span", { "data-slot": slot }, element("i", {}, name), formatNumber(value)),
    );
    const buttons = [];
    if (isPinned) buttons.push(this.#button("Unpin", "cursor-free", {}));
    if (zoomed) buttons.push(this.#button(zoomed, "zoom", { range: null }));
    const below = place.length > 0 ? numbers : [second];
    this.replaceChildren(element("p", {}, said, ...buttons), element("p", {}, ...below));
  }

  #button(words, name, detail) {
    const made = element("button", { type: "button" }, words);
    made.addEventListener("click", () =>
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, detail })),
    );
    return made;
  }
}

customElements.define("read-out", ReadOut);
