// The solution between events: the state just after each of them, from which all else follows in closed form; a twin of
// `pksim/kinetics/pieces.py` and `features.py`. Everything is in the compound's unit.

import { signChanges, rootOf, zerosOfSum } from "./roots.mjs";
import { heldBack, passedOn, transfer } from "./solver.mjs";

/** @import { Input } from "../types.d.ts" */

/** @typedef {{ time: number, level: number }} Peak */
/**
 * A gut is what waits to be absorbed, those of one rate constant together; `guts` and `rates`, at which releases fill them, have
 * a number for each gut of each piece.
 * @typedef {{ ke: number, kas: Float64Array, starts: Float64Array, blood: Float64Array, guts: Float64Array, rates: Float64Array,
 *   turns: (number[] | undefined)[] }} Course
 */

const FOR_EVER = 60; // in units of the slowest rate constant's inverse
const AS_HIGH = 1e-11; // peaks that differ by less are as high as each other
const SAME_STEP_H = 1e-12;

/**
 * @param {Input[]} inputs
 * @param {number} ke
 * @param {number} factor From mg/L to the compound's unit.
 * @returns {Course}
 */
export function courseOf(inputs, ke, factor) {
  /** @type {number[]} */
  const rateConstants = [];
  /** @type {number[]} */
  const events = [];
  for (const { time, ka, duration } of inputs) {
    if (!rateConstants.includes(ka)) rateConstants.push(ka);
    if (!events.includes(time)) events.push(time);
    if (duration > 0 && !events.includes(time + duration)) events.push(time + duration);
  }
  const [kas, starts] = [Float64Array.from(rateConstants), Float64Array.from(events).sort()];
  const [pieces, depots] = [starts.length, kas.length];
  const [guts, rates] = [new Float64Array(pieces * depots), new Float64Array(pieces * depots)];
  /** @type {Course} */
  const course = { ke, kas, starts, blood: new Float64Array(pieces), guts, rates, turns: [] };
  for (const { time, level, ka, duration } of inputs) {
    const depot = kas.indexOf(ka);
    const first = starts.indexOf(time);
    if (duration === 0) guts[first * depots + depot] += level * factor;
    for (let i = first; starts[i] < time + duration; i++) rates[i * depots + depot] += (level * factor) / duration;
  }
  for (let i = 1; i < pieces; i++) {
    const s = starts[i] - starts[i - 1];
    course.blood[i] = levelIn(course, i - 1, s);
    for (let d = 0; d < depots; d++) guts[i * depots + d] += gutIn(course, i - 1, d, s);
  }
  return course;
}

/** What is in a gut, some time after the start of a piece. @type {(course: Course, piece: number, depot: number, s: number) => number} */
function gutIn({ kas, guts, rates }, piece, depot, s) {
  const [ka, at] = [kas[depot], piece * kas.length + depot];
  return guts[at] * Math.exp(-ka * s) + (rates[at] ? rates[at] * s * heldBack(s, ka) : 0);
}

/** The level, some time after the start of a piece. @type {(course: Course, piece: number, s: number) => number} */
export function levelIn({ ke, kas, blood, guts, rates }, piece, s) {
  let level = blood[piece] * Math.exp(-ke * s);
  for (let d = 0, at = piece * kas.length; d < kas.length; d++, at++) {
    if (guts[at]) level += guts[at] * transfer(s, kas[d], ke);
    if (rates[at]) level += rates[at] * s * passedOn(s, kas[d], ke);
  }
  return level;
}

/** How fast it rises. @type {(course: Course, piece: number, s: number) => number} */
export function slopeIn(course, piece, s) {
  let slope = -course.ke * levelIn(course, piece, s);
  for (let d = 0; d < course.kas.length; d++) slope += course.kas[d] * gutIn(course, piece, d, s);
  return slope;
}

/** How long a piece lasts; the last one, until nothing is left. @type {(course: Course, piece: number) => number} */
export function lengthOf({ ke, kas, starts }, piece) {
  if (piece + 1 < starts.length) return starts[piece + 1] - starts[piece];
  return FOR_EVER / kas.reduce((least, ka) => Math.min(least, ka), ke);
}

