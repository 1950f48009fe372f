// What is to be seen in a state: the curves of every compound, their peaks and bands.

import { clockHours, clockText } from "../text/numbers.mjs";
import { courseOf, levelAt, levelsAt, peakOf } from "./course.mjs";
import { SECONDS_PER_H, areClose, inputsOf, setOf, takenOf } from "./intake.mjs";
import { dailyOf, ownAtAll, ownOf, ownPeakOf } from "./own.mjs";
import { DAY_H, absorptionRate } from "./solver.mjs";
import { totalPeakOf } from "./total.mjs";

/** @import { Compound, Data, Dose, ParameterSet, Schedule, State, Stated } from "../types.d.ts" */
/** @import { Course, Peak } from "./course.mjs" */
/** @import { Taken } from "./intake.mjs" */
/** @import { Own } from "./own.mjs" */

/**
 * @typedef {{ first: number, wake: number, last: number, nights: number }} Span Hours from bedtime; `wake` is of the first night.
 * @typedef {{ times: Float64Array, low: Float64Array, high: Float64Array }} Band
 *
 * What one schedule brings of one compound, in the compound's unit: what the doses add and, with the body's own, the total.
 * `bedtimes` and `wakings` have what is there at each bedtime and on each waking. Of the body's own peak, `own` is how high it is.
 * @typedef {{ times: Float64Array, added: Float64Array, total: Float64Array, peak: Peak, totalPeak: (Peak & { own: number }) | null,
 *   bedtimes: number[], wakings: number[], atBedtime: number, atWake: number, flipFlop: boolean, terminal_h: number, half_life_h: number,
 *   close_h: number, taken: Taken[], course: Course }} Solution
 * @typedef {Solution & { index: number, name: string, band: Band | null }} Curve
 * @typedef {{ name: string, compound: Compound, curves: Curve[], times: Float64Array, beneath: Float64Array | null, own: Own | null }} Panel
 * @typedef {{ panels: Panel[], first: number, wake: number, last: number, nights: number, clock: (time: number) => string, logFrom: number }} Solved
 */

const [STEP_MIN, BAND_STEP_MIN] = [3, 10];
/** Over several nights even times are farther apart; after a dose there are more, of all doses so many. */
const AFTER_MIN = [2, 5, 10, 15, 20, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240];
const MOST_AFTER = 600;
const MOST_KEPT = 400;

/** @param {State} state @returns {Span} */
export function spanOf({ bedtime, wake: waking, before_h, after_wake_h, nights }) {
  const wake = (clockHours(waking) - clockHours(bedtime) + DAY_H) % DAY_H || DAY_H;
  return { first: -before_h, wake, last: (nights - 1) * DAY_H + wake + after_wake_h, nights };
}

/** Times from the first to the last, and others that lie between them, in order. @type {(span: Span, step_h: number, others: number[]) => Float64Array} */
function evenTimes({ first, last }, step_h, others) {
  const count = Math.floor((last - first) / step_h + 1e-9);
  const times = Array.from({ length: count + 1 }, (_, i) => first + i * step_h);
  if (last - times[count] > 1e-9) times.push(last);
  const inside = others.filter((time) => time > first && time < last);
  return inside.length ? Float64Array.from(new Set([...times, ...inside])).sort() : Float64Array.from(times);
}

/** Times at which a curve is drawn. @type {(span: Span, step_h: number, taken: Taken[]) => Float64Array} */
function drawnTimes(span, step_h, taken) {
  const every = Math.ceil((taken.length * AFTER_MIN.length) / MOST_AFTER);
  const after = span.nights === 1 ? [] : AFTER_MIN.filter((_, i) => i % every === 0);
  return evenTimes(span, step_h, taken.flatMap(({ time_h }) => [time_h, ...after.map((min) => time_h + min / 60)]));
}

/**
 * Whatever does not depend on how the curve is told apart from others.
 * @param {Schedule} schedule
 * @param {string} name
 * @param {Compound} compound
 * @param {State} state
 * @param {Data} data
 * @param {Own | null} own
 * @returns {Solution | null}
 */
