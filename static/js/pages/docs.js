/** Starts Swagger UI (a deferred script, so it has run) on our own OpenAPI document. */
import "../components/theme-switch.js";
import { onChange, seen } from "../lib/page-theme.js";

const place = document.querySelector("#swagger");
globalThis.SwaggerUIBundle({ url: place.dataset.openapiUrl, domNode: place, deepLinking: true });

/** Swagger UI knows its dark colors by a class of the page. */
function dress() {
  document.documentElement.classList.toggle("dark-mode", seen() === "dark");
}

onChange(dress);
dress();
