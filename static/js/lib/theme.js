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
 * A figure with its template, in one theme.
 * @param {{data: object[], layout: object}} figure in light colors
 * @param {"light" | "dark"} theme
 * @param {{templates: Record<string, object>, dark_of: Record<string, string>}} look
 */
export function dressed(figure, theme, look) {
  const { data, layout } = theme === "dark" ? recolored(figure, look.dark_of) : figure;
  return {
    data: data.map((trace) => ({ ...trace })),
    layout: { ...layout, template: look.templates[theme] },
  };
}