/** The piece that holds at a time, -1 before the first. @type {(course: Course, time: number) => number} */
export function pieceAt({ starts }, time) {
  let [low, high] = [-1, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** @type {(course: Course, time: number) => number} */
export function levelAt(course, time) {
  const piece = pieceAt(course, time);
  return piece < 0 ? 0 : levelIn(course, piece, time - course.starts[piece]);
}

/**
 * The levels at times in order. What a step leaves of gut and blood is computed once for all steps of the usual length, so that
 * none of them needs an exponential.
 * @param {Course} course
 * @param {ArrayLike<number>} times
 * @param {number} usual The length of most steps.
 * @returns {Float64Array}
 */
export function levelsAt(course, times, usual) {
  const { ke, kas, starts, blood, guts, rates } = course;
  const depots = kas.length;
  const step = stepOf(course, usual);
  const other = stepOf(course, 0);
  const gut = new Float64Array(depots);
  const levels = new Float64Array(times.length);
  let [piece, level, before] = [-1, 0, 0];
  for (let i = 0; i < times.length; i++) {
    const time = times[i];
    const last = piece;
    while (piece + 1 < starts.length && starts[piece + 1] <= time) piece++;
    if (piece < 0) continue;
    if (piece > last) {
      before = starts[piece];
      level = blood[piece];
      for (let d = 0; d < depots; d++) gut[d] = guts[piece * depots + d];
    }
    let taken = step;
    if (Math.abs(time - before - usual) > SAME_STEP_H) {
      taken = other;
      setStep(other, kas, ke, time - before);
    }
    level *= taken.ofBlood;
    for (let d = 0, at = piece * depots; d < depots; d++, at++) {
      level += gut[d] * taken.toBlood[d];
      gut[d] *= taken.ofGut[d];
      if (rates[at] === 0) continue;
      const s = time - before;
      level += rates[at] * s * passedOn(s, kas[d], ke);
      gut[d] += rates[at] * s * heldBack(s, kas[d]);
    }
    before = time;
    levels[i] = level;
  }
  return levels;
}

/** What a step leaves of blood and guts, and brings from those to the blood. @type {(course: Course, s: number) => { ofBlood: number, ofGut: Float64Array, toBlood: Float64Array }} */
function stepOf({ kas, ke }, s) {
  return setStep({ ofBlood: 1, ofGut: new Float64Array(kas.length), toBlood: new Float64Array(kas.length) }, kas, ke, s);
}

/** @type {(step: ReturnType<typeof stepOf>, kas: Float64Array, ke: number, s: number) => ReturnType<typeof stepOf>} */
function setStep(step, kas, ke, s) {
  step.ofBlood = Math.exp(-ke * s);
  for (let d = 0; d < kas.length; d++) {
    step.ofGut[d] = Math.exp(-kas[d] * s);
    step.toBlood[d] = transfer(s, kas[d], ke);
  }
  return step;
}

/** Where a piece turns between rising and falling, from its start, in order. @type {(course: Course, piece: number) => number[]} */
export function turnsOf(course, piece) {
  return (course.turns[piece] ??= findTurns(course, piece));
}

/**
 * Without a release the slope goes from rising to falling at most once: of its exponentials, those slower than elimination only
 * fall, and those faster only rise. A release makes more turns, between the zeros of what the guts lose and gain.
 * @type {(course: Course, piece: number) => number[]}
 */
function findTurns(course, piece) {
  const { ke, kas, blood, guts, rates } = course;
  const [length, depots] = [lengthOf(course, piece), kas.length];
  if (depots === 1 && rates[piece] === 0) {
    const s = onlyTurn(kas[0], ke, guts[piece], blood[piece]);
    return s > 0 && s < length ? [s] : [];
  }
  const slope = (/** @type {number} */ s) => slopeIn(course, piece, s);
  const own = rates.subarray(piece * depots, (piece + 1) * depots);
  if (own.some((rate) => rate > 0)) {
    const changes = Array.from(kas, (ka, d) => ka * (own[d] - ka * guts[piece * depots + d]));
    return signChanges(slope, [0, ...zerosOfSum(changes, [...kas], length), length]);
  }
  if (!(slope(0) > 0)) return [];
  let [low, high] = [0, 1 / Math.max(ke, ...kas)];
  while (high < length && slope(high) > 0) [low, high] = [high, 2 * high];
  high = Math.min(high, length);
  return slope(high) < 0 ? [rootOf(slope, low, high)] : [];
}

/** Where a piece turns that one gut fills and no release; see `Pieces._only_turn`. @type {(ka: number, ke: number, gut: number, blood: number) => number} */
function onlyTurn(ka, ke, gut, blood) {
  const apart = ka - ke;
  const m = (ka * gut - ke * blood) / (ka * ka * gut);
  const x = apart * m;
  if (!(m > 0)) return 0;
  if (Math.abs(x) < 0.5) return x === 0 ? m : (m * Math.log1p(-x)) / -x;
  return -Math.log((ke * (ka * gut + apart * blood)) / (ka * ka * gut)) / apart;
}

/** When a curve turns for the last time, after which it only falls. @type {(course: Course) => number} */
export function lastTurnOf(course) {
  for (let piece = course.starts.length - 1; piece >= 0; piece--) {
    const turns = turnsOf(course, piece);
    if (turns.length) return course.starts[piece] + turns[turns.length - 1];
    if (levelIn(course, piece, 0) > 0 && slopeIn(course, piece, 0) > 0) return course.starts[piece] + lengthOf(course, piece);
  }
  return course.starts[0];
}

/** The highest of some points in the order of time: the first one, where several are as high. @type {(points: Peak[]) => Peak} */
export function highestOf(points) {
  const top = points.reduce((most, { level }) => Math.max(most, level), -Infinity);
  let i = points.findIndex(({ level }) => level >= top * (1 - AS_HIGH));
  while (i + 1 < points.length && points[i + 1].level >= points[i].level) i++;
  return { time: points[i].time, level: top };
}

/**
 * The highest point of a curve, or of what of it lies between two times.
 * @param {Course} course
 * @param {number} [from]
 * @param {number} [to]
 * @returns {Peak}
 */
export function peakOf(course, from = -Infinity, to = Infinity) {
  const points = [];
  for (let piece = 0; piece < course.starts.length; piece++) {
    const start = course.starts[piece];
    const [begin, end] = [Math.max(from - start, 0), Math.min(to - start, lengthOf(course, piece))];
    if (begin >= end) continue;
    for (const s of [begin, ...turnsOf(course, piece).filter((turn) => turn > begin && turn < end), end]) points.push({ time: start + s, level: levelIn(course, piece, s) });
  }
  return points.length ? highestOf(points) : { time: NaN, level: 0 };
}

/**
 * The time from which on a curve stays under a level, or null where it is never above.
 * @param {Course} course
 * @param {number} level Above 0.
 * @returns {number | null}
 */
export function lastAbove(course, level) {
  for (let piece = course.starts.length - 1; piece >= 0; piece--) {
    const excess = (/** @type {number} */ s) => levelIn(course, piece, s) - level;
    let length = lengthOf(course, piece);
    while (piece === course.starts.length - 1 && excess(length) > 0) length *= 2;
    const edges = [0, ...turnsOf(course, piece), length];
    for (let i = edges.length - 1; i > 0; i--)
      if (excess(edges[i - 1]) > 0) return course.starts[piece] + (excess(edges[i]) > 0 ? edges[i] : rootOf(excess, edges[i - 1], edges[i]));
  }
  return null;
}

/**
 * When a curve goes through a level, by pairs: up and down, in order, up to a time.
 * @param {Course} course
 * @param {number} level Above 0.
 * @param {number} until
 * @param {number} [close] How far off each may be.
 * @returns {number[]}
 */
export function crossingsOf(course, level, until, close = 0) {
  /** @type {number[]} */
  const found = [];
  let isAbove = false;
  for (let piece = 0; piece < course.starts.length && course.starts[piece] < until; piece++) {
    const start = course.starts[piece];
    const length = Math.min(lengthOf(course, piece), until - start);
    const excess = (/** @type {number} */ s) => levelIn(course, piece, s) - level;
    const edges = [0, ...turnsOf(course, piece).filter((turn) => turn < length), length];
    for (let i = 1; i < edges.length; i++) {
      if (excess(edges[i]) > 0 === isAbove) continue;
      found.push(start + rootOf(excess, edges[i - 1], edges[i], close));
      isAbove = !isAbove;
    }
  }
  if (isAbove) found.push(until);
  return found;
}
