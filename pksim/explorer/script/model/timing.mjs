// When to take it: of the people who differ as is stated, the share that reaches a goal, by time of the dose; a twin of
// `pksim/study/timing/best_timing.py` and `goals.py`.

import { courseOf, crossingsOf, levelAt, peakOf } from "./course.mjs";
import { spanOf } from "./curves.mjs";
import { inputsOf, nightsOf, setOf } from "./intake.mjs";
import { dailyOf, ownAt, ownOf } from "./own.mjs";
import { peopleOf } from "./people.mjs";
import { sampledHoursAbove, sampledOf, sampledPeak } from "./sampled.mjs";
import { DAY_H } from "./solver.mjs";

/** @import { Data, Goal, State } from "../types.d.ts" */
/** @import { Course } from "./course.mjs" */
/** @import { Span } from "./curves.mjs" */
/** @import { Daily } from "./own.mjs" */
/** @import { Person } from "./people.mjs" */

/** Whether someone who takes it at a time reaches the goal. @typedef {(dose_h: number) => boolean} Judge */
/** @typedef {{ time_h: number, share: number }} Best */
/**
 * Of each dose time, the share of people who reach the goal. `windows` are where the
 * share is within a twentieth of the best; `now` is the share where all of it is taken at one of the times.
 * @typedef {{ compound: string, times: Float64Array, shares: Float64Array, best: Best | null,
 *   windows: [number, number][], now: number | null }} Timing
 */

const [EARLIEST_H, LATEST_H, STEP_MIN, STEP_OF_TOTAL_MIN] = [-4, 0.5, 5, 10];
export const NEAR_BEST = 0.05;
const FINE = 10;
/** So many that no share is farther than 0.02 from that of thousands, which were tried; with half as many it is 0.035. */
export const PEOPLE = 512;
const [SHORT, CLOSE_H, MOST_KEPT] = [1e-9, 1e-6, 40];

/** Whether a time is in one of some spans. @type {(spans: number[], time: number) => boolean} */
function isIn(spans, time) {
  for (let i = 0; i < spans.length; i += 2) if (time >= spans[i] && time <= spans[i + 1]) return true;
  return false;
}

/** How long some spans, moved, are within another. @type {(spans: number[], later: number, from: number, to: number) => number} */
function hoursWithin(spans, later, from, to) {
  let hours = 0;
  for (let i = 0; i < spans.length; i += 2) hours += Math.max(Math.min(spans[i + 1] + later, to) - Math.max(spans[i] + later, from), 0);
  return hours;
}

/**
 * What the doses add only shifts with them, so each person is asked once.
 * @type {(goal: Goal, course: Course, span: Span) => Judge}
 */
function judgeOfDoses(goal, course, { wake, nights }) {
  const until = (/** @type {number} */ time) => Math.max(time, LATEST_H) - EARLIEST_H;
  const peak = () => (nights === 1 ? peakOf(course) : peakOf(course, 0, DAY_H));
  switch (goal.kind) {
    case "peak": {
      const { time } = peak();
      return (dose) => Math.abs(time + dose - goal.time_h) <= goal.within_h;
    }
    case "level": {
      const spans = crossingsOf(course, goal.share * peak().level, until(goal.time_h), CLOSE_H);
      return (dose) => isIn(spans, goal.time_h - dose);
    }
    case "waking": {
      const spans = crossingsOf(course, goal.level, until(wake), CLOSE_H);
      return (dose) => !isIn(spans, wake - dose);
    }
    default: {
      const spans = crossingsOf(course, goal.level, until(goal.to_h), CLOSE_H);
      return (dose) => hoursWithin(spans, dose, goal.from_h, goal.to_h) >= (goal.share - SHORT) * (goal.to_h - goal.from_h);
    }
  }
}

/**
 * What is asked of the sum of doses and the body's own, which is another curve for each time of the dose: of what is there at
 * even times.
 * @param {Course} course
 * @param {Daily} own
 * @param {number} from
 * @param {number} to
 */
function sumOf(course, own, from, to) {
  const sampled = sampledOf(course, own, STEP_MIN / 60, Math.min(from, EARLIEST_H), Math.max(to, LATEST_H), EARLIEST_H);
  return {
    peak: (/** @type {number} */ dose, /** @type {number} */ begin, /** @type {number} */ end) => sampledPeak(sampled, dose, begin, end),
    hoursAbove: (/** @type {number} */ dose, /** @type {number} */ level, /** @type {number} */ begin, /** @type {number} */ end) => sampledHoursAbove(sampled, dose, level, begin, end),
  };
}

