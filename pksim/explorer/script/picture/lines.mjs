// The curves, and what lies behind them: noise, the body's own, stated ranges, and what was there before a change.

import { texts } from "../text/texts.mjs";
import { pathOf, shape } from "./drawing.mjs";
import { written } from "./frame.mjs";
import { styleOf } from "./palette.mjs";

/** @import { Curve } from "../model/curves.mjs" */
/** @import { At } from "./picture.mjs" */

const FADED = 0.22;

/** The band of one person's readings, about the level without doses where that is drawn. @param {At} at */
export function noiseSpan({ panel, axis, y, place: { bottom } }) {
  const noise = panel.compound.status?.noise ?? 0;
  const about = panel.own && axis.total ? panel.own.baseline : 0;
  return { about, high: y(axis.of(about + noise)), low: Math.min(y(axis.of(Math.max(about - noise, axis.low))), bottom) };
}

/** @param {At} at */
export function noiseOf(at) {
  if (!at.panel.compound.status) return [];
  const { high, low } = noiseSpan(at);
  return [shape("rect", { x: at.place.left, y: high, width: at.place.inner, height: Math.max(low - high, 0), fill: at.palette.noise, opacity: 0.28 })];
}

/** @param {At} at */
export function statusOf(at) {
  const { panel, y, place: { left, right }, palette, sheet } = at;
  if (!panel.compound.status) return [];
  const { about, high } = noiseSpan(at);
  const small = { x: right - 5, "text-anchor": "end", "font-size": 10.5 };
  const parts = sheet.isCompact ? [] : [written(palette, texts.noise, { ...small, y: high - 3 })];
  if (!about) return parts;
  for (const [says, edge] of Object.entries(panel.compound.status.edges)) {
    parts.push(shape("line", { x1: left, x2: right, y1: y(edge), y2: y(edge), stroke: palette.quiet, "stroke-dasharray": "1.5 2.5" }));
    parts.push(written(palette, says, { ...small, y: y(edge) + 11 }));
  }
  return parts;
}

/** @type {WeakMap<object, { seen: string, d: string }>} */
const drawnPaths = new WeakMap();

/** A path, which is made again only when what it shows or the axes have changed. @type {(at: At, what: object, make: () => string) => string} */
function pathIn({ axis, solved, place: { left, inner, top, height } }, what, make) {
  const seen = `${left} ${inner} ${top} ${height} ${solved.first} ${solved.last} ${axis.key}`;
  const known = drawnPaths.get(what);
  if (known?.seen === seen) return known.d;
  const d = make();
  drawnPaths.set(what, { seen, d });
  return d;
}

/** @type {(at: At, curve: Curve) => string} */
const pathOfCurve = (at, curve) => pathIn(at, curve.course, () => pathOf(Float64Array.from(curve.times, at.place.x), Float64Array.from(at.axis.levels(curve), at.y)));

/** @param {At} at */
export function ownOf(at) {
  const { panel, axis, place: { x, left, right, bottom }, y, palette } = at;
  const { own, beneath, times } = panel;
  if (!beneath || !own || !axis.total || own.amplitude === null) return [];
  const line = pathIn(at, beneath, () => pathOf(Float64Array.from(times, x), Float64Array.from(beneath, y)));
  return [shape("path", { d: `${line}L${right} ${bottom}L${left} ${bottom}Z`, fill: palette.own, opacity: 0.35, class: "own" })];
}

/** @param {At} at */
export function bandsOf(at) {
  const { panel, state, place: { x }, y, palette } = at;
  if (state.scale === "share of peak") return [];
  return panel.curves.flatMap(({ band, index }) => {
    if (!band) return [];
    const d = pathIn(at, band, () => {
      const xs = Float64Array.from(band.times, x);
      const back = pathOf(xs.toReversed(), Float64Array.from(band.low, y).toReversed()).replace("M", "L");
      return `${pathOf(xs, Float64Array.from(band.high, y))}${back}Z`;
    });
    return [shape("path", { d, fill: styleOf(index, palette).stroke, opacity: 0.16, class: "band" })];
  });
}

/** The curve of the schedule in use as it was before the last change, where that changed it. @param {At} at */
export function ghostOf(at) {
  const { before, selected, panel, palette } = at;
  const was = before?.panels.find(({ name }) => name === panel.name)?.curves.find(({ index }) => index === selected);
  const now = panel.curves.find(({ index }) => index === selected);
  if (!was || !now || was.name !== now.name || was.added === now.added) return [];
  const look = { stroke: styleOf(was.index, palette).stroke, "stroke-width": 1.6, "stroke-dasharray": "2 4", opacity: 0.7 };
  return [shape("path", { d: pathOfCurve(at, was), fill: "none", ...look, class: "ghost" })];
}

/** How strongly a curve is drawn. @type {(at: At, index: number) => { "stroke-width": number, opacity: number | undefined }} */
export function strengthOf({ hasMine, isMine, cursor, panel }, index) {
  if (cursor && panel.name === cursor.compound) {
    const isNearest = cursor.schedule === index;
    return { "stroke-width": isNearest ? 3.2 : 1.6, opacity: isNearest ? undefined : FADED };
  }
  if (!hasMine) return { "stroke-width": 2, opacity: undefined };
  return isMine(index) ? { "stroke-width": 3.2, opacity: undefined } : { "stroke-width": 1.5, opacity: 0.5 };
}

/** @param {At} at */
export function curvesOf(at) {
  return at.panel.curves.map((curve) => {
    const look = { ...styleOf(curve.index, at.palette), ...strengthOf(at, curve.index), fill: "none", "stroke-linejoin": "round" };
    return shape("path", { d: pathOfCurve(at, curve), ...look, class: "curve", "data-schedule": curve.name, "data-compound": at.panel.name });
  });
}
