/**
 * Where the cursor is, and every number there.
 * `<read-out></read-out>`, then `readOut.show({place, values, isPinned, zoomed})`.
 * Emits `cursor-free` when the pin is taken out, and `zoom` {range: null} when all steps are wanted.
 */
import { element } from "../lib/dom.js";
import { formatNumber } from "../lib/format.js";

const HINT = matchMedia("(pointer: coarse)").matches
  ? "Tap a strip for its numbers."
  : "Point at a strip for its numbers, or use the arrow keys on it. A click keeps the place, a drag zooms.";

class ReadOut extends HTMLElement {
  /**
   * @param {{place: string[], values: {slot: string, name: string, value: number | null}[], isPinned: boolean, zoomed: string}} now
   */
  show({ place, values, isPinned, zoomed }) {
    const said =
      place.length > 0 ? [element("b", {}, place.join(" · "))] : [element("span", { class: "hint" }, HINT)];
    const numbers = values.map(({ slot, name, value }) =>
      element("span", { "data-slot": slot }, element("i", {}, name), formatNumber(value)),
    );
    const buttons = [];
    if (isPinned) buttons.push(this.#button("Unpin", "cursor-free", {}));
    if (zoomed) buttons.push(this.#button(zoomed, "zoom", { range: null }));
    this.replaceChildren(element("p", {}, ...said, ...buttons), element("p", {}, ...numbers));
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
