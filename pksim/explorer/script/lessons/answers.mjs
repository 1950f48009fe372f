// What each exercise of the page asks for: a twin of `pksim/teach`. The right answer comes first, and then what every
// misconception gives, in the order in which they are listed with the exercise.

import { DAY_H, absorptionRate, transfer } from "../model/solver.mjs";
import { general } from "../reading/messages.mjs";

/** @typedef {import("../types.d.ts").Lessons} Lessons */
/** @typedef {Record<string, any>} Numbers */
/**
 * @typedef {object} Way
 * @property {(n: Numbers, lessons: Lessons) => number[]} answers
 * @property {(n: Numbers, lessons: Lessons) => Record<string, string>} [said] what the question says besides its numbers
 */

const { LN2, ceil, exp, floor, log, max, min } = Math;
const sum = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0);
const percentGiven = (/** @type {number} */ share) => `${general(100 * share, 3)} %`;

/** @type {Way} */
const halfLife = {
  answers({ level_mg_l: level, half_life_h, hour }) {
    const hours = 23 - hour;
    const left = level * exp((-LN2 * hours) / half_life_h);
    return [
      left,
      level * max(0, 1 - hours / (2 * half_life_h)),
      level * exp(-hours / half_life_h),
      level * 0.5 ** floor(hours / half_life_h),
      level * 0.5 ** ceil(hours / half_life_h),
      level - left,
    ];
  },
};

/** @type {Way} */
const tmax = {
  answers({ tmax_min, half_life_h }) {
    const hours = tmax_min / 60;
    const ka = absorptionRate(hours, half_life_h);
    return [ka, LN2 / hours, 1 / hours, absorptionRate(tmax_min, half_life_h), LN2 / half_life_h, absorptionRate(hours, LN2 * half_life_h), ka / 60];
  },
};

/** @type {Way} */
const superposition = {
  answers({ first_mg, second_mg, gap_h, time_h, ka_per_h: ka, half_life_h, volume_l }) {
    const ke = LN2 / half_life_h;
    const level = (/** @type {number} */ mg, /** @type {number} */ hours) => (mg / volume_l) * transfer(hours, ka, ke);
    const [first, second] = [level(first_mg, time_h), level(second_mg, time_h - gap_h)];
    const top = log(ka / ke) / (ka - ke);
    const decayed = (first_mg * exp(-ke * time_h) + second_mg * exp(-ke * (time_h - gap_h))) / volume_l;
    return [first + second, level(first_mg + second_mg, time_h), second, level(first_mg + second_mg, top), first, decayed];
  },
};

/** @type {Way} */
const flipFlop = {
  answers({ seen_half_life_h, clearance_l_per_h, volume_l }) {
    const ke = clearance_l_per_h / volume_l;
    const right = LN2 / ke;
    return [right, LN2 / min(LN2 / seen_half_life_h, ke), 1 / ke, ke, LN2 * ke, 60 * right];
  },
};

// Half-lives of the three sleepers [min].
const threeOf = (/** @type {Numbers} */ { short_min, long_min }) => [short_min, (short_min + long_min) / 2, long_min];

/** @type {Way} */
const uncertainty = {
  said: (n, { melatonin }) => ({ half_lives_min: threeOf(n).map((each) => general(each)).join(", "), melatonin: melatonin.words }),
  answers(n, { melatonin: { tmax_h, volume_l, bioavailability, display_factor } }) {
    const height = ((n.dose_mg * bioavailability) / volume_l) * display_factor;
    const level = (/** @type {number} */ minutes) => height * transfer(n.hours, absorptionRate(tmax_h, minutes / 60), (60 * LN2) / minutes);
    const three = threeOf(n);
    const levels = three.map(level);
    const average = sum(levels) / 3;
    const harmonic = 3 / sum(three.map((each) => 1 / each));
    const decayed = three.map((each) => height * 0.5 ** ((60 * n.hours) / each));
    return [average, levels[1], level(harmonic), (levels[0] + levels[2]) / 2, 3 * average, average / bioavailability, sum(decayed) / 3];
  },
};

// The share of an elemental amount that is absorbed.
function shareOf(/** @type {number} */ mg, /** @type {Lessons} */ { magnesium: { molar_mass, capacity_mmol, half_mmol, linear } }) {
  return min(capacity_mmol / (half_mmol + mg / molar_mass) + linear, 1);
}

/** @type {Way} */
const salt = {
  said: (n, lessons) => ({ known_share: percentGiven(shareOf(n.known_mg, lessons)) }),
  answers(n, lessons) {
    const elemental = n.amount_mg * lessons.magnesium.elemental[n.salt];
    const known = shareOf(n.known_mg, lessons);
    const absorbed = elemental * shareOf(elemental, lessons);
    return [
      absorbed,
      n.amount_mg * shareOf(n.amount_mg, lessons),
      elemental * known,
      n.amount_mg * known,
      absorbed / lessons.magnesium.molar_mass,
      elemental,
    ];
  },
};

/** @type {Way} */
const accumulation = {
  said: ({ bioavailability }) => ({ share: percentGiven(bioavailability) }),
  answers(n) {
    const { ke, once, first, left, highest } = nightly(n);
    return [
      highest(n.nights),
      n.nights * first,
      first,
      first * (2 - 0.5 ** (n.nights - 1)),
      once / (ke * DAY_H),
      highest(n.nights - 1),
      once * sum(left),
      highest(n.nights) / n.bioavailability,
      highest(Infinity),
    ];
  },
};

// Doses night after night. Each exponential of the curve is a geometric sum, and the last night's peak the highest.
function nightly(/** @type {Numbers} */ { dose_mg, nights, half_life_h, tmax_h, volume_l, bioavailability }) {
  const [ka, ke] = [absorptionRate(tmax_h, half_life_h), LN2 / half_life_h];
  const once = (dose_mg * bioavailability) / volume_l;
  const highest = (/** @type {number} */ count) => {
    const [slow, fast] = [ke, ka].map((k) => Math.expm1(-k * DAY_H * count) / Math.expm1(-k * DAY_H));
    const top = log((ka * fast) / (ke * slow)) / (ka - ke);
    return ((once * ka) / (ka - ke)) * (slow * exp(-ke * top) - fast * exp(-ka * top));
  };
  const left = Array.from({ length: nights }, (_, night) => 0.5 ** ((DAY_H * night) / half_life_h));
  return { ke, once, first: once * exp(-ke * tmax_h), left, highest };
}

/** @type {Record<string, Way>} */
export const WAYS = {
  "half-life-1": halfLife,
  "tmax-1": tmax,
  "superposition-1": superposition,
  "flip-flop-1": flipFlop,
  "accumulation-1": accumulation,
  "uncertainty-1": uncertainty,
  "salt-1": salt,
};