/** @type {(goal: Goal, course: Course, own: Daily, span: Span, state: State) => Judge} */
function judgeOfTotal(goal, course, own, { wake, nights }, { before_h, after_wake_h }) {
  const ofDoses = nights === 1 ? peakOf(course) : peakOf(course, 0, DAY_H);
  const window = (/** @type {number} */ dose) => /** @type {const} */ ([Math.min(-before_h, dose), Math.max(wake + after_wake_h, ofDoses.time + dose)]);
  switch (goal.kind) {
    case "peak": {
      const { peak } = sumOf(course, own, -before_h, window(LATEST_H)[1]);
      return (dose) => Math.abs(peak(dose, ...window(dose)).time - goal.time_h) <= goal.within_h;
    }
    case "level": {
      const [{ peak }, beneath] = [sumOf(course, own, -before_h, window(LATEST_H)[1]), ownAt(own, goal.time_h)];
      return (dose) => levelAt(course, goal.time_h - dose) + beneath >= goal.share * peak(dose, ...window(dose)).level;
    }
    case "waking": {
      const beneath = ownAt(own, wake);
      return (dose) => levelAt(course, wake - dose) + beneath <= goal.level;
    }
    default: {
      const { hoursAbove } = sumOf(course, own, goal.from_h, goal.to_h);
      return (dose) => hoursAbove(dose, goal.level, goal.from_h, goal.to_h) >= (goal.share - SHORT) * (goal.to_h - goal.from_h);
    }
  }
}

/** The times that are tried. @type {(wake: number, stepMin: number) => Float64Array} */
function candidatesOf(wake, stepMin) {
  const last = Math.min(LATEST_H, wake);
  const count = Math.floor(((last - EARLIEST_H) * 60) / stepMin + 1e-9) + 1;
  const times = Array.from({ length: count }, (_, i) => EARLIEST_H + (i * stepMin) / 60);
  return Float64Array.from(last - times[count - 1] > 1e-9 ? [...times, last] : times);
}

/**
 * The best time: the middle of the longest run of best candidates, or of times between them where one is best alone.
 * @type {(times: Float64Array, shares: Float64Array, shareAt: (time: number) => number) => Best | null}
 */
function bestOf(times, shares, shareAt) {
  const top = Math.max(...shares);
  if (!(top > 0)) return null;
  const [from, to] = longestRun(shares, top);
  if (from < to) return { time_h: (times[from] + times[to]) / 2, share: shareAt((times[from] + times[to]) / 2) };
  const [low, high] = [times[Math.max(from - 1, 0)], times[Math.min(from + 1, times.length - 1)]];
  const fine = Float64Array.from({ length: FINE + 1 }, (_, i) => low + ((high - low) * i) / FINE);
  const finer = fine.map(shareAt);
  if (Math.max(...finer) <= top) return { time_h: times[from], share: top };
  const [first, last] = longestRun(finer, Math.max(...finer));
  return { time_h: (fine[first] + fine[last]) / 2, share: shareAt((fine[first] + fine[last]) / 2) };
}

/** @type {(shares: Float64Array, top: number) => [number, number]} */
function longestRun(shares, top) {
  let [from, length] = [0, 0];
  for (let i = 0, run = 0; i < shares.length; i++) {
    run = shares[i] >= top ? run + 1 : 0;
    if (run > length) [from, length] = [i - run + 1, run];
  }
  return [from, from + length - 1];
}

/** Where the share is near the best, to between the candidates and it. @type {(candidates: Float64Array, judged: Float64Array, best: Best) => [number, number][]} */
function windowsOf(candidates, judged, best) {
  const place = candidates.filter((each) => each < best.time_h).length;
  const times = Array.from(candidates).toSpliced(place, 0, best.time_h);
  const shares = Array.from(judged).toSpliced(place, 0, best.share);
  const level = Math.max(...shares) - NEAR_BEST;
  /** @type {[number, number][]} */
  const found = [];
  /** @type {(inside: number, outside: number) => number} */
  const between = (inside, outside) =>
    outside < 0 || outside >= times.length ? times[inside] : times[inside] + ((shares[inside] - level) / (shares[inside] - shares[outside])) * (times[outside] - times[inside]);
  for (let i = 0; i < times.length; i++) {
    if (shares[i] < level) continue;
    const first = i;
    while (i + 1 < times.length && shares[i + 1] >= level) i++;
    found.push([between(first, first - 1), between(i, i + 1)]);
  }
  return found;
}

