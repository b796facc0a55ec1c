/**
 * The one menu of all figures: pictures, a stand-alone file, full screen, data.
 * Opened by a card's button `<button data-menu aria-haspopup="menu">`.
 * ARIA: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
import { download, element } from "../lib/dom.js";
import { seen } from "../lib/page-theme.js";
import { saveImage, standAlone } from "../lib/plot.js";

let close = () => {};

/**
 * @param {HTMLElement} card where the menu opens
 * @param {HTMLButtonElement} button what opened it
 * @param {{figure: object, name: string, title: string, links: {label: string, href: string}[]}} subject
 */
export function openMenu(card, button, subject) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  close();
  if (isOpen) return;
  const menu = element("div", { class: "figure-menu", role: "menu", "aria-label": subject.title });
  menu.append(
    ...actions(card, subject).map(([label, act]) => entry(label, act, card)),
    ...dataLinks(card, subject),
  );
  card.append(menu);
  button.setAttribute("aria-expanded", "true");
  close = () => shut(menu, button);
  menu.addEventListener("keydown", (event) => onKey(event, menu, button));
  menu.addEventListener("click", () => close());
  menu.firstElementChild.focus();
}

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".figure-menu, [data-menu]")) close();
});

function shut(menu, button) {
  menu.remove();
  button.setAttribute("aria-expanded", "false");
  close = () => {};
}

function actions(card, { figure, name, title }) {
  const picture = (format) => () => saveImage(figure, seen(), { format, name });
  const file = async () => download(`${name}.html`, "text/html", await standAlone(figure, seen(), title));
  const full = document.fullscreenElement ? () => document.exitFullscreen() : () => card.requestFullscreen();
  return [
    [document.fullscreenElement ? "Leave full screen" : "Full screen", full],
    ["Picture, PNG", picture("png")],
    ["Picture, SVG", picture("svg")],
    ["Stand-alone page, HTML", file],
  ];
}

function entry(label, act, card) {
  const button = element("button", { type: "button", role: "menuitem", tabindex: "-1" }, label);
  button.addEventListener("click", async () => {
    try {
      await act();
    } catch (error) {
      card.say(`${label}: ${error.message}`);
    }
  });
  return button;
}

function dataLinks(card, { links }) {
  if (links.length === 0) return [];
  const made = links.map(({ label, href }) => {
    const link = element("a", { href, role: "menuitem", tabindex: "-1", download: "" }, label);
    link.addEventListener("click", (event) => save(event, link, card));
    return link;
  });
  return [element("hr", { role: "separator" }), ...made];
}

/** A refused download is said in the card; a plain link would save the refusal as a file. */
async function save(event, link, card) {
  event.preventDefault();
  const answer = await fetch(link.href);
  if (!answer.ok) return card.say((await answer.json()).detail);
  const named = answer.headers.get("content-disposition")?.match(/filename="(.+)"/)?.[1];
  const [path] = link.pathname.split("/").slice(-1);
  return download(named ?? `${path}.json`, answer.headers.get("content-type"), await answer.arrayBuffer());
}

function onKey(event, menu, button) {
  if (event.key === "Escape" || event.key === "Tab") {
    close();
    if (event.key === "Escape") button.focus();
    return;
  }
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const here = items.indexOf(document.activeElement);
  const goals = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 };
  if (!Object.hasOwn(goals, event.key)) return;
  event.preventDefault();
  items.at(goals[event.key] % items.length).focus();
}
