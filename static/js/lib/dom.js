/** Small things with elements. */
import { richParts } from "./format.js";

/**
 * A new element: `element("p", {class: "note"}, "text", child)`.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Put a text with `<sub>` and `<sup>` into an element; everything else in it stays text. */
export function setRich(target, text) {
  target.replaceChildren(
    ...richParts(text).map((part) => (part.tag ? element(part.tag, {}, part.text) : part.text)),
  );
}

/** A text as nodes, what stands in backticks as code. */
export function coded(text) {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

/** The page's data, which the server put into the HTML. */
export function pageData() {
  return JSON.parse(document.querySelector("#page-data").textContent);
}

/** Run `act` with the newest arguments, at most once a frame. */
export function oncePerFrame(act) {
  let waiting = null;
  return (...args) => {
    if (waiting === null)
      requestAnimationFrame(() => {
        const now = waiting;
        waiting = null;
        act(...now);
      });
    waiting = args;
  };
}

/** Run `act` with the newest arguments, resting twice as long as it took: what is slow never holds up the rest. */
export function paced(act) {
  let waiting = null;
  let isResting = false;
  const next = () => {
    isResting = false;
    if (waiting === null) return;
    const now = waiting;
    const start = performance.now();
    waiting = null;
    isResting = true;
    act(...now);
    setTimeout(next, 2 * (performance.now() - start));
  };
  return (...args) => {
    waiting = args;
    if (!isResting) next();
  };
}

/** Hand a file to the user. */
export function download(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
