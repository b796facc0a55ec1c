/** Which theme the page is in, and word of its changes. */

const dark = matchMedia("(prefers-color-scheme: dark)");
const changes = new EventTarget();
dark.addEventListener("change", announce);

function announce() {
  changes.dispatchEvent(new Event("change"));
}

/** What the user chose: light, dark or system. */
export function choice() {
  return document.documentElement.dataset.theme ?? "system";
}

/** Take up a choice, and keep it where the browser lets us. */
export function choose(wanted) {
  if (wanted === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem("theme", wanted);
  } catch {
    // A frame may have no storage: the choice then lasts as long as the page.
  }
  announce();
}

/** The theme that is seen: light or dark. */
export function seen() {
  const chosen = choice();
  if (chosen !== "system") return chosen;
  return dark.matches ? "dark" : "light";
}

/** Call back whenever the seen theme may have changed. */
export function onChange(act) {
  changes.addEventListener("change", act);
}
