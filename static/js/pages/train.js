/** The form that begins a run and leads to it. */
import "../components/job-bar.js";
import "../components/theme-switch.js";
import { send } from "../lib/api.js";
import { API } from "../lib/url.js";
import { watchCorpora } from "./train/corpora.js";

const form = document.querySelector("[data-form=experiment]");
const problem = form.querySelector("[data-problem]");

form.addEventListener("change", ({ target }) => {
  if (target.name !== "experiment") return;
  for (const fields of form.querySelectorAll("[data-experiment]")) {
    fields.hidden = fields.dataset.experiment !== target.value;
    fields.disabled = fields.hidden;
  }
});
for (const input of form.querySelectorAll("details input")) {
  input.addEventListener("invalid", () => input.closest("details").setAttribute("open", ""));
}
watchCorpora(form);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  problem.textContent = "";
  try {
    const { url } = await send(`${API}/runs`, wanted());
    location.assign(url);
  } catch (error) {
    problem.textContent = error.message;
  }
  button.disabled = false;
});

function wanted() {
  const experiment = new FormData(form).get("experiment");
  const fields = form.querySelectorAll(`[data-experiment="${experiment}"] [data-name]`);
  return Object.fromEntries([
    ["experiment", experiment],
    ...[...fields].map((field) => [field.dataset.name, valueIn(field)]),
  ]);
}

const READERS = {
  names: (field) => [...field.querySelectorAll(":checked")].map(({ value }) => value),
  choice: (field) => field.querySelector(":checked").value,
  switch: (field) => field.querySelector("input").checked,
  number: (field) => {
    const { value } = field.querySelector("input");
    return value === "" ? null : Number(value);
  },
  corpus: (field) => field.querySelector("select").value,
  text: (field) => field.querySelector("input").value,
};

function valueIn(field) {
  return READERS[field.dataset.kind](field);
}
