/** Files that are dropped or chosen: a checkpoint becomes a model and at once a trace, an input a trace. */
import { send, upload } from "../../lib/api.js";
import { formatBytes } from "../../lib/format.js";
import { sorted } from "../../lib/input.js";
import { API } from "../../lib/url.js";

const NOISE = { steps: 64, seed: 0 };

/** @param {{model: string, limits: {max_upload_mb: number}}} page */
export function watchFiles(page) {
  const bar = document.querySelector("job-bar");
  const take = async (files) => {
    try {
      location.assign(await open(sorted(files, page.limits.max_upload_mb), page.model, bar));
    } catch (error) {
      bar.fail(`${files.map(({ name }) => name).join(" and ")} can’t be opened.`, error.message);
    }
  };
  document.querySelector("drop-zone").addEventListener("files", (event) => take(event.detail.files));
  for (const chooser of document.querySelectorAll("[data-open]")) {
    chooser.addEventListener("change", async () => {
      await take([...chooser.files]);
      chooser.value = "";
    });
  }
}

/** The address that shows the files at work. */
async function open({ checkpoint, input }, current, bar) {
  const model = checkpoint ? (await sendFile(`${API}/models`, "file", checkpoint, bar)).id : current;
  const traces = `${API}/models/${encodeURIComponent(model)}/traces`;
  if (input) {
    const trace = await sendFile(traces, "input", input, bar);
    return traceAddress(model, trace.id);
  }
  bar.tell("The network reads noise, so that there is something to see …");
  return traceAddress(model, (await send(traces, { noise: NOISE })).id);
}

/** Where a trace is shown. */
export function traceAddress(model, trace) {
  return `/microscope?${new URLSearchParams({ model, trace })}`;
}

/** Send a file as a form's field, with the other fields beside it. */
export function sendFile(url, field, file, bar, others = {}) {
  const form = new FormData();
  form.set(field, file, file.name);
  for (const [name, value] of Object.entries(others)) form.set(name, value);
  return upload(url, form, (sent, total) => {
    if (sent < total)
      bar.tell(`Sending ${file.name}: ${formatBytes(sent)} of ${formatBytes(total)}`, sent / total);
    else bar.tell(`Reading ${file.name} …`);
  });
}
