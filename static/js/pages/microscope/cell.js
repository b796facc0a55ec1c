/** The cell's equations: letters that show and hide strips, and under them the numbers at the cursor. */
import { formatNumber } from "../../lib/format.js";

/**
 * @param {HTMLElement} root
 * @param {Map<string, HTMLElement>} cards
 */
export function watchCell(root, cards) {
  const buttons = [...root.querySelectorAll("[data-strip]")];
  const terms = [...root.querySelectorAll("[data-term]")];
  const follow = () => {
    const off = hiddenIn(location.search);
    for (const [slot, card] of cards) if (card.isStrip) card.hidden = off.has(slot);
    for (const button of buttons) button.setAttribute("aria-pressed", String(!off.has(button.dataset.strip)));
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      history.pushState(null, "", toggled(button.dataset.strip));
      follow();
    });
  }
  follow();
  return {
    follow,
    show({ step, unit }) {
      for (const term of terms) term.textContent = spoken(term, cards, step, unit);
    },
  };
}

function spoken(term, cards, step, unit) {
  const reader = cards.get(term.dataset.term)?.reader;
  if (!reader?.exact || step === null || unit === null) return "";
  const at = term.parentElement.hasAttribute("data-before") ? step - 1 : step;
  const [{ value }] = reader.at(at, unit);
  return value === null ? "" : formatNumber(value, 2);
}

function hiddenIn(search) {
  return new Set((new URLSearchParams(search).get("off") ?? "").split(",").filter(Boolean));
}

function toggled(slot) {
  const off = hiddenIn(location.search);
  if (!off.delete(slot)) off.add(slot);
  const query = new URLSearchParams(location.search);
  query.delete("off");
  if (off.size > 0) query.set("off", [...off].join(","));
  return `${location.pathname}?${query.toString().replaceAll("%2C", ",")}`;
}
