// The names of the curves: at their peaks on a linear axis, else beside their ends.

import { shape } from "./drawing.mjs";
import { written } from "./frame.mjs";
import { noiseSpan, strengthOf } from "./lines.mjs";
import { styleOf } from "./palette.mjs";

/** @import { Curve } from "../model/curves.mjs" */
/** @import { At } from "./picture.mjs" */
/** @typedef {{ x: number, y: number, width: number }} Box */

const [HEIGHT, LETTERS, LETTER, NOISE] = [15, 17, 6.6, 175];
const STEPS = [0, 1, 2, 3, 4];

/** Moves labels apart until none covers another, keeping their order. @type {(wanted: number[], low: number, high: number) => number[]} */
function apart(wanted, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  /** @type {number[]} */
  const places = [];
  let edge = low;
  for (const i of order) {
    places[i] = Math.max(wanted[i], edge + HEIGHT / 2);
    edge = places[i] + HEIGHT / 2;
  }
  let ceiling = high;
  for (const i of order.toReversed()) {
    places[i] = Math.min(places[i], ceiling - HEIGHT / 2);
    ceiling = places[i] - HEIGHT / 2;
  }
  return places;
}

/** @type {(name: string) => string} */
const short = (name) => {
  const letters = [...name];
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : name;
};

/** @type {(at: At, curve: Curve) => { x: number, y: number }} */
function peakOf({ axis, place: { x, top, bottom }, y }, curve) {
  const levels = axis.levels(curve);
  let best = 0;
  for (let i = 1; i < levels.length; i++) if (levels[i] > levels[best]) best = i;
  return { x: x(curve.times[best]), y: Math.min(Math.max(y(levels[best]), top), bottom) };
}

/** A place beside a peak that no other label has, the nearest first; null where there is none. @type {(at: At, peak: { x: number, y: number }, width: number, taken: Box[]) => Box | null} */
function placeAt({ place: { left, right, top } }, peak, width, taken) {
  const tries = STEPS.flatMap((n) => [[6, -4 - n * HEIGHT], [-6 - width, -4 - n * HEIGHT], [6 + 26 * n, 4]]);
  for (const [dx, dy] of tries) {
    const box = { x: peak.x + dx, y: peak.y + dy, width };
    const isInside = box.x >= left && box.x + width <= right && box.y - HEIGHT >= top - 4;
    if (isInside && taken.every((each) => Math.abs(each.y - box.y) >= HEIGHT || each.x > box.x + width + 4 || each.x + each.width < box.x - 4)) return box;
  }
  return null;
}

/** @param {At} at */
export function labelsOf(at) {
  const { panel, axis, y, place: { right, top, bottom }, palette, sheet } = at;
  if (!sheet.hasNames) return [];
  /** @type {Box[]} */
  const taken = panel.compound.status ? [{ x: right - NOISE, y: noiseSpan(at).high - 3, width: NOISE }] : [];
  /** @type {Curve[]} */
  const left = [];
  const look = (/** @type {Curve} */ { index }) => ({ fill: palette.ink, class: "label", opacity: strengthOf(at, index).opacity ? 0.6 : undefined });
  const parts = (axis.log ? [] : panel.curves).flatMap((curve) => {
    const [peak, name] = [peakOf(at, curve), short(curve.name)];
    const box = placeAt(at, peak, name.length * LETTER + 16, taken);
    if (!box) {
      left.push(curve);
      return [];
    }
    taken.push(box);
    const style = styleOf(curve.index, palette);
    const swatch = shape("path", { d: `M${box.x} ${box.y - 4}h12`, fill: "none", "stroke-width": 2, ...style });
    const halo = { "paint-order": "stroke", stroke: palette.paper, "stroke-width": 3, "stroke-linejoin": "round" };
    return [swatch, written(palette, name, { x: box.x + 15, y: box.y, ...halo, ...look(curve) })];
  });
  const beside = axis.log ? panel.curves : left;
  const ends = beside.map((curve) => Math.round(Math.min(Math.max(y(axis.levels(curve)[curve.times.length - 1]), top), bottom)));
  const places = apart(ends, top - 6, bottom + 6).map(Math.round);
  return [
    ...parts,
    ...beside.flatMap((curve, i) => [
      shape("path", { d: `M${right} ${ends[i]}L${right + 12} ${places[i]}H${right + 26}`, fill: "none", "stroke-width": 1.5, ...styleOf(curve.index, palette) }),
      written(palette, short(curve.name), { x: right + 30, y: places[i] + 4, ...look(curve) }),
    ]),
  ];
}
