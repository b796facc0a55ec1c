/** The only place that touches Plotly: draw, resize, read the geometry, export. */
import * as look from "../generated/theme.js";
import { dressed } from "./theme.js";

const CONFIG = { responsive: false, displayModeBar: false, doubleClick: false, showTips: false };
const NARROW_PX = 600;
const NARROW_PLANE_PX = 440;
const touch = matchMedia("(pointer: coarse)").matches;

/** Margins, in pixels, of everything that stands on the common time axis. */
export function stripMargin(width) {
  return width < NARROW_PX ? look.strip_margin_narrow : look.strip_margin;
}

/** How much larger than usual the page's letters are, as on a large screen. */
export function pageZoom() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/**
 * The figure as it stands on the page: its margins and keys follow its width, and the ruler is a strip's time axis.
 * @param {{data: object[], layout: object}} figure
 * @param {{width: number, height: number}} size
 * @param {"light" | "dark"} theme
 * @param {boolean} shared whether the time ruler above carries the steps' names
 */
function fitted(figure, size, theme, shared) {
  const { data, layout } = dressed(figure, theme, look);
  const dragmode = layout.scene ? "orbit" : touch ? false : "zoom";
  const scene = layout.scene ? { scene: { ...layout.scene, uirevision: "kept" } } : {}; // the user's own view stays
  const placed = { ...layout, ...scene, ...size, autosize: false, dragmode };
  if (layout.meta?.strip) return fittedStrip(data, placed, shared);
  const isNarrow = size.width < NARROW_PLANE_PX && data.some((trace) => trace.marker?.colorbar);
  return { data: isNarrow ? data.map(keyOnTop) : data, layout: { ...placed, ...settled(layout, isNarrow) } };
}

function fittedStrip(data, layout, shared) {
  const { width } = layout;
  const margin = { ...stripMargin(width), autoexpand: false };
  const key = { x: 1, xpad: width < NARROW_PX ? 3 : 8 };
  for (const trace of data) if (trace.type === "heatmap") trace.colorbar = { ...trace.colorbar, ...key };
  if (!shared)
    return { data, layout: { ...layout, margin, xaxis: spaced(layout, width - margin.l - margin.r) } };
  const xaxis = { ...layout.xaxis, title: { text: "" }, showticklabels: false, ticks: "" };
  return { data, layout: { ...layout, margin: { ...margin, b: 10 }, xaxis } };
}

/** The key of the time steps lies over a narrow figure, not beside it. */
function keyOnTop(trace) {
  if (!trace.marker?.colorbar) return trace;
  const place = { orientation: "h", x: 0.5, xanchor: "center", y: 1, yanchor: "bottom", len: 0.8 };
  return { ...trace, marker: { ...trace.marker, colorbar: { ...trace.marker.colorbar, ...place } } };
}

/** Axes tied to one scale keep their margins: automatic margins and the common scale would chase each other. */
function settled({ xaxis, yaxis, margin }, isNarrow) {
  const fixed = { margin: isNarrow ? { ...margin, r: 16, t: 40 } : margin };
  if (!yaxis?.scaleanchor) return fixed;
  return { ...fixed, xaxis: { ...xaxis, automargin: false }, yaxis: { ...yaxis, automargin: false } };
}

/** Labels as close as their width allows. */
function spaced({ xaxis, meta }, room) {
  if (!meta.label_px) return xaxis;
  return {
    ...xaxis,
    dtick: Math.max(1, Math.ceil((meta.label_px * (xaxis.range[1] - xaxis.range[0])) / room)),
  };
}

/**
 * Draw a figure into an element, or redraw what is there, at a size in pixels; `hold` keeps the axes' ranges.
 * A strip that is pointed at has no hover of its own: the read-out has its numbers, and covers nothing.
 */
export async function draw(element, figure, { theme, shared, isPointedAt, size, hold }) {
  if (size.width === 0 || size.height === 0) return;
  const { data, layout } = fitted(figure, size, theme, shared);
  const hovermode = isPointedAt ? false : "closest";
  const axes = hold && element._fullLayout ? heldAxes(layout, element._fullLayout) : {};
  await Plotly.react(element, data, { ...layout, ...axes, hovermode }, CONFIG);
}

