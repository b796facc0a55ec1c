/** The front page: a small network at work, its figures linked. */
import { link } from "../components/linked.js";
import "../components/theme-switch.js";
import { pageData } from "../lib/dom.js";

const { trace, view } = pageData();
const root = document.querySelector("main");
const nothing = { step: null, unit: null };
const linked = link({ root, trace, pin: nothing, onPin: () => {} });
linked.span({ start: 0, stop: null, direction: "forward" });
for (const card of root.querySelectorAll("figure-card")) {
  const slot = card.dataset.slot;
  card.show({ figure: view.figures[slot], title: view.titles[slot], caption: view.captions[slot] });
}
