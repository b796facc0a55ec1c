/** The run's standing in words, its progress, and the buttons that pause it, take it up, stop it and delete it. */
import { request } from "../../lib/api.js";
import { isOpen, progressWords, statusWords, verbsOf } from "../../lib/run-state.js";
import { API } from "../../lib/url.js";
import { watchDelete } from "./delete.js";
import { watchMicroscope } from "./microscope.js";

const LOOK_MS = 1000;

/**
 * @param {HTMLElement} root
 * @param {{run: object, ahead: number}} page
 */
export function watchControls(root, page) {
  const own = {
    root,
    url: `${API}/runs/${encodeURIComponent(page.run.id)}`,
    run: page.run,
    ahead: page.ahead,
  };
  for (const button of root.querySelectorAll("[data-verb]")) {
    button.addEventListener("click", () => guarded(own, () => ask(own, button.dataset.verb)));
  }
  watchDelete(root, own.url);
  watchMicroscope(root, own.url, page.run.id);
  setInterval(() => isOpen(own.run.status) && !document.hidden && guarded(own, () => look(own)), LOOK_MS);
  say(own);
  return {
    /** Show what was heard. */
    show({ status, reason, step, steps }, kinds) {
      const isNew = status !== own.run.status;
      own.run = { ...own.run, status, reason, step: Math.max(step, own.run.step), steps };
      if (isNew || kinds.has("done")) guarded(own, () => look(own));
      say(own);
    },
  };
}

async function ask(own, verb) {
  own.run = await request(`${own.url}/${verb}`, { method: "POST" });
  say(own);
}

async function look(own) {
  own.run = await request(own.url);
  if (own.run.status === "queued") {
    const { runs } = await request(`${API}/runs?status=queued&order=oldest&limit=500`);
    own.ahead = Math.max(
      0,
      runs.findIndex(({ id }) => id === own.run.id),
    );
  }
  say(own);
}

async function guarded({ root }, work) {
  const problem = root.querySelector("[data-page-status]");
  try {
    await work();
    problem.textContent = "";
  } catch (error) {
    problem.textContent = error.message;
  }
}

function say({ root, run, ahead }) {
  root.dataset.status = run.status;
  setText(root.querySelector("[data-standing]"), statusWords({ ...run, ahead }));
  setText(root.querySelector("[data-progress]"), progressWords(run));
  const bar = root.querySelector("progress");
  bar.value = run.steps ? run.step / run.steps : 0;
  const verbs = verbsOf(run.status, run.experiment);
  for (const button of root.querySelectorAll("[data-verb]")) {
    button.hidden = !verbs[button.dataset.verb];
    button.disabled = run.asked !== null;
  }
  root.querySelector("[data-microscope]").hidden =
    run.checkpoints.length === 0 || run.experiment !== "tagger";
  for (const link of root.querySelectorAll("[data-needs-checkpoint]"))
    link.hidden = run.checkpoints.length === 0;
}

function setText(target, words) {
  if (target.textContent !== words) target.textContent = words;
}
