/** Vectors and matrices as text: `1,2,3` and `1,2;3,4`, and what people paste. */

/**
 * Rows of entries, each still a text: brackets are ignored, rows end with `;` or a line.
 * @param {string} text
 * @returns {string[][]}
 */
export function entriesOf(text) {
  return text
    .replaceAll(/\]\s*,?\s*\[/g, ";")
    .replaceAll(/[[\]()]|\barray\b/g, " ")
    .replaceAll("−", "-")
    .split(/[;\n]/)
    .map((line) => line.split(/[\s,]+/).filter(Boolean))
    .filter((row) => row.length > 0);
}

/** @param {string[][]} rows */
export function textOf(rows) {
  return rows.map((row) => row.join(",")).join(";");
}

/**
 * The text with some entries, counted row by row, set to other numbers.
 * @param {string} text
 * @param {{entry: number, value: string}[]} changes
 */
export function withEntries(text, changes) {
  const rows = entriesOf(text);
  const width = rows[0]?.length ?? 1;
  for (const { entry, value } of changes) {
    const row = rows[Math.floor(entry / width)];
    if (row && entry % width < row.length) row[entry % width] = value;
  }
  return textOf(rows);
}

/**
 * A number of a dragged point: as many decimals as the width of the axis makes sensible.
 * @param {number} value
 * @param {number} width
 */
export function rounded(value, width) {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(width)));
  const text = value
    .toFixed(Math.min(decimals, 6))
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
  return text === "-0" ? "0" : text;
}

/** Parts of a slider: what is not a whole number, or on a log scale, moves by one of them. */
export const FINENESS = 1000;

/** Place of a value on a slider from 0 to 1, and back; `log` for numbers over decades. */
export function toSlider(value, { low, high, scale }) {
  if (scale !== "log") return (value - low) / (high - low);
  return Math.log(Math.max(value, low) / low) / Math.log(high / low);
}

export function fromSlider(place, { low, high, scale, step }) {
  const value = scale === "log" ? low * (high / low) ** place : low + place * (high - low);
  const snapped = low + Math.round((value - low) / step) * step;
  return Number(Math.min(high, Math.max(low, snapped)).toPrecision(10));
}

/** The next value down (-1) or up (1): as far as one part of the slider, and by one step at least. */
export function nextTo(value, direction, range) {
  const next = fromSlider(toSlider(value, range) + direction / FINENESS, range);
  if (next !== value) return next;
  const moved = Number((value + direction * range.step).toPrecision(10));
  return Math.min(range.high, Math.max(range.low, moved));
}
