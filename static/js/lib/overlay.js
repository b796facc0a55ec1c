/** The cursor over a figure: one column for the step, one row for the unit, moved without any redrawing. */
import { pixelOf } from "./cursor.js";
import { element } from "./dom.js";

/** Two hidden marks inside a stage. */
export function overlay(stage) {
  const column = element("div", { class: "cursor-line", hidden: "" });
  const row = element("div", { class: "unit-line", hidden: "" });
  stage.append(column, row);
  return { column, row };
}

/**
 * Put the marks at a step and a row; null hides one.
 * @param {{column: HTMLElement, row: HTMLElement}} marks
 * @param {{x: import("./cursor.js").Span, y: import("./cursor.js").Span}} inside
 * @param {number | null} step
 * @param {number | null} line
 */
export function place({ column, row }, { x, y }, step, line) {
  const across = spot(step, x);
  column.hidden = across === null;
  if (across) {
    column.style.transform = `translate(${across.start}px, ${y.start}px)`;
    column.style.width = `${across.size}px`;
    column.style.height = `${y.length}px`;
  }
  const down = spot(line, y);
  row.hidden = down === null;
  if (down) {
    row.style.transform = `translate(${x.start}px, ${down.start}px)`;
    row.style.height = `${down.size}px`;
    row.style.width = `${x.length}px`;
  }
}

/** Start and size of a whole number's cell in pixels, at least three; null outside of what is shown. */
function spot(value, span) {
  if (value === null || value === undefined) return null;
  const [low, high] = [Math.min(...span.range), Math.max(...span.range)];
  if (value < low - 0.01 || value > high + 0.01) return null;
  const ends = [pixelOf(value - 0.5, span), pixelOf(value + 0.5, span)];
  const size = Math.max(3, Math.abs(ends[1] - ends[0]));
  return { start: (ends[0] + ends[1] - size) / 2, size };
}
