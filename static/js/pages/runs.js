/** The list of runs: what trains is followed, and two to six of them can be set side by side. */
import "../components/theme-switch.js";
import { request } from "../lib/api.js";
import { API } from "../lib/url.js";

const LOOK_MS = 1500;
const form = document.querySelector("[data-form=compare]");
const problem = document.querySelector("[data-page-status]");

async function look() {
  if (document.hidden || !document.querySelector("li:is([data-status=queued], [data-status=running])"))
    return;
  try {
    const { runs } = await request(`${API}/runs?limit=100`);
    for (const run of runs) follow(run);
    problem.textContent = "";
  } catch (error) {
    problem.textContent = error.message;
  }
}

function follow({ id, status, step, steps }) {
  const row = document.querySelector(`[data-run="${id}"]`);
  if (!row) return;
  const isOver = row.dataset.status !== status && (status === "done" || status === "failed");
  row.dataset.status = status;
  row.querySelector("[data-state]").textContent = status;
  row.querySelector("progress").value = steps ? step / steps : 0;
  if (isOver) location.reload();
}

function pick() {
  const count = form.querySelectorAll(":checked").length;
  form.querySelector("button").disabled = count < 2 || count > 6;
  form.querySelector("[data-picked]").textContent =
    count === 0 ? "Tick two to six." : `${count} of two to six ticked.`;
}

if (form) {
  form.addEventListener("change", pick);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const ids = [...form.querySelectorAll(":checked")].map(({ value }) => value);
    location.assign(`/runs/compare?ids=${ids.join(",")}`);
  });
  pick();
  setInterval(look, LOOK_MS);
}
