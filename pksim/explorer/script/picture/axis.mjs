// The vertical axis of a panel.

import { toFour, toSix } from "../text/numbers.mjs";

/** @import { State } from "../types.d.ts" */
/** @import { Curve, Panel } from "../model/curves.mjs" */
/** @typedef {ReturnType<typeof scaleOf>} Axis */

/** @type {(low: number, high: number, count: number) => number[]} */
function niceTicks(low, high, count) {
  const raw = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((n) => n >= raw) ?? unit;
  const ticks = [];
  for (let y = Math.ceil(low / step - 1e-9) * step; y <= high * (1 + 1e-9); y += step) ticks.push(Number(y.toPrecision(12)));
  return ticks;
}

/** A limit of a logarithmic axis that does not follow every small move: a quarter of a decade.
 * @type {(value: number, which: (x: number) => number) => number} */
const rounded = (value, which) => 10 ** (which(Math.log10(value) * 4) / 4);

/** @type {(low: number, high: number) => number[]} */
function decades(low, high) {
  const ticks = [];
  for (let n = Math.ceil(Math.log10(low)); n <= Math.floor(Math.log10(high)); n++) ticks.push(10 ** n);
  return ticks;
}

/**
 * @param {Panel} panel
 * @param {State} state
 * @param {number} logFrom Peaks so many times apart are drawn on a logarithmic axis.
 * @param {number} count About how many ticks there is room for.
 */
export function scaleOf(panel, state, logFrom, count) {
  const asShare = state.scale === "share of peak";
  const beneath = asShare ? null : panel.beneath;
  const total = beneath !== null;
  /** @type {(curve: Curve) => number[] | Float64Array} */
  const levels = (curve) => (asShare ? curve.added.map((v) => v / curve.peak.level) : total ? curve.total : curve.added);
  const status = panel.compound.status;
  const highestPeak = Math.max(...panel.curves.map((curve) => curve.peak.level));
  /** @type {(value: number) => number} */
  const of = (value) => (asShare ? value / highestPeak : value);
  const tops = panel.curves.flatMap((curve) => [Math.max(...levels(curve)), ...(curve.band && !asShare ? curve.band.high : [])]);
  const constant = total && panel.own?.amplitude === null;
  const about = constant ? (panel.own?.baseline ?? 0) : 0;
  let top = Math.max(...tops, status ? of(about + status.noise) : 0);
  const peaks = panel.curves.map((curve) => curve.peak.level);
  const lowest = Math.min(...peaks, ...(beneath && !constant ? [Math.max(...beneath)] : []));
  const wide = Math.max(...peaks) > logFrom * lowest;
  const log = !constant && (state.scale === "logarithmic" || (state.scale === "automatic" && wide));
  if (log) {
    const ends = panel.curves.map((curve) => levels(curve)[curve.times.length - 1]).filter((v) => v > 0);
    const lowestSeen = beneath ? Math.min(...beneath) / 1.2 : Math.max(Math.min(...ends, top) / 1.2, top * 1e-5);
    const bottom = rounded(lowestSeen, Math.floor);
    const ceiling = rounded(top * 1.2, Math.ceil);
    const place = (/** @type {number} */ v) => Math.log(Math.max(v, bottom * 1e-3) / bottom) / Math.log(ceiling / bottom);
    const key = `log ${bottom} ${ceiling} ${total}`;
    return { place, ticks: decades(bottom, ceiling), label: toSix, log, low: bottom, levels, total, of, key };
  }
  const lows = status ? [...Object.values(status.edges), about - status.noise] : [about];
  const low = constant ? Math.min(...lows) : 0;
  const pad = 0.1 * (top - low);
  const floor = constant ? low - pad : 0;
  const step = niceTicks(0, top - floor, 8)[1];
  top = floor + Math.ceil((top + pad / 2 - floor) / step) * step;
  const place = (/** @type {number} */ v) => (v - floor) / (top - floor);
  const label = asShare ? (/** @type {number} */ v) => `${Math.round(100 * v)} %` : toFour;
  const key = `${floor} ${top} ${total} ${asShare}`;
  return { place, ticks: niceTicks(floor, top, count), label, log: false, low: floor, levels, total, of, key };
}
