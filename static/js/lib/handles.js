/** What a handle does when it is moved: where it may go, and which entries it sets. */
import { rounded } from "./numbers.js";

/**
 * @typedef {{entry: number, axis: "x" | "y", sign: number, from?: number, low?: number, high?: number}} Sets
 * @typedef {{field: string, x: number, y: number, sets: Sets[]}} Handle
 */

/**
 * The place nearest to `to` where a handle may stand: an axis that sets nothing keeps it, an entry's limits hold it.
 * @param {Handle} handle
 * @param {{x: number, y: number}} to
 */
export function reachable(handle, to) {
  const place = { x: handle.x, y: handle.y };
  for (const set of handle.sets) {
    const { sign, from = 0, low = -Infinity, high = Infinity } = set;
    const entry = Math.min(Math.max(sign * (to[set.axis] - from), low), high);
    place[set.axis] = sign * entry + from;
  }
  return place;
}

/**
 * What the entries become with the handle at a place, in as many digits as its axis makes sensible.
 * @param {Handle} handle
 * @param {{x: number, y: number}} place
 * @param {number} width of the x axis
 */
export function changesAt({ sets }, place, width) {
  return sets.map(({ entry, axis, sign, from = 0 }) => ({
    entry,
    value: rounded(sign * (place[axis] - from), width),
  }));
}
