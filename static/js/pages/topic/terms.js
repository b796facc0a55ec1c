/** A term of a formula and its mark in the figures light together: on hover or focus, from either side. */
import { light, onTrace } from "../../lib/plot.js";

/** @param {HTMLElement} root */
export function watchTerms(root) {
  const figures = new Map();
  let lit = null;
  const show = (term) => {
    if (term === lit) return;
    lit = term;
    for (const part of root.querySelectorAll("[data-term]")) {
      part.toggleAttribute("data-lit", part.dataset.term === term);
    }
    for (const [card, figure] of figures) light(card.plot, figure, term);
  };
  const termOf = (event) => event.target.closest?.("[data-term]")?.getAttribute("data-term") ?? null;
  root.addEventListener("pointerover", (event) => {
    const term = termOf(event);
    if (term !== null || event.target.closest?.("[data-equation]")) show(term);
  });
  root.addEventListener("pointerout", (event) => termOf(event) !== null && show(null));
  root.addEventListener("focusin", (event) => show(termOf(event)));
  root.addEventListener("focusout", (event) => termOf(event) !== null && show(null));
  root.addEventListener("figure-drawn", ({ target: card, detail: { figure } }) => {
    if (!figures.has(card)) {
      onTrace(card.plot, "hover", (point) => show(point?.meta?.term ?? null));
      onTrace(card.plot, "unhover", () => show(null));
    }
    figures.set(card, figure);
  });
  return {
    /** Mark the lit term again in formulas that were replaced. */
    refresh() {
      for (const part of root.querySelectorAll("[data-term]")) {
        part.toggleAttribute("data-lit", part.dataset.term === lit);
      }
    },
  };
}
