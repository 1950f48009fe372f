// Doses and the body's own together; a twin of `pksim/kinetics/total.py`.

import { highestOf, lengthOf, levelAt, pieceAt, slopeIn, turnsOf } from "./course.mjs";
import { ownAt, ownSlope, ownTurns } from "./own.mjs";
import { rootOf } from "./roots.mjs";

/** @import { Course, Peak } from "./course.mjs" */
/** @import { Daily } from "./own.mjs" */

/** Between two turns of either, both only rise or only fall. @typedef {{ time: number, added: number, own: number }} Mark */

const STEPS = 64;
/** Where a stretch is looked at, closest at its ends, where what is fast happens. */
const SCAN = Float64Array.from({ length: STEPS + 1 }, (_, i) => Math.sin(((i / STEPS) * Math.PI) / 2) ** 2);
const [AS_HIGH, FLAT, CLOSE_H] = [1e-11, 1e-12, 1e-12];

/** @type {(course: Course, own: Daily, from: number, to: number) => Mark[]} */
function marksOf(course, own, from, to) {
  const times = [from, ...ownTurns(own, from, to), to];
  for (let piece = 0; piece < course.starts.length; piece++) {
    const start = course.starts[piece];
    if (start >= to) break;
    if (start + lengthOf(course, piece) <= from) continue;
    for (const time of [start, ...turnsOf(course, piece).map((s) => start + s)]) if (time > from && time < to) times.push(time);
  }
  return times.sort((a, b) => a - b).map((time) => ({ time, added: levelAt(course, time), own: ownAt(own, time) }));
}

/** Whether one of both rises while the other falls, so that the sum may turn in between. @type {(a: Mark, b: Mark) => boolean} */
const areAtOdds = (a, b) => Math.abs(b.own - a.own) > FLAT * a.own && (b.added - a.added) * (b.own - a.own) < 0;

/**
 * Where the sum turns from rising to falling, or the other way, between two marks.
 * @type {(course: Course, own: Daily, from: Mark, to: Mark) => number[]}
 */
function turnsBetween(course, own, { time: from }, { time: to }) {
  const piece = pieceAt(course, (from + to) / 2);
  const start = course.starts[piece];
  const slope = (/** @type {number} */ time) => slopeIn(course, piece, time - start) + ownSlope(own, time);
  /** @type {number[]} */
  const found = [];
  let [low, rose] = [from, slope(from) > 0];
  for (let i = 1; i <= STEPS; i++) {
    const high = from + (to - from) * SCAN[i];
    const rises = slope(high) > 0;
    if (rises !== rose) found.push(rootOf(slope, low, high, CLOSE_H));
    [low, rose] = [high, rises];
  }
  return found;
}

/**
 * The highest sum between two times.
 * @param {Course} course
 * @param {Daily} own
 * @param {number} from
 * @param {number} to
 * @returns {Peak}
 */
export function totalPeakOf(course, own, from, to) {
  const marks = marksOf(course, own, from, to);
  /** @type {Peak[]} */
  const points = [];
  let top = 0;
  for (const { added, own: beneath } of marks) top = Math.max(top, added + beneath);
  for (let i = 0; i < marks.length; i++) {
    const [mark, next] = [marks[i], marks[i + 1]];
    points.push({ time: mark.time, level: mark.added + mark.own });
    if (!next || !areAtOdds(mark, next)) continue;
    if (Math.max(mark.added, next.added) + Math.max(mark.own, next.own) < top * (1 - AS_HIGH)) continue;
    for (const time of turnsBetween(course, own, mark, next)) points.push({ time, level: levelAt(course, time) + ownAt(own, time) });
  }
  return highestOf(points);
}
