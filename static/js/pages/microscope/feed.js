/** The form that gives the network something to read: the same again, a sentence, numbers, a file or noise. */
import { refusal, send } from "../../lib/api.js";
import { labelList, numberRows } from "../../lib/input.js";
import { API, arrayUrl, pageUrl } from "../../lib/url.js";
import { showWhen } from "./controls.js";
import { sendFile, traceAddress } from "./files.js";

/** Fields that show what they do to the same input at once. */
const AT_ONCE = new Set(["network", "nonlinearity", "objective", "objective_unit"]);

/** @param {{model: string, trace: object}} page */
export function watchFeed(page) {
  const form = document.querySelector("[data-form=feed]");
  if (!form) return;
  showWhen(form);
  form.addEventListener("change", ({ target }) => {
    showWhen(form);
    const isSame = form.elements.namedItem("feed").value === "same";
    if (isSame && AT_ONCE.has(target.name) && form.reportValidity()) form.requestSubmit();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-problem]");
    const button = form.querySelector("button");
    problem.textContent = "";
    button.disabled = true;
    try {
      location.assign(await run(Object.fromEntries(new FormData(form)), page));
    } catch (error) {
      problem.textContent = error.message;
      document.querySelector("job-bar").hidden = true;
    }
    button.disabled = false;
  });
}

/** Let the network read what the form says; the address that shows it. */
async function run(fields, page) {
  const made = await read(fields, page);
  if (fields.feed !== "same" || fields.network) return traceAddress(page.model, made.id);
  const kept = pageUrl(location.search, { model: page.model, trace: made.id, params: {} });
  const view = new URLSearchParams(location.search);
  view.delete("trace");
  view.delete("model");
  return view.size > 0 ? `${kept}&${view}` : kept;
}

function read(fields, page) {
  const url = `${API}/models/${encodeURIComponent(page.model)}/traces`;
  const common = commonFields(fields);
  const readers = {
    same: () => again(url, common, page.trace),
    text: () => send(url, { ...common, text: fields.text }),
    numbers: () => send(url, { ...common, ...labels(fields), input: numberRows(fields.numbers) }),
    noise: () =>
      send(url, {
        ...common,
        ...labels(fields),
        noise: { steps: Number(fields.steps), seed: Number(fields.seed) },
      }),
    file: () => readFile(url, fields.file, { ...common, ...labels(fields) }),
  };
  return readers[fields.feed]();
}

function commonFields({ objective, objective_unit, network, nonlinearity }) {
  const common = { objective: objective === "unit" ? `unit:${objective_unit}` : objective };
  if (network !== undefined) common.network = network;
  if (nonlinearity !== undefined) common.nonlinearity = nonlinearity;
  return common;
}

function labels(fields) {
  const list = labelList(fields.labels);
  return list === null ? {} : { labels: list };
}

/** The trace's own input once more; what was neither text nor noise is fetched from the server. */
async function again(url, common, trace) {
  if (trace.text !== null) return send(url, { ...common, text: trace.text });
  const labelled = trace.labels ? { ...common, labels: trace.labels } : common;
  if (trace.noise !== null) return send(url, { ...labelled, noise: trace.noise });
  const answer = await fetch(arrayUrl(trace.id, "input", "npy", { layer: 0 }));
  if (!answer.ok) throw refusal(answer.status, await answer.json());
  return readFile(url, new File([await answer.arrayBuffer()], "input.npy"), labelled);
}

function readFile(url, file, fields) {
  if (!file.name) throw new Error("Choose a .npy or .csv file first.");
  const others = fields.labels ? { ...fields, labels: JSON.stringify(fields.labels) } : fields;
  return sendFile(url, "input", file, document.querySelector("job-bar"), others);
}