/** A share between two candidates. @type {(timing: Omit<Timing, "now">, time: number) => number | null} */
function shareNow({ times, shares }, time) {
  const last = times.length - 1;
  if (time < times[0] || time > times[last]) return null;
  const i = Math.max(times.findIndex((each) => each >= time), 1);
  return shares[i - 1] + ((time - times[i - 1]) / (times[i] - times[i - 1])) * (shares[i] - shares[i - 1]);
}

/** What was asked before, by what was asked; and the people of a parameter set. */
const [known, crowds] = [/** @type {Map<string, any>} */ (new Map()), /** @type {Map<string, Person[]>} */ (new Map())];

/** @type {<T>(kept: Map<string, T>, key: string, make: () => T) => T} */
function remember(kept, key, make) {
  const found = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, found);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? "");
  return found;
}

/**
 * What the goal of a state asks of the schedule in use; null where there is no goal, or nothing to move. All doses of the
 * compound are taken at the same time, night after night, and the first night in which they are is judged. People are as
 * the set says, whatever the sliders do.
 * @param {State} state
 * @param {Data} data
 * @param {number} selected
 * @returns {Timing | null}
 */
export function timingOf(state, data, selected) {
  const { goal, nights, before_h, after_wake_h } = state;
  const schedule = state.schedules[selected];
  const moved = goal ? schedule.doses.filter((dose) => dose.compound === goal.compound) : [];
  const taken = nightsOf(schedule, nights);
  if (!goal || !moved.length || !taken.length || (goal.kind === "above" && goal.from_h >= goal.to_h)) return null;
  const [compound, span] = [data.compounds[goal.compound], spanOf(state)];
  const [set, own] = [setOf(compound, state.parameters), ownOf(compound, state)];
  const doses = moved.map((dose) => ({ ...dose, time_h: 0 }));
  const following = taken.map((night) => (night - taken[0]) * DAY_H);
  const asked = JSON.stringify([goal, doses, following, state.parameters, span.wake, own, own && [before_h, after_wake_h]]);

  const farthest = Math.max(span.wake + after_wake_h, "to_h" in goal ? goal.to_h : 0, "time_h" in goal ? goal.time_h : 0, DAY_H) - EARLIEST_H;
  const all = following.filter((hours) => hours < farthest).flatMap((hours) => doses.map((_, place) => ({ time_h: hours, place })));
  /** @type {(person: Person) => Judge} */
  const judgeOf = ({ ka, ke, scale, own: his }) => {
    const course = courseOf(inputsOf(all, doses, compound, set, ka), ke, compound.factor * scale);
    return his ? judgeOfTotal(goal, course, dailyOf(his), span, state) : judgeOfDoses(goal, course, span);
  };
  /** @type {Omit<Timing, "now">} */
  const ofPeople = remember(known, asked, () => {
    const times = candidatesOf(span.wake, own ? STEP_OF_TOTAL_MIN : STEP_MIN);
    const isHeightAsked = goal.kind === "waking" || goal.kind === "above";
    const who = JSON.stringify([goal.compound, state.parameters, own, isHeightAsked]);
    const people = remember(crowds, who, () => peopleOf(set, own, isHeightAsked, PEOPLE));
    const judges = people.map(judgeOf);
    const shareAt = (/** @type {number} */ time) => {
      let met = 0;
      for (const judge of judges) if (judge(time)) met++;
      return met / PEOPLE;
    };
    const shares = times.map(shareAt);
    const best = bestOf(times, shares, shareAt);
    return { compound: goal.compound, times, shares, best, windows: best ? windowsOf(times, shares, best) : [] };
  });
  const now = moved.every(({ time_h }) => Math.abs(time_h - moved[0].time_h) < 1e-6) ? moved[0].time_h : NaN;
  return { ...ofPeople, now: Number.isNaN(now) ? null : shareNow(ofPeople, now) };
}
