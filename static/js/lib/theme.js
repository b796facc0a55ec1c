/** A figure in the theme of the page: its own light colors, or each one's dark counterpart. */

/**
 * A deep copy in which every color that the map knows is replaced; arrays of numbers are shared, not copied.
 * @param {unknown} value
 * @param {Record<string, string>} darkOf
 */
export function recolored(value, darkOf) {
  if (typeof value === "string") return darkOf[value] ?? value;
  if (Array.isArray(value)) {
    const isNumbers = typeof value[0] === "number" && typeof value.at(-1) === "number";
    return isNumbers ? value : value.map((item) => recolored(item, darkOf));
  }
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value) || "bdata" in value)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, recolored(item, darkOf)]));
}

/**
 * A deep copy of a template with its letters larger or smaller: every `size` in it is a font's.
 * @param {unknown} template
 * @param {number} factor
 */
export function scaled(template, factor) {
  if (Array.isArray(template)) return template.map((item) => scaled(item, factor));
  if (template === null || typeof template !== "object") return template;
  const entry = ([name, item]) => [name, name === "size" ? Math.round(item * factor) : scaled(item, factor)];
  return Object.fromEntries(Object.entries(template).map(entry));
}

/**
 * A figure with its template, in one theme.
 * @param {{data: object[], layout: object}} figure in light colors
 * @param {{theme: "light" | "dark", zoom: number}} dress `zoom` is the size of the page's letters, 1 as usual
 * @param {{templates: Record<string, object>, dark_of: Record<string, string>}} look
 */
export function dressed(figure, { theme, zoom }, look) {
  const { data, layout } = theme === "dark" ? recolored(figure, look.dark_of) : figure;
  const template = scaled(look.templates[theme], zoom);
  return { data: data.map((trace) => ({ ...trace })), layout: { ...layout, template } };
}
