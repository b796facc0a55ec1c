/** Corpora of one's own: a file is read by the server in full, then it can be chosen in every field that takes one. */
import { upload } from "../../lib/api.js";
import { element } from "../../lib/dom.js";
import { API } from "../../lib/url.js";

/** @param {HTMLFormElement} form */
export function watchCorpora(form) {
  const bar = form.querySelector("job-bar");
  for (const input of form.querySelectorAll("[data-corpus]")) {
    input.addEventListener("change", async () => {
      const [file] = input.files;
      if (!file) return;
      try {
        choose(form, input.closest("[data-kind=corpus]"), await sent(file, bar));
        bar.hidden = true;
      } catch (error) {
        bar.fail(`${file.name} was not added.`, error.message);
      }
      input.value = "";
    });
  }
}

function sent(file, bar) {
  const body = new FormData();
  body.append("file", file);
  return upload(`${API}/corpora`, body, (part, whole) =>
    part < whole ? bar.tell(`Sending ${file.name}.`, part / whole) : bar.tell(`Reading ${file.name}.`),
  );
}

function choose(form, field, { id, name, sentences }) {
  for (const select of form.querySelectorAll("[data-kind=corpus] select")) {
    if ([...select.options].some(({ value }) => value === id)) continue;
    const words = `${name}, ${sentences.toLocaleString("en")} sentences`;
    select.append(element("option", { value: id }, words));
  }
  field.querySelector("select").value = id;
}
