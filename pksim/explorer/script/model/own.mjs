// What the body has of a compound by itself: a level that stays, or one that comes and goes with the hour; a twin of
// `pksim/kinetics/own_level.py`.

import { clockHours } from "../text/numbers.mjs";
import { rootOf } from "./roots.mjs";
import { DAY_H } from "./solver.mjs";

/** @import { Compound, OwnLevel, State } from "../types.d.ts" */
/** @import { Peak } from "./course.mjs" */

/** A level with its peak, in hours from bedtime. @typedef {OwnLevel & { peak_h: number }} Own */
/**
 * A level ready to be asked: above its baseline from `rises_h` to `falls_h` after its peak's time, highest `top_h` after it.
 * @typedef {{ baseline: number, floor: number, steepness: number, skew: number, peak_h: number, rises_h: number, top_h: number, falls_h: number }} Daily
 */

const ANGLE_PER_H = (2 * Math.PI) / DAY_H;

/** Hours from bedtime, within half a day, at which one usually goes to bed: the body's own follows that, not tonight. @param {State} state */
function habitualHours(state) {
  const off = clockHours(state.habitual_bedtime ?? state.bedtime) - clockHours(state.bedtime);
  return ((off + 1.5 * DAY_H) % DAY_H) - DAY_H / 2;
}

/** What the body has of a compound in the nights of a state; null when there is none, or it is not asked for. @type {(compound: Compound, state: State) => Own | null} */
export function ownOf({ endogenous }, state) {
  const own = Object.hasOwn(endogenous, state.preset) ? endogenous[state.preset] : Object.values(endogenous)[0];
  if (!state.endogenous || !own) return null;
  const { peak_time_h: time, peak_clock_h: clock } = own;
  return { ...own, peak_h: clock === null ? (time ?? 0) + habitualHours(state) : clock - clockHours(state.bedtime) };
}

/** @type {(own: Own) => Daily} */
export function dailyOf({ baseline, amplitude, width_h, skew, peak_h }) {
  const edge = ((width_h ?? DAY_H / 2) * Math.PI) / DAY_H;
  const floor = Math.cos(edge);
  const after = (/** @type {number} */ lean) => (skew ? rootOf((a) => a + skew * Math.cos(a) - lean, lean - 1.1, lean + 1.1) : lean) / ANGLE_PER_H;
  return { baseline, floor, steepness: (amplitude ?? 0) / (1 - floor), skew, peak_h, rises_h: after(-edge), top_h: after(0), falls_h: after(edge) };
}

/** @type {(daily: Daily, time: number) => number} */
export function ownAt({ baseline, floor, steepness, skew, peak_h }, time) {
  if (!steepness) return baseline;
  const angle = ((time - peak_h) % DAY_H) * ANGLE_PER_H;
  return baseline + steepness * Math.max(Math.cos(skew ? angle + skew * Math.cos(angle) : angle) - floor, 0);
}

/** How fast it rises, by the formula that holds above the baseline. @type {(daily: Daily, time: number) => number} */
export function ownSlope({ steepness, skew, peak_h }, time) {
  const angle = ((time - peak_h) % DAY_H) * ANGLE_PER_H;
  return -steepness * ANGLE_PER_H * Math.sin(angle + skew * Math.cos(angle)) * (1 - skew * Math.sin(angle));
}

/** The times between two others at which it leaves the baseline, is highest and comes back. @type {(daily: Daily, from: number, to: number) => number[]} */
export function ownTurns({ steepness, peak_h, rises_h, top_h, falls_h }, from, to) {
  /** @type {number[]} */
  const found = [];
  if (!steepness) return found;
  for (let day = Math.floor((from - peak_h) / DAY_H) - 1; peak_h + day * DAY_H - DAY_H < to; day++)
    for (const after of [rises_h, top_h, falls_h]) {
      const time = peak_h + day * DAY_H + after;
      if (time > from && time < to) found.push(time);
    }
  return found;
}

/** The highest point between two times. @type {(daily: Daily, from: number, to: number) => Peak} */
export function ownPeakOf(daily, from, to) {
  const { steepness, peak_h, top_h } = daily;
  const first = peak_h + top_h;
  const top = first + Math.ceil((from - first) / DAY_H) * DAY_H;
  const ends = [from, to].map((time) => ({ time, level: ownAt(daily, time) }));
  if (steepness && top <= to) return { time: top, level: ownAt(daily, top) };
  return ends[ends[1].level > ends[0].level ? 1 : 0];
}

/** When it was highest last before a time, and when it rises next after that. @type {(daily: Daily, time: number) => { top_h: number, rises_h: number }} */
export function ownTopBefore({ peak_h, rises_h, top_h }, time) {
  const first = peak_h + top_h;
  const top = first + Math.floor((time - first) / DAY_H) * DAY_H;
  return { top_h: top, rises_h: top - top_h + DAY_H + rises_h };
}

/** @type {(daily: Daily, times: Float64Array) => Float64Array} */
export function ownAtAll(daily, times) {
  const levels = new Float64Array(times.length);
  for (let i = 0; i < times.length; i++) levels[i] = ownAt(daily, times[i]);
  return levels;
}
