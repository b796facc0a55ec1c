/** Deleting asks once, in a dialog. */
import { request } from "../../lib/api.js";

/** @param {HTMLElement} root @param {string} url */
export function watchDelete(root, url) {
  const dialog = document.querySelector("dialog.confirm");
  root.querySelector("[data-delete-run]").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "yes") return;
    try {
      await request(url, { method: "DELETE" });
      location.assign("/runs");
    } catch (error) {
      root.querySelector("[data-page-status]").textContent = error.message;
    }
  });
}
