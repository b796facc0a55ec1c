/** What is looked at: the form of the view, and zooming in time. */
import { wholeSteps } from "../../lib/cursor.js";

/**
 * @param {HTMLElement} root
 * @param {ReturnType<import("./board.js").board>} figures
 * @param {number} seqLen steps of the whole trace
 */
export function watchControls(root, figures, seqLen) {
  const form = root.querySelector("[data-form=view]");
  root.addEventListener("zoom", ({ detail: { range } }) => {
    figures.look(zoomed(range, seqLen), { history: "push" });
  });
  form?.addEventListener("submit", (event) => event.preventDefault());
  form?.addEventListener("change", () => {
    showWhen(form);
    if (form.reportValidity()) figures.look(valuesOf(form), { history: "push" });
  });
  if (form) showWhen(form);
  return {
    /** Set the form to what the address says. */
    follow() {
      if (form) fill(form, figures.params());
    },
  };
}

/** The steps that a zoomed axis means; null is all of them. */
function zoomed(range, seqLen) {
  if (range === null) return { start: 0, stop: null };
  const [start, stop] = wholeSteps(range, seqLen);
  return { start, stop: stop === seqLen ? null : stop };
}

/** Fields that only matter for one choice are hidden under all others: `data-when="units"`. */
export function showWhen(form) {
  const chosen = new Set([...new FormData(form).values()].filter((value) => typeof value === "string"));
  for (const field of form.querySelectorAll("[data-when]")) {
    field.hidden = !field.dataset.when.split(" ").some((value) => chosen.has(value));
  }
}

function valuesOf(form) {
  const fields = Object.fromEntries(new FormData(form));
  const [layer, direction] = fields.place.split(",");
  const top = form.querySelector("[name=place]").value.split(",")[0];
  const sample = fields.sample === undefined ? {} : { sample: Number(fields.sample) };
  const { order, projection, units } = fields;
  return { layer: layer === top ? null : Number(layer), direction, order, projection, units, ...sample };
}

function fill(form, { layer, direction, sample, order, projection, units }) {
  const places = [...form.querySelectorAll("[name=place]")];
  const top = layer ?? Math.max(...places.map((input) => Number(input.value.split(",")[0])));
  for (const input of places) input.checked = input.value === `${top},${direction}`;
  for (const [name, value] of Object.entries({ sample, order, projection, units })) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  showWhen(form);
}
