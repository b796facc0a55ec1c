/**
 * Fills a figure's traces from a run's snapshots, by the rules that app/live/binding.py states; no DOM.
 * A snapshot has a `step`; they stand in the order of their steps.
 */

const CHOSEN = "chosen step";
/** Points of a line: more than a screen has columns. */
const MOST_POINTS = 2000;
const AIR = 0.06;

/**
 * What stands at a path; null where nothing does.
 * @param {object} snapshot
 * @param {string} path
 */
export function valueAt(snapshot, path) {
  return path.split(".").reduce((found, name) => inside(found, name), snapshot);
}

function inside(found, name) {
  const isNamed = found !== null && typeof found === "object" && !Array.isArray(found);
  return isNamed && Object.hasOwn(found, name) ? found[name] : null;
}

/** The newest snapshot up to a step that has the path, or null. */
export function newest(snapshots, path, step = Number.POSITIVE_INFINITY) {
  for (let place = countUpTo(snapshots, step) - 1; place >= 0; place -= 1) {
    if (valueAt(snapshots[place], path) !== null) return snapshots[place];
  }
  return null;
}

/** How many of the snapshots are at this step or before it. */
function countUpTo(snapshots, step) {
  let [low, high] = [0, snapshots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (snapshots[middle].step <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The figure with the numbers of these snapshots at the chosen step.
 * @param {{data: object[], layout: object}} figure
 * @param {object[]} snapshots
 * @param {number} step
 */
export function filled(figure, snapshots, step) {
  const data = figure.data.map((trace) => ({
    ...trace,
    ...onAxis(trace, figure.layout, numbersOf(trace, snapshots, step)),
  }));
  const layout = { ...figure.layout };
  if (layout.shapes) layout.shapes = layout.shapes.map((shape) => placed(shape, step));
  for (const [axis, range] of once(figure, snapshots, () => steadyRanges(figure, snapshots))) {
    if (range) layout[axis] = { ...layout[axis], range };
  }
  return { data, layout };
}

function steadyRanges(figure, snapshots) {
  return (figure.layout.meta?.steady ?? []).map((axis) => [axis, limitsOf(figure, axis, snapshots)]);
}

const known = new WeakMap();

/** What hangs on the snapshots, not on the chosen step, is reckoned once for each number of them. */
function once(key, snapshots, make) {
  const before = known.get(key);
  if (before?.snapshots === snapshots && before.count === snapshots.length) return before.value;
  const value = make();
  known.set(key, { snapshots, count: snapshots.length, value });
  return value;
}

function onAxis({ yaxis = "y" }, layout, numbers) {
  if (layout[yaxis.replace("y", "yaxis")]?.type !== "log" || !numbers.y) return numbers;
  return { ...numbers, y: numbers.y.map((number) => (number === 0 ? null : number)) };
}

function numbersOf({ meta, type }, snapshots, step) {
  const isMap = type === "heatmap";
  if (meta?.over) return once(meta, snapshots, () => overSteps(meta.over, snapshots, isMap));
  if (!meta?.at) return {};
  const chosen = newest(snapshots, meta.at, step);
  if (chosen === null) return isMap ? { z: [] } : { x: [], y: [] };
  const value = valueAt(chosen, meta.at);
  if (meta.plane) return onPlane(value, newest(snapshots, meta.plane), meta.plane);
  return spreadOut(value, chosen.step, isMap);
}

function overSteps(path, snapshots, isMap) {
  const found = thinned(snapshots.filter((one) => valueAt(one, path) !== null));
  return { x: found.map((one) => one.step), [isMap ? "z" : "y"]: found.map((one) => valueAt(one, path)) };
}

function thinned(snapshots) {
  const last = snapshots.length - 1;
  if (last < MOST_POINTS) return snapshots;
  return Array.from(
    { length: MOST_POINTS },
    (_, place) => snapshots[Math.floor((place * last) / (MOST_POINTS - 1))],
  );
}

/**
 * What is said of a figure whose lines leave snapshots out; empty where none does.
 * @param {object[]} snapshots
 * @param {{data: object[]}} figure
 */
export function thinning(snapshots, figure) {
  if (snapshots.length <= MOST_POINTS) return "";
  const paths = new Set(figure.data.map(({ meta }) => meta?.over).filter(Boolean));
  const counts = [...paths].map((path) => snapshots.filter((one) => valueAt(one, path) !== null).length);
  const most = Math.max(0, ...counts);
  if (most <= MOST_POINTS) return "";
  const [drawn, all] = [MOST_POINTS, most].map((count) => count.toLocaleString("en"));
  return `${drawn} of ${all} snapshots are drawn, evenly chosen, the last among them.`;
}

function spreadOut(value, step, isMap) {
  if (typeof value !== "object") return { x: [step], y: [value] };
  if (!Array.isArray(value)) return { x: Object.keys(value), y: Object.values(value) };
  if (isMap) return { z: Array.isArray(value[0]) ? value : [value] };
  return { y: value };
}

function onPlane(states, snapshot, path) {
  if (snapshot === null) return { x: [], y: [] };
  const { center, axes } = valueAt(snapshot, path);
  if (!states.every((state) => state.length === center.length && !state.includes(null)))
    return { x: [], y: [] };
  const along = (axis) =>
    states.map((state) =>
      state.reduce((sum, value, unit) => sum + (value - center[unit]) * axes[unit][axis], 0),
    );
  return { x: along(0), y: along(1) };
}

function placed(shape, step) {
  return shape.name === CHOSEN ? { ...shape, x0: step, x1: step } : shape;
}

/** The snapshots between which a trace differs. */
function telling(meta, snapshots) {
  return meta.at ? snapshots.filter((one) => valueAt(one, meta.at) !== null) : snapshots.slice(-1);
}

/** The least and the largest number on an axis in all snapshots, with some air; null where there is none. */
function limitsOf(figure, axis, snapshots) {
  const isLog = figure.layout[axis]?.type === "log";
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const number of numbersOn(figure, axis.replace("axis", ""), snapshots)) {
    if (number === null || (isLog && number <= 0)) continue;
    [low, high] = [Math.min(low, number), Math.max(high, number)];
  }
  if (low > high) return null;
  const [from, to] = isLog ? [Math.log10(low), Math.log10(high)] : [low, high];
  const air = AIR * (to - from) || 0.5;
  return [from - air, to + air];
}

/** What the traces of an axis (`x`, `y2`) hold on it at any step. */
function numbersOn(figure, axis, snapshots) {
  const letter = axis[0];
  const ours = figure.data.filter((trace) => trace.meta && (trace[`${letter}axis`] ?? letter) === axis);
  return ours.flatMap((trace) =>
    telling(trace.meta, snapshots).flatMap(({ step }) => numbersOf(trace, snapshots, step)[letter] ?? []),
  );
}
