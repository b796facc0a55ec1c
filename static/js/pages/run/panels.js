/** A card for a figure of a run, made like templates/_partials/_figure_card.html. */
import { element, setRich, svg } from "../../lib/dom.js";

/**
 * The section that a figure stands in, by the kinds that each one names, and its shape there; else among the courses.
 * @param {HTMLElement} root holds `[data-panel]` with `data-kinds` (templates/_partials/_run_panels.html)
 * @param {string} slot
 */
function placeOf(root, slot) {
  const wanted = slot.split("-")[0];
  for (const section of root.querySelectorAll("[data-kinds]")) {
    const kinds = new Map(
      section.dataset.kinds
        .trim()
        .split(" ")
        .map((kind) => kind.split(":")),
    );
    if (kinds.has(wanted)) return { section, shape: kinds.get(wanted) };
  }
  return { section: root.querySelector("[data-panel=courses]"), shape: "series" };
}

/**
 * The figure's card: one that stands on the page already, or a new one in its section, which is shown from now on.
 * @param {HTMLElement} root
 * @param {string} slot
 * @param {{titles: object, captions: object}} view
 */
export function cardFor(root, slot, view) {
  const there = root.querySelector(`figure-card[data-slot="${slot}"]`);
  const { section, shape } = placeOf(root, slot);
  const card = there ?? cardOf(slot, shape, view);
  if (there === null) section.querySelector("[data-cards]").append(card);
  const own = card.closest("[data-panel]");
  if (own !== null) own.hidden = false;
  return card;
}

function cardOf(slot, shape, view) {
  const title = element("h3", { id: `title-${slot}` });
  setRich(title, view.titles[slot]);
  const menu = element("button", {
    type: "button",
    class: "quiet",
    "data-menu": "",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    "aria-label": `Save or enlarge: ${title.textContent}`,
  });
  menu.append(icon("more"));
  const stage = element("div", { class: "stage" }, element("div", { class: "plot" }));
  const caption = element("figcaption");
  setRich(caption, view.captions[slot]);
  const figure = element(
    "figure",
    { "aria-labelledby": title.id },
    element("header", {}, title, menu),
    stage,
    element("p", { class: "note" }),
    caption,
  );
  return element("figure-card", { "data-slot": slot, "data-shape": shape, "data-status": "waiting" }, figure);
}

function icon(name) {
  const source = document.querySelector("[data-icons]").dataset.icons;
  return svg(
    "svg",
    { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" },
    svg("use", { href: `${source}#${name}` }),
  );
}
