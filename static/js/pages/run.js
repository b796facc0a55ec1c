/** A run: its events come as they happen and stay; whatever step is chosen is drawn from them, without the server. */
import "../components/figure-card.js";
import "../components/snapshot-scrubber.js";
import "../components/theme-switch.js";
import { pageData } from "../lib/dom.js";
import { board } from "./run/board.js";
import { watchControls } from "./run/controls.js";
import { watchScrubber } from "./run/scrubber.js";
import { follow } from "./run/stream.js";

const page = pageData();
const root = document.querySelector("main");
const panels = board(root);
const controls = watchControls(root, page);
const scrubber = watchScrubber(root, panels);

panels.begin(page.run);
follow(page.run, (state, kind) => {
  controls.show(state, kind);
  scrubber.extend(state);
  panels.show(state, kind);
});
