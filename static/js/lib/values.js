/** What a figure says at one step and unit: its numbers are read out of the figure itself. */
import { nearest } from "./cursor.js";
import { decoded } from "./typed.js";

/**
 * A strip, ready to be asked.
 * @param {{data: object[], layout: object}} figure
 */
export function reader(figure) {
  const heatmap = figure.data.find((trace) => trace.type === "heatmap");
  return heatmap ? heatmapReader(heatmap, figure.layout) : lineReader(figure.data);
}

/** The units in the order in which their rows stand, from the top. */
function rowUnits(count, axis) {
  const alias = axis?.labelalias ?? {};
  return Array.from({ length: count }, (_, row) => Number(alias[row] ?? row));
}

function heatmapReader(trace, layout) {
  const { values, shape } = decoded(trace.z);
  const [rows, columns] = shape;
  const units = rowUnits(rows, layout.yaxis);
  const edges = trace.x ? decoded(trace.x).values : null;
  const columnOf = (step) => (edges ? edges.findLastIndex((edge) => edge <= step) : step - (trace.x0 ?? 0));
  const at = (step, unit) => {
    const row = units.indexOf(unit);
    const column = columnOf(step);
    if (row < 0 || column < 0 || column >= columns) return null;
    return values[row * columns + column];
  };
  return { units, exact: edges === null, at: (step, unit) => [{ name: trace.name, value: at(step, unit) }] };
}

function lineReader(traces) {
  const lines = traces
    .filter((trace) => trace.type === "scatter" && !trace.name?.endsWith(": exactly 0"))
    .map((trace) => ({ name: trace.name, x: decoded(trace.x).values, y: decoded(trace.y).values }));
  const at = (step) =>
    lines.map(({ name, x, y }) => {
      const index = nearest(x, step);
      return { name, value: x[index] === step ? y[index] : null };
    });
  return { units: [], exact: true, at };
}

/** Coordinates of the step nearest to `step` on a trajectory, as Plotly.restyle takes them. */
export function pathPoint(figure, step) {
  const path = figure.data.find((trace) => trace.name === "steps");
  const index = nearest(decoded(path.customdata).values, step);
  const axes = ["x", "y", "z"].filter((axis) => axis in path);
  return Object.fromEntries(axes.map((axis) => [axis, [[decoded(path[axis]).values[index]]]]));
}

/** Indices of the points that belong to the computed step nearest to `step` (customdata's third column). */
export function pointsOfStep(figure, step) {
  const { values, shape } = decoded(figure.data.find((trace) => trace.customdata).customdata);
  const owners = Array.from({ length: shape[0] }, (_, row) => values[row * shape[1] + 2]);
  const owner = owners[nearest(owners, step)];
  return owners.flatMap((candidate, index) => (candidate === owner ? [index] : []));
}
