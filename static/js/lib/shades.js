/** Colors behind words: where a number stands on a scale, the color there, and ink that can be read on it. No DOM. */

const MOST_DECADES = 12;

/**
 * The ends of a logarithmic scale for these sizes, in powers of ten; null where all are 0 or no numbers.
 * @param {(number | null)[]} sizes
 */
export function decades(sizes) {
  const logs = sizes.filter((size) => size > 0).map(Math.log10);
  if (logs.length === 0) return null;
  const [low, high] = logs.reduce(
    ([least, most], log) => [Math.min(least, log), Math.max(most, log)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { low: Math.min(high - 0.5, Math.max(low, high - MOST_DECADES)), high };
}

/** Where a number is between two others, from 0 to 1. */
export function placeOf(value, { low, high }) {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/**
 * The color at a place from 0 to 1 of a scale of equally distant stops, as `rgb(r, g, b)`.
 * @param {string[]} stops as `#rrggbb`
 * @param {number} place
 */
export function colorAt(stops, place) {
  const at = place * (stops.length - 1);
  const below = Math.min(Math.floor(at), stops.length - 2);
  const [from, to] = [channels(stops[below]), channels(stops[below + 1])];
  return `rgb(${from.map((start, index) => Math.round(start + (at - below) * (to[index] - start))).join(", ")})`;
}

function channels(color) {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16));
}

/**
 * Black or white, whichever has more contrast on a color: always 4.5:1 at least.
 * Source: WCAG 2.2, relative luminance.
 * @param {string} color as `rgb(r, g, b)`
 */
export function inkOn(color) {
  const [red, green, blue] = color.match(/\d+/g).map((channel) => linear(Number(channel) / 255));
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance + 0.05 > Math.sqrt(1.05 * 0.05) ? "#000" : "#fff";
}

function linear(channel) {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