function solutionOf(schedule, name, compound, state, data, own) {
  const span = spanOf(state);
  const taken = takenOf(schedule, name, span.nights);
  if (!taken.length) return null;
  const [set, { tmax_h, half_life_h }] = [setOf(compound, state.parameters), state.kinetics[name]];
  const inputs = inputsOf(taken, schedule.doses, compound, set, absorptionRate(tmax_h, half_life_h));
  const ke = Math.LN2 / half_life_h;
  const course = courseOf(inputs, ke, compound.factor);
  const step_h = (STEP_MIN * span.nights) / 60;
  const times = drawnTimes(span, step_h, taken);
  const added = levelsAt(course, times, step_h);
  const daily = own && dailyOf(own);
  const beds = Array.from({ length: span.nights }, (_, i) => i * DAY_H);
  const [bedtimes, wakings] = [beds.map((bed) => levelAt(course, bed)), beds.map((bed) => levelAt(course, bed + span.wake))];
  const peak = peakOf(course);
  const [from, to] = [Math.min(span.first, course.starts[0]), Math.max(span.last, peak.time)];
  const slowest = course.kas.reduce((least, ka) => Math.min(least, ka));
  return {
    times,
    added,
    total: daily ? ownAtAll(daily, times).map((beneath, i) => beneath + added[i]) : added,
    peak,
    totalPeak: daily && { ...totalPeakOf(course, daily, from, to), own: ownPeakOf(daily, from, to).level },
    bedtimes,
    wakings,
    atBedtime: bedtimes[0],
    atWake: wakings[0],
    flipFlop: slowest < ke,
    terminal_h: Math.LN2 / Math.min(slowest, ke),
    half_life_h,
    close_h: set.saturable && areClose(taken, data.close_s) ? data.close_s / SECONDS_PER_H : 0,
    taken,
    course,
  };
}

/** The ends of what is stated, and the value. @param {Stated} stated */
const endsOf = ({ low, value, high }) => [...new Set([low ?? value, value, high ?? value])];

/**
 * Lowest and highest level while tmax and half-life go over their stated ranges.
 * @param {Taken[]} taken
 * @param {Dose[]} doses
 * @param {Compound} compound
 * @param {ParameterSet} set
 * @param {Own | null} own
 * @param {Span} span
 * @returns {Band}
 */
function bandOf(taken, doses, compound, set, own, span) {
  const step_h = (BAND_STEP_MIN * span.nights) / 60;
  const times = drawnTimes(span, step_h, taken);
  const [low, high] = [new Float64Array(times.length).fill(Infinity), new Float64Array(times.length)];
  for (const tmax_h of endsOf(set.tmax_h)) {
    for (const half_life_h of endsOf(set.half_life_h)) {
      const inputs = inputsOf(taken, doses, compound, set, absorptionRate(tmax_h, half_life_h));
      const levels = levelsAt(courseOf(inputs, Math.LN2 / half_life_h, compound.factor), times, step_h);
      for (let i = 0; i < times.length; i++) {
        low[i] = Math.min(low[i], levels[i]);
        high[i] = Math.max(high[i], levels[i]);
      }
    }
  }
  if (own) {
    const beneath = ownAtAll(dailyOf(own), times);
    for (const each of [low, high]) each.forEach((level, i) => void (each[i] = level + beneath[i]));
  }
  return { times, low, high };
}

/**
 * All that is to be seen: for each compound and visible schedule its times, levels, peak and band.
 * @param {State} state
 * @param {Data} data
 * @param {number} [selected] The schedule that has a band.
 * @param {Map<string, any>} [cache] What was solved before.
 * @returns {Solved}
 */
export function solve(state, data, selected = 0, cache = new Map()) {
  const span = spanOf(state);
  /** @type {<T>(key: unknown[], make: () => T) => T} */
  const remember = (key, make) => {
    const what = JSON.stringify(key);
    const found = cache.has(what) ? cache.get(what) : make();
    cache.delete(what); // what was used last is kept longest
    cache.set(what, found);
    if (cache.size > MOST_KEPT) cache.delete(cache.keys().next().value ?? "");
    return found;
  };
  const panels = Object.entries(data.compounds).flatMap(([name, compound]) => {
    const own = ownOf(compound, state);
    const curves = state.schedules.flatMap((schedule, index) => {
      if (schedule.hidden) return [];
      const doses = schedule.doses.map((dose) => dose.compound === name && dose);
      const asked = [name, doses, schedule.missed, schedule.late, state.parameters, span, own];
      const solution = doses.some(Boolean) ? remember([...asked, state.kinetics[name]], () => solutionOf(schedule, name, compound, state, data, own)) : null;
      if (!solution) return [];
      const makeBand = () => bandOf(solution.taken, schedule.doses, compound, setOf(compound, state.parameters), own, span);
      return [{ ...solution, index, name: schedule.name, band: index === selected ? remember([...asked, "band"], makeBand) : null }];
    });
    if (!curves.length) return [];
    const times = remember(["times", span], () => evenTimes(span, (STEP_MIN * span.nights) / 60, []));
    return [{ name, compound, curves, times, beneath: own && remember(["own", span, own], () => ownAtAll(dailyOf(own), times)), own }];
  });
  const bedtime = clockHours(state.bedtime);
  return { panels, ...span, clock: (time) => clockText(bedtime + time), logFrom: data.log_from_ratio };
}
