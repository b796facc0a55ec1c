/** The run that a page rests on: trained on one click, followed while it trains, shown at once the next time. */
import { request, send } from "../../lib/api.js";
import { isOpen, progressWords, statusWords, verbsOf } from "../../lib/run-state.js";
import { API } from "../../lib/url.js";

const LOOK_MS = 600;
const LIVE_LOOK_MS = 2000; // where the figures come from the run's own stream
const RETRY_MS = 3000;
const NEW_WORDS = "They learn on this machine, once; then they are kept and shown at once.";
const DATE = { dateStyle: "medium", timeStyle: "short" };

/**
 * @param {HTMLElement} root
 * @param {() => void} again asks for the view once more
 */
export function watchRun(root, again) {
  const bar = root.querySelector("[data-topic-run]");
  if (bar === null) return;
  const own = { bar, again, wanted: null, entry: null, timer: null };
  bar.querySelector("[data-train]").addEventListener("click", () => guarded(own, () => train(own)));
  for (const button of bar.querySelectorAll("[data-verb]")) {
    button.addEventListener("click", () => guarded(own, () => ask(own, button.dataset.verb)));
  }
  root.addEventListener("view-drawn", ({ detail: { run } }) => {
    Object.assign(own, run);
    say(own);
    follow(own, root.dataset.run === undefined ? LOOK_MS : LIVE_LOOK_MS);
  });
  root.addEventListener("view-failed", () => follow(own, RETRY_MS));
}

/** Look again while the run goes on, one look after the other. */
function follow(own, wait) {
  clearTimeout(own.timer);
  if (own.entry === null || !isOpen(own.entry.status)) return;
  own.timer = setTimeout(() => (document.hidden ? follow(own, wait) : own.again()), wait);
}

async function train(own) {
  own.entry = await send(`${API}/runs`, own.wanted);
}

async function ask(own, verb) {
  own.entry = await request(`${API}/runs/${encodeURIComponent(own.entry.id)}/${verb}`, { method: "POST" });
}

/** Do it, say how things stand then, and let the figures follow; a refusal stands beside the buttons. */
async function guarded(own, work) {
  const buttons = own.bar.querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  let problem = "";
  try {
    await work();
    own.again();
  } catch (error) {
    problem = error.message;
  }
  for (const button of buttons) button.disabled = false;
  own.bar.querySelector("[data-run-problem]").textContent = problem;
  say(own);
}

function say({ bar, entry }) {
  const [status, verbs] = [entry?.status ?? "untrained", verbsOf(entry?.status)];
  bar.dataset.status = status;
  setText(bar.querySelector("[data-standing]"), standing(entry));
  setText(bar.querySelector("[data-progress]"), entry === null ? NEW_WORDS : progressWords(entry));
  const progress = bar.querySelector("progress");
  progress.hidden = entry === null || status === "done";
  progress.value = entry?.steps ? entry.step / entry.steps : 0;
  bar.querySelector("[data-train]").hidden = entry !== null && status !== "failed";
  for (const button of bar.querySelectorAll("[data-verb]")) button.hidden = !verbs[button.dataset.verb];
  const page = bar.querySelector("[data-run-page]");
  page.hidden = entry === null;
  if (entry !== null) page.href = entry.url;
}

function standing(entry) {
  if (entry === null) return "The networks of this page have not been trained yet.";
  if (entry.status !== "done") return statusWords({ ...entry, ahead: 0 });
  return `Trained ${new Date(entry.changed_at).toLocaleString("en-GB", DATE)}, with the parameters of this page.`;
}

function setText(target, words) {
  if (target.textContent !== words) target.textContent = words;
}
