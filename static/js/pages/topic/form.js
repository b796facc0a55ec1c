/** The parameter form, the presets and the handles: whatever changes a field asks for a new picture. */
import { watchHandles } from "../../components/drag-handles.js";
import { withEntries } from "../../lib/numbers.js";
import { onTrace } from "../../lib/plot.js";
import { fieldsOf } from "../../lib/topic-url.js";
import { watchColumns } from "./columns.js";

/**
 * @param {HTMLElement} root
 * @param {{defaults: Record<string, string>}} page
 * @param {ReturnType<import("./stage.js").stage>} show
 */
export function watchForm(root, page, show) {
  const form = root.querySelector("[data-form=topic]");
  let fields = fieldsOf(location.search, page.defaults);
  const take = (to, isMoving) => {
    fields = to;
    show.look(fields, isMoving);
  };
  if (form) watchFields(form, (isMoving) => take(valuesOf(form, fields), isMoving));
  const set = (changes, isMoving) => {
    const to = { ...fields, ...changes };
    if (form) fill(form, to, page.defaults);
    take(to, isMoving);
  };
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-preset]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    set(fieldsOf(new URL(link.href).search, page.defaults), false);
  });
  root.addEventListener("handle-move", ({ detail: { field, changes, done } }) =>
    set({ [field]: withEntries(fields[field], changes) }, !done),
  );
  root.addEventListener("fields-set", ({ detail: { changes, isMoving } }) => set(changes, isMoving));
  for (const card of root.querySelectorAll("figure-card")) {
    watchHandles(card);
    watchChoice(card, set);
    watchColumns(card, set);
  }
  addEventListener("popstate", () => {
    fields = show.follow();
    if (form) fill(form, fields, page.defaults);
  });
}

function watchFields(form, act) {
  const isWhole = () => form.checkValidity();
  form.addEventListener("input", ({ target }) => {
    showWhen(form);
    const isDragged = target.type === "number" || target.type === "text";
    if (isDragged && isWhole()) act(true);
  });
  form.addEventListener("change", () => {
    showWhen(form);
    if (form.reportValidity()) act(false);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  showWhen(form);
}

/** A click on a mark that stands for a value of a field chooses it (`layout.meta.choose`), with what `meta.sets` adds. */
function watchChoice(card, set) {
  let figure = null;
  card.addEventListener("figure-drawn", ({ detail }) => {
    const isFirst = figure === null;
    figure = detail.figure;
    if (!isFirst) return;
    onTrace(card.plot, "click", (point) => {
      const field = figure.layout.meta?.choose;
      const value = Array.isArray(point?.value) ? point.value[0] : point?.value;
      if (field && value !== undefined && value !== null)
        set({ ...point.meta?.sets, [field]: String(value) }, false);
    });
  });
}

/** Controls that matter only for one value of another are hidden under all its others: `data-when-field="drawn=true"`. */
function showWhen(form) {
  const values = Object.fromEntries(new FormData(form));
  for (const field of form.querySelectorAll("[data-when-field]")) {
    const conditions = field.dataset.whenField.split("&").map((condition) => condition.split("="));
    field.hidden = !conditions.every(([name, allowed]) => allowed.split("|").includes(values[name]));
  }
}

function valuesOf(form, before) {
  const names = Object.keys(before);
  const values = Object.fromEntries(new FormData(form));
  return Object.fromEntries(names.map((name) => [name, values[name] ?? before[name]]));
}

/** Set every control; a folded group opens when one of its controls is set to something of its own. */
function fill(form, fields, defaults) {
  for (const [name, value] of Object.entries(fields)) {
    const inputs = [...form.querySelectorAll(`[name="${name}"]`)];
    for (const input of inputs) put(input, value);
    if (value !== defaults[name]) inputs[0]?.closest("details")?.setAttribute("open", "");
  }
  showWhen(form);
}

function put(input, value) {
  if (input.type === "radio") input.checked = input.value === value;
  else if (input.type === "checkbox") input.checked = value === "true";
  else if (input.type !== "hidden") input.value = value;
  input.parentElement.follow?.();
}