/** The axes with the ranges that they have now. */
function heldAxes(layout, full) {
  const names = Object.keys(layout).filter((name) => /^[xy]axis\d*$/.test(name) && full[name]?.range);
  return Object.fromEntries(
    names.map((name) => [name, { ...layout[name], range: [...full[name].range], autorange: false }]),
  );
}

/** Call back when the user asks for the whole figure again after zooming. */
export function onDoubleClick(element, act) {
  element.on("plotly_doubleclick", act);
}

/** Call back with the trace and customdata under the pointer (`hover`, `click`), or with null (`unhover`). */
export function onTrace(element, name, act) {
  element.on(`plotly_${name}`, (event) => {
    const point = event?.points?.[0];
    act(point ? { meta: point.data.meta, value: point.customdata } : null);
  });
}

/** Let the traces of one term stand out: the others fade. With null all stand as they were drawn. */
export function light(element, figure, term) {
  const data = figure.data;
  const isTerm = (trace) => trace.meta?.term === term;
  if (!element._fullLayout || data.length === 0) return;
  const isOurs = term !== null && data.some(isTerm);
  const opacity = data.map((trace) => (trace.opacity ?? 1) * (isOurs && !isTerm(trace) ? 0.15 : 1));
  Plotly.restyle(element, { opacity });
}

/** Call back when the user has zoomed (the new range of the x axis) or asked for all (null). */
export function onZoom(element, act) {
  element.on("plotly_relayout", (change) => {
    const low = change["xaxis.range[0]"];
    if (low !== undefined) act([low, change["xaxis.range[1]"]]);
  });
  element.on("plotly_doubleclick", () => act(null));
}

/** Call back with the step of a point that is pointed at or clicked: its customdata, or the last of it. */
export function onPoint(element, act) {
  const stepOf = ({ points: [{ customdata }] }) =>
    Array.isArray(customdata) ? customdata.at(-1) : customdata;
  for (const [name, pin] of [
    ["plotly_hover", false],
    ["plotly_click", true],
  ]) {
    element.on(name, (event) => {
      const step = stepOf(event);
      if (typeof step === "number") act(step, pin);
    });
  }
}

/** Where the plot's inside lies within its stage, and what its axes (x, x2, ..., y) show; null while nothing is drawn. */
export function geometry(element, zoom) {
  const full = element._fullLayout;
  if (!full?.xaxis || !full.yaxis) return null;
  const names = Object.keys(full).filter((name) => /^xaxis\d*$/.test(name));
  const across = names.map((name) => [name.replace("axis", ""), spanOf(full[name], zoom)]);
  const y = spanOf(full.yaxis, zoom);
  return { ...Object.fromEntries(across), y: { ...y, range: y.range.toReversed() } };
}

function spanOf({ _offset, _length, range }, zoom) {
  return { start: _offset * zoom, length: _length * zoom, range };
}

/** Change some traces' properties, by trace name or by a test of the trace. */
export function restyle(element, update, isMeant) {
  const indices = (element.data ?? []).flatMap((trace, index) => (isMeant(trace) ? [index] : []));
  if (indices.length > 0) Plotly.restyle(element, update, indices);
}

function background() {
  return getComputedStyle(document.documentElement).getPropertyValue("--color-background").trim();
}

/** Save the figure as a picture of the size that it has on the page. */
export function saveImage(figure, theme, { format, name }) {
  const { data, layout } = fitted(figure, { width: 960, height: 540 }, theme, false);
  const opaque = { ...layout, paper_bgcolor: background() };
  return Plotly.downloadImage(
    { data, layout: opaque },
    { format, filename: name, width: 960, height: 540, scale: 2 },
  );
}

/** The figure as one HTML file that needs no server: Plotly's source and the data inside. */
export async function standAlone(figure, theme, title) {
  const source = await (await fetch(document.querySelector("script[src*='plotly']").src)).text();
  const { data, layout } = dressed(figure, theme, look);
  const json = JSON.stringify({ data, layout: { ...layout, autosize: true } }).replaceAll("<", "\\u003c");
  const safe = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const style = `body{margin:0;height:100vh;background:${background()}}`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${safe}</title><style>${style}</style>
<div id="figure" style="height:100vh"></div><script>${source.replaceAll("</script", "<\\/script")}</script>
<script>const f=${json};Plotly.newPlot("figure",f.data,f.layout,{responsive:true})</script></html>`;
}

/** Free what Plotly holds. */
export function clear(element) {
  if (element._fullLayout) Plotly.purge(element);
}
