/** Deleting uploaded networks and kept traces, after a question. */
import { request } from "../../lib/api.js";
import { API } from "../../lib/url.js";

/** @param {{model: string, trace: object}} page */
export function watchDeletes(page) {
  for (const button of document.querySelectorAll("[data-delete]")) {
    button.addEventListener("click", () => remove(button.dataset, page));
  }
}

async function remove({ delete: kind, id, name }, page) {
  const isModel = kind === "models";
  if (!(await confirmed(isModel ? "Delete this network?" : "Delete this trace?", words(name, isModel))))
    return;
  try {
    await request(`${API}/${kind}/${encodeURIComponent(id)}`, { method: "DELETE" });
    if (isModel) location.assign("/microscope");
    else if (id === page.trace.id)
      location.assign(`/microscope?${new URLSearchParams({ model: page.model })}`);
    else location.reload();
  } catch (error) {
    document.querySelector("job-bar").fail(`“${name}” was not deleted.`, error.message);
  }
}

function words(name, isModel) {
  return `“${name}” is deleted from this server${isModel ? ", and all its traces with it" : ""}. It can't be undone.`;
}

function confirmed(title, text) {
  const dialog = document.querySelector("dialog.confirm");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
