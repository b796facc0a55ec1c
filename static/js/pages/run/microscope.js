/** A run's network under the microscope: its newest checkpoint is given to the server's models, then the page opens. */
import { refusal, upload } from "../../lib/api.js";
import { API } from "../../lib/url.js";

/** @param {HTMLElement} root @param {string} url of the run @param {string} id */
export function watchMicroscope(root, url, id) {
  const button = root.querySelector("[data-microscope]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      location.assign(`/microscope?model=${encodeURIComponent(await opened(url, id))}`);
    } catch (error) {
      root.querySelector("[data-page-status]").textContent = error.message;
    }
    button.disabled = false;
  });
}

async function opened(url, id) {
  const answer = await fetch(`${url}/checkpoint`);
  if (!answer.ok) throw refusal(answer.status, await answer.json());
  const form = new FormData();
  form.append("file", new File([await answer.blob()], `run-${id}.safetensors`));
  const model = await upload(`${API}/models`, form, () => {});
  return model.id;
}
