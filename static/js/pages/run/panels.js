/** A card for a figure of a run, made like templates/_partials/_figure_card.html. */
import { element, setRich, svg } from "../../lib/dom.js";

const PANELS = {
  own: "sentence",
  influence: "sentence",
  probe: "probe",
  reach: "probe",
  units: "maps",
  confusion: "maps",
  hidden: "states",
  trajectory: "states",
};
const INSIDE = new Set(["mean", "spread", "gates", "spectral_radius"]);
const SHAPES = { own: "tall", trajectory: "plane", units: "plane", confusion: "plane", influence: "plane" };

/** The section of the page that a figure stands in. */
export function panelOf(slot) {
  const kind = slot.split("-")[0];
  return INSIDE.has(kind) ? "inside" : (PANELS[kind] ?? "courses");
}

/** @param {string} slot @param {{titles: object, captions: object}} view */
export function cardOf(slot, view) {
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
  const shape = SHAPES[slot.split("-")[0]] ?? "series";
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
