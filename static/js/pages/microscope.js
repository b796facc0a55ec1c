/** The microscope: the first view stands in the page; every control changes the address and asks for what it needs. */
import "../components/drop-zone.js";
import "../components/job-bar.js";
import { link } from "../components/linked.js";
import "../components/theme-switch.js";
import { pageData } from "../lib/dom.js";
import { paramsOf, pinOf } from "../lib/url.js";
import { board } from "./microscope/board.js";
import { watchCell } from "./microscope/cell.js";
import { watchControls } from "./microscope/controls.js";
import { watchDeletes } from "./microscope/deletes.js";
import { watchFeed } from "./microscope/feed.js";
import { watchFiles } from "./microscope/files.js";

const page = pageData();
const root = document.querySelector("main");

watchDeletes(page);
watchFiles(page);
watchFeed(page);
document
  .querySelector("[data-form=model] select")
  ?.addEventListener("change", (event) => event.target.form.submit());

const figures = board(root, page);
const cell = watchCell(root, figures.cards);
const linked = link({
  root,
  trace: page.trace,
  pin: pinOf(location.search),
  onPin: figures.pin,
  onCursor: cell.show,
});
const controls = watchControls(root, figures, page.trace.seq_len);
figures.start(linked);
addEventListener("popstate", () => {
  figures.look(paramsOf(location.search), { history: "none" });
  const pin = pinOf(location.search);
  figures.pin(pin);
  linked.pinTo(pin);
  controls.follow();
  cell.follow();
});
