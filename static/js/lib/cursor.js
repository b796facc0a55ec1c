/** Where the time cursor stands: from pixels to steps and back, and where the keys take it. */

/**
 * The part of a line of pixels that shows a range of the axis.
 * @typedef {{start: number, length: number, range: [number, number]}} Span
 */

/** Pixel of a value's place on the axis. @param {number} value @param {Span} span */
export function pixelOf(value, span) {
  const [low, high] = span.range;
  return span.start + ((value - low) / (high - low)) * span.length;
}

/** The value at a pixel of the axis. @param {number} pixel @param {Span} span */
export function valueAt(pixel, span) {
  const [low, high] = span.range;
  return low + ((pixel - span.start) / span.length) * (high - low);
}

/** The whole number whose cell holds a pixel, null outside. @param {number} pixel @param {Span} span */
export function numberAt(pixel, span) {
  const part = (pixel - span.start) / span.length;
  if (!(part >= 0 && part <= 1)) return null;
  const [low, high] = span.range;
  const [first, last] = [Math.ceil(Math.min(low, high)), Math.floor(Math.max(low, high))];
  const value = Math.floor(low + part * (high - low) + 0.5);
  return Math.min(Math.max(value, first), last);
}

/**
 * The cursor after a key, null when the key is not ours.
 * @param {{step: number | null, unit: number | null}} cursor
 * @param {string} key as in KeyboardEvent.key
 * @param {{start: number, stop: number, units: number[]}} bounds steps shown, and units in the order they stand in
 */
export function moved(cursor, key, { start, stop, units }) {
  const step = cursor.step ?? start;
  const row = Math.max(0, units.indexOf(cursor.unit ?? units[0]));
  const toStep = (value) => ({ ...cursor, step: Math.min(Math.max(value, start), stop - 1) });
  const toRow = (value) => ({ step, unit: units[Math.min(Math.max(value, 0), units.length - 1)] ?? null });
  const moves = {
    ArrowLeft: () => toStep(step - 1),
    ArrowRight: () => toStep(cursor.step === null ? start : step + 1),
    PageUp: () => toStep(step - 10),
    PageDown: () => toStep(step + 10),
    Home: () => toStep(start),
    End: () => toStep(stop - 1),
    ArrowUp: () => toRow(row - 1),
    ArrowDown: () => toRow(cursor.unit === null ? 0 : row + 1),
  };
  return Object.hasOwn(moves, key) ? moves[key]() : null;
}

/** The entry of a sorted or unsorted list that is nearest to a value; its index, -1 for an empty list. */
export function nearest(list, value) {
  let best = -1;
  for (let index = 0; index < list.length; index += 1) {
    if (best < 0 || Math.abs(list[index] - value) < Math.abs(list[best] - value)) best = index;
  }
  return best;
}

/**
 * Whole steps inside a zoomed range, at least two of them, as [start, stop).
 * @param {[number, number]} range of the axis
 * @param {number} seqLen
 */
export function wholeSteps(range, seqLen) {
  const low = Math.min(...range);
  const high = Math.max(...range);
  const start = Math.min(Math.max(0, Math.ceil(low - 0.5)), Math.max(0, seqLen - 2));
  const stop = Math.min(seqLen, Math.max(start + 2, Math.floor(high + 0.5) + 1));
  return [start, stop];
}

/**
 * Which steps get a cell of their own on the ruler: every n-th, n from 1, 2, 5, 10, 20, ...
 * @param {number} start
 * @param {number} stop
 * @param {number} room the most cells that fit
 */
export function rulerSteps(start, stop, room) {
  let every = 1;
  for (let index = 0; (stop - start) / every > room; index += 1) every *= [2, 2.5, 2][index % 3];
  const first = Math.ceil(start / every) * every;
  const count = Math.max(0, Math.ceil((stop - first) / every));
  return { every, steps: Array.from({ length: count }, (_, index) => first + index * every) };
}
