/** The page's state as a query string: what is default is left out, what is not known is kept. */

const VIEW_FIELDS = ["layer", "direction", "sample", "projection", "units", "order", "start", "stop"];
const DEFAULTS = {
  direction: "forward",
  sample: 0,
  projection: "pca",
  units: "0,1",
  order: "index",
  start: 0,
};
export const API = "/api/v1";

/** Parameters of the view that differ from their defaults, as strings by name. */
export function viewQuery(params) {
  const entries = VIEW_FIELDS.map((name) => [name, params[name]]).filter(
    ([name, value]) => value !== null && value !== undefined && value !== "" && value !== DEFAULTS[name],
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

/**
 * The page's address in a given state; `hide` and what else stood in `search` stays.
 * @param {string} search the address's query as it stands
 * @param {{model: string, trace: string, params: object, step?: number | null, unit?: number | null}} state
 */
export function pageUrl(search, { model, trace, params, step, unit }) {
  const query = new URLSearchParams(search);
  for (const name of ["model", "trace", "step", "unit", ...VIEW_FIELDS]) query.delete(name);
  const fields = { model, trace, ...viewQuery(params), step, unit };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  return `/microscope?${readable(query)}`;
}

/**
 * The view's parameters as an address says them; null is the top layer, or the last step.
 * @param {string} search
 */
export function paramsOf(search) {
  const query = new URLSearchParams(search);
  const params = { ...DEFAULTS, layer: null, stop: null };
  for (const name of VIEW_FIELDS) {
    const value = query.get(name);
    if (value !== null) params[name] = typeof DEFAULTS[name] === "string" ? value : Number(value);
  }
  return params;
}

/**
 * The pinned step and unit, null where the address names none.
 * @param {string} search
 */
export function pinOf(search) {
  const query = new URLSearchParams(search);
  const whole = (name) => (/^\d+$/.test(query.get(name) ?? "") ? Number(query.get(name)) : null);
  return { step: whole("step"), unit: whole("unit") };
}

/** Address of a trace's figures; `slots` asks for those alone. */
export function figuresUrl(trace, params, slots = []) {
  const query = new URLSearchParams(viewQuery(params));
  if (slots.length > 0) query.set("slots", slots.join(","));
  return `${API}/traces/${encodeURIComponent(trace)}/figures?${readable(query)}`;
}

/** Address of one array; `place` has layer, direction and sample where they matter. */
export function arrayUrl(trace, name, format, place = {}) {
  const query = new URLSearchParams({ format });
  for (const [field, value] of Object.entries(place)) {
    if (value !== null && value !== undefined) query.set(field, String(value));
  }
  return `${API}/traces/${encodeURIComponent(trace)}/arrays/${encodeURIComponent(name)}?${query}`;
}

function readable(query) {
  return query.toString().replaceAll("%2C", ",");
}
