/** A lecture page: the first view stands in the HTML; every control changes the address and asks for the new one. */
import "../components/cell-diagram.js";
import "../components/copy-button.js";
import "../components/figure-card.js";
import "../components/number-grid.js";
import "../components/quiz-card.js";
import "../components/range-field.js";
import "../components/tab-panel.js";
import "../components/theme-switch.js";
import { pageData } from "../lib/dom.js";
import { behind } from "./topic/behind.js";
import { watchForm } from "./topic/form.js";
import { watchKeys } from "./topic/keys.js";
import { painter } from "./topic/painter.js";
import { watchRun } from "./topic/run.js";
import { stage } from "./topic/stage.js";
import { watchTerms } from "./topic/terms.js";

const page = pageData();
const root = document.querySelector("main");
const terms = watchTerms(root);
const paint = painter(root, page, terms);
const tabs = behind(root, page);
const show = stage({ root, page, paint, tabs });
watchForm(root, page, show);
watchKeys(root);
watchRun(root, show.again);
root.addEventListener("view-wanted", show.again);
paint(page.view, { hold: false });
