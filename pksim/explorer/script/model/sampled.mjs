// Doses and the body's own together in one of many people, at even times: hundreds of people can be asked about every time of a
// dose. Between the times a peak is that of a parabola, and a level lies on a line.

import { lastTurnOf, levelAt, levelsAt } from "./course.mjs";
import { ownAt, ownAtAll, ownPeakOf, ownTopBefore } from "./own.mjs";

/** @import { Course, Peak } from "./course.mjs" */
/** @import { Daily } from "./own.mjs" */

/** Peaks are looked for at every third time first. */
const COARSE = 3;

/**
 * `added` is counted from the dose on, `beneath` from a time on; `falls` is when what is added only falls, after the dose.
 * @typedef {{ course: Course, own: Daily, step: number, from: number, falls: number, added: Float64Array, beneath: Float64Array }} Sampled
 */

/**
 * @param {Course} course Of doses at time 0.
 * @param {Daily} own
 * @param {number} step
 * @param {number} from The earliest time that is asked for.
 * @param {number} to The latest one.
 * @param {number} earliest The earliest time of the doses.
 * @returns {Sampled}
 */
export function sampledOf(course, own, step, from, to, earliest) {
  return { course, own, step, from, falls: lastTurnOf(course), added: levelsAt(course, evenTimes(0, to - earliest, step), step), beneath: ownAtAll(own, evenTimes(from, to, step)) };
}

/** @type {(first: number, last: number, step: number) => Float64Array} */
function evenTimes(first, last, step) {
  const times = new Float64Array(Math.ceil((last - first) / step) + 3);
  for (let i = 0; i < times.length; i++) times[i] = first + i * step;
  return times;
}

/** The sum at a time, with the doses at another. @type {(sampled: Sampled, dose: number, time: number) => number} */
const sumAt = ({ course, own }, dose, time) => levelAt(course, time - dose) + ownAt(own, time);

/** The highest sum between two times, with the doses at a third. @type {(sampled: Sampled, dose: number, begin: number, end: number) => Peak} */
export function sampledPeak(sampled, dose, begin, end) {
  const { own, step, from, falls, added, beneath } = sampled;
  const shift = Math.floor((dose - from) / step);
  const part = (dose - from) / step - shift;
  // When both fall until the end, nothing is higher later.
  const { top_h: top_time, rises_h: next } = ownTopBefore(own, end);
  const high = next < end ? end : Math.min(Math.max(top_time, dose + falls) + 2 * step, end);
  const last = Math.floor((high - dose) / step);
  const coarse = highestAt(added, beneath, shift, part, 0, last, COARSE);
  const at = highestAt(added, beneath, shift, part, Math.max(coarse - COARSE, 0), Math.min(coarse + COARSE, last), 1);
  const sum = (/** @type {number} */ k) => added[k] + beneath[k + shift] + part * (beneath[k + shift + 1] - beneath[k + shift]);
  const top = sum(at);
  let peak = { time: dose + at * step, level: top };
  if (at > 0 && at < last) {
    const [before, after] = [sum(at - 1), sum(at + 1)];
    const bend = before - 2 * top + after;
    const off = bend < 0 ? (before - after) / (2 * bend) : 0;
    peak = { time: peak.time + off * step, level: top - ((before - after) * off) / 4 };
  }
  const atEnd = sumAt(sampled, dose, end);
  if (atEnd > peak.level) peak = { time: end, level: atEnd };
  const beforeDoses = ownPeakOf(own, begin, Math.max(dose, begin));
  return beforeDoses.level > peak.level ? beforeDoses : peak;
}

/**
 * Which of some even times has the highest sum.
 * @param {Float64Array} added
 * @param {Float64Array} beneath
 * @param {number} shift
 * @param {number} part
 * @param {number} first
 * @param {number} last
 * @param {number} stride
 */
function highestAt(added, beneath, shift, part, first, last, stride) {
  let top = -Infinity;
  let at = first;
  for (let k = first; k <= last; k += stride) {
    const now = beneath[k + shift];
    const level = added[k] + now + part * (beneath[k + shift + 1] - now);
    if (level > top) {
      top = level;
      at = k;
    }
  }
  return at;
}

/** How long the sum is above a level between two times, with the doses at a third. @type {(sampled: Sampled, dose: number, level: number, begin: number, end: number) => number} */
export function sampledHoursAbove(sampled, dose, level, begin, end) {
  const { step, from, added, beneath } = sampled;
  const shift = Math.floor((dose - from) / step);
  const part = (dose - from) / step - shift;
  const last = Math.ceil((end - dose) / step) - 1;
  let hours = 0;
  let time = begin;
  let excess = sumAt(sampled, dose, begin) - level;
  for (let k = Math.floor((begin - dose) / step) + 1; k <= last + 1; k++) {
    const i = k + shift;
    const isLast = k > last;
    const nextTime = isLast ? end : dose + k * step;
    const next = (isLast ? sumAt(sampled, dose, end) : (k > 0 ? added[k] : 0) + beneath[i] + part * (beneath[i + 1] - beneath[i])) - level;
    if (excess > 0 && next > 0) hours += nextTime - time;
    else if (excess > 0 || next > 0) hours += ((nextTime - time) * Math.max(excess, next)) / Math.abs(excess - next);
    time = nextTime;
    excess = next;
  }
  return hours;
}
