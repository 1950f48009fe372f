// People who differ as is stated: a twin of `pksim/study/people/distributions.py` and of `kinetics_of`, but that few of them,
// spread evenly, stand for many.

import { absorptionRate, timeOfPeak } from "./solver.mjs";

/** @import { ParameterSet, Spread } from "../types.d.ts" */
/** @import { Own } from "./own.mjs" */

/** Of a person, `scale` is bioavailability over volume beside the typical one. @typedef {{ ka: number, ke: number, scale: number, own: Own | null }} Person */

const QUANTITIES = /** @type {const} */ (["tmax", "half_life", "volume", "bioavailability", "baseline", "amplitude", "width", "peak"]);
const HALVINGS = 52;

/** Abramowitz and Stegun's 26.2.17, good to 1e-7. @type {(z: number) => number} */
function shareBelow(z) {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

/** How many standard deviations a share of people lies below. @type {(share: number) => number} */
function deviationsOf(share) {
  let [low, high] = [-8, 8];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (shareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The value below which a share of people lies; where a law ends at the most that other quantities leave, that is given. @type {(spread: Spread, share: number, most: number) => number} */
function quantile({ shape, value, low, high, gsd, beyond }, share, most) {
  if (shape === "normal") return value * deviationsOf(share);
  const [least, greatest] = [low ?? value, high ?? value];
  if (!gsd) {
    const width = greatest - least;
    if (shape === "uniform") return least + share * width;
    const rising = value - least;
    return share * width < rising ? least + Math.sqrt(share * width * rising) : greatest - Math.sqrt((1 - share) * width * (width - rising));
  }
  const sigma = Math.log(gsd);
  const drawn = (/** @type {number} */ each) => value * Math.exp(sigma * deviationsOf(each));
  if (beyond === "cap") return Math.min(drawn(share), 1);
  if (!beyond) return drawn(share);
  const top = Math.min(most, beyond === "cut" ? (high ?? Infinity) : Infinity);
  const first = low === null ? 0 : shareBelow(Math.log(low / value) / sigma);
  const last = top === Infinity ? 1 : shareBelow(Math.log(top / value) / sigma);
  return Math.min(Math.max(drawn(first + share * (last - first)), low ?? 0), top);
}

/**
 * Numbers from 0 to 1 whose multiples fill so many dimensions evenly: powers of the inverse of the root of x^(n + 1) = x + 1.
 * @param {number} dimensions
 * @returns {number[]}
 */
function stepsOf(dimensions) {
  let root = 1.5;
  for (let i = 0; i < HALVINGS; i++) root = (1 + root) ** (1 / (dimensions + 1));
  return Array.from({ length: dimensions }, (_, i) => root ** -(i + 1));
}

/**
 * So many people of a parameter set, and of what the body has by itself, where that is asked for. Whatever differs has a
 * dimension of its own.
 * @param {ParameterSet} set
 * @param {Own | null} own
 * @param {boolean} isHeightAsked Whether it matters how high a curve is, and not its shape alone.
 * @param {number} count
 * @returns {Person[]}
 */
export function peopleOf(set, own, isHeightAsked, count) {
  /** @type {Partial<Record<typeof QUANTITIES[number], Spread>>} */
  const spreads = { ...set.people, ...own?.people };
  const differing = QUANTITIES.filter((name) => spreads[name] && (isHeightAsked || own || name === "tmax" || name === "half_life"));
  const steps = stepsOf(differing.length);
  return Array.from({ length: count }, (_, i) => {
    /** @type {(name: typeof QUANTITIES[number], typical: number, most?: number) => number} */
    const draw = (name, typical, most = Infinity) => {
      const [spread, dimension] = [spreads[name], differing.indexOf(name)];
      return spread && dimension >= 0 ? quantile(spread, (0.5 + (i + 1) * steps[dimension]) % 1, most) : typical;
    };
    const half_life_h = draw("half_life", set.half_life_h.value);
    const ke = Math.LN2 / half_life_h;
    // The latest peak after which the half-life that is seen is still one of those stated.
    const latest = spreads.tmax?.beyond === "cut-visible" && set.half_life_h.high !== null ? timeOfPeak(Math.LN2 / set.half_life_h.high, ke) : Infinity;
    const share = set.bioavailability ?? 1;
    return {
      ka: absorptionRate(draw("tmax", set.tmax_h.value, latest), half_life_h),
      ke,
      scale: ((draw("bioavailability", share) / share) * set.volume_l) / draw("volume", set.volume_l),
      own: own && {
        ...own,
        baseline: draw("baseline", own.baseline),
        amplitude: own.amplitude === null ? null : draw("amplitude", own.amplitude),
        width_h: own.width_h === null ? null : draw("width", own.width_h),
        peak_h: own.peak_h + draw("peak", 0),
      },
    };
  });
}
