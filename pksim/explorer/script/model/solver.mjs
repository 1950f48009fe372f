// The exact solution of the one-compartment model, as `pksim/kinetics/propagators.py` has it.

export const DAY_H = 24;
const SERIES_TERMS = 24;

/** @type {(x: number) => number} */
export const exprel = (x) => (x === 0 ? 1 : Math.expm1(x) / x);

/** Share of a gut that is in the blood after a time. @type {(s: number, ka: number, ke: number) => number} */
export const transfer = (s, ka, ke) =>
  ka * s * Math.exp(-Math.min(ka, ke) * s) * exprel(-Math.abs(ka - ke) * s);

/** Second divided difference f[0, -p, -q] of the exponential function; nothing cancels on either branch. @type {(p: number, q: number) => number} */
export function dividedDifference(p, q) {
  const low = Math.min(p, q);
  const high = Math.max(p, q);
  if (high >= 2) return (exprel(-low) - Math.exp(-low) * exprel(low - high)) / high;
  const gap = high - low;
  let polynomial = 1;
  let power = 1;
  let series = 0.5;
  let factorial = 2;
  for (let j = 1; j < SERIES_TERMS; j++) {
    power *= gap;
    polynomial = high * polynomial + power;
    factorial *= j + 2;
    series += polynomial / factorial;
  }
  return Math.exp(-high) * series;
}

/** Share of what a release brought meanwhile that is still in the gut. @type {(s: number, k: number) => number} */
export const heldBack = (s, k) => exprel(-k * s);
/** Share of it that is in the blood. @type {(s: number, ka: number, ke: number) => number} */
export const passedOn = (s, ka, ke) => ka * s * dividedDifference(ka * s, ke * s);

/** When a curve peaks after a dose. @type {(ka: number, ke: number) => number} */
export function timeOfPeak(ka, ke) {
  const least = Math.min(ka, ke);
  const apart = Math.abs(ka - ke) / least;
  return apart === 0 ? 1 / least : Math.log1p(apart) / apart / least;
}

/**
 * ka from the time of the peak: w = ln(ka/ke) solves ln exprel(w) + ln(ke·tmax) = 0. That is convex and rising, so
 * Newton's steps from the right never overshoot.
 * @type {(tmax: number, halfLife: number) => number}
 */
export function absorptionRate(tmax, halfLife) {
  const ke = Math.LN2 / halfLife;
  const logY = Math.log(ke * tmax);
  let w = logY < 0 ? 2 - 2 * logY : 0;
  for (let i = 0; i < 200; i++) {
    const size = Math.abs(w);
    const error = Math.max(w, 0) + Math.log(exprel(-size)) + logY;
    const away = Math.max(size, 0.05);
    const slope = size < 0.05 ? 0.5 + size / 12 : -1 / Math.expm1(-away) - 1 / away;
    const next = w - error / (w < 0 ? 1 - slope : slope);
    if (Math.abs(next - w) <= 1e-15 * Math.max(1, size)) return ke * Math.exp(next);
    w = next;
  }
  return ke * Math.exp(w);
}
