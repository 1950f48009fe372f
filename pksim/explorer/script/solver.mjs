// The exact solution of the one-compartment model, as `pksim/kinetics` has it.

export const DAY_H = 24;
const SERIES_TERMS = 24;

export const exprel = (x) => (x === 0 ? 1 : Math.expm1(x) / x);

export const transfer = (s, ka, ke) =>
  ka * s * Math.exp(-Math.min(ka, ke) * s) * exprel(-Math.abs(ka - ke) * s);

// Second divided difference f[0, -p, -q] of the exponential function; nothing cancels on either branch.
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

const heldBack = (s, k) => exprel(-k * s);
const passedOn = (s, ka, ke) => ka * s * dividedDifference(ka * s, ke * s);

// Share of an input that is in the blood a time s after it began to enter a gut.
export function inBlood(s, duration, ka, ke) {
  if (s <= 0) return 0;
  if (duration === 0) return transfer(s, ka, ke);
  if (s <= duration) return (s / duration) * passedOn(s, ka, ke);
  const late = s - duration;
  return passedOn(duration, ka, ke) * Math.exp(-ke * late) + heldBack(duration, ka) * transfer(late, ka, ke);
}

// ka from the time of the peak: w = ln(ka/ke) solves ln exprel(w) + ln(ke·tmax) = 0. That is convex and rising, so
// Newton's steps from the right never overshoot.
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

export const SECONDS_PER_H = 3600;
export const momentOf = (dose) => Math.round(dose.time_h * SECONDS_PER_H);

// What a schedule brings of one compound: {time, share [mg/L], ka, duration} for each part of each dose.
export function inputsOf(doses, compound, kinetics) {
  const set = compound.parameters[kinetics.set];
  const usual = absorptionRate(kinetics.tmax_h, kinetics.half_life_h);
  const active = doses.map((dose) => {
    const form = compound.formulations[dose.formulation];
    return dose.amount_mg * (dose.basis === "salt" ? form.elemental : 1);
  });
  // Times that mean the same can differ in the last bit: what is taken in one second is taken together.
  const atOnce = new Map();
  doses.forEach((dose, i) => {
    const { time, mg } = atOnce.get(momentOf(dose)) ?? { time: dose.time_h, mg: 0 };
    atOnce.set(momentOf(dose), { time, mg: mg + active[i] });
  });
  return doses.flatMap((dose, i) => {
    const { time, mg } = atOnce.get(momentOf(dose));
    const form = compound.formulations[dose.formulation];
    let share = set.bioavailability;
    if (set.saturable) {
      const mmol = mg / compound.molar_mass;
      share = Math.min(set.saturable.capacity_mmol / (set.saturable.half_mmol + mmol) + set.saturable.linear, 1);
    }
    return form.parts.map((part) => ({
      time,
      level: (share * form.relative * part.fraction * active[i]) / set.volume_l,
      ka: part.release_half_life_h === null ? usual : Math.LN2 / part.release_half_life_h,
      duration: part.release_duration_h === null ? 0 : part.release_duration_h,
    }));
  });
}

// Concentration in the compound's display unit.
export function concentration(times, inputs, halfLife, factor) {
  const ke = Math.LN2 / halfLife;
  return times.map((t) => {
    let level = 0;
    for (const each of inputs) level += each.level * inBlood(t - each.time, each.duration, each.ka, ke);
    return level * factor;
  });
}

// What the body has by itself, a baseline cosine with its peak at `peak_h` from bedtime.
export function endogenous(times, own) {
  if (own.amplitude === null) return times.map(() => own.baseline);
  const floor = Math.cos((Math.PI * own.width_h) / DAY_H);
  return times.map((t) => {
    const angle = (((t - own.peak_h) % DAY_H) * 2 * Math.PI) / DAY_H;
    const height = Math.cos(angle + own.skew * Math.cos(angle)) - floor;
    return own.baseline + (own.amplitude / (1 - floor)) * Math.max(height, 0);
  });
}

const EQUAL = 1e-11;
const SCAN = 160;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

// The highest point of a curve that is smooth between edges: a scan, then golden section. Of equal ones it is the first.
function highest(at, edges) {
  let best = { time: edges[0], level: 0 };
  for (let i = 0; i + 1 < edges.length; i++) {
    const length = edges[i + 1] - edges[i];
    const times = Array.from({ length: SCAN + 1 }, (_, k) => edges[i] + length * (k / SCAN) ** 4);
    const levels = times.map(at);
    const top = levels.indexOf(Math.max(...levels));
    if (levels[top] < 0.98 * best.level) continue;
    let low = times[Math.max(top - 1, 0)];
    let high = times[Math.min(top + 1, SCAN)];
    for (let n = 0; n < 60 && high - low > 1e-9; n++) {
      const a = high - GOLDEN * (high - low);
      const b = low + GOLDEN * (high - low);
      if (at(a) > at(b)) high = b;
      else low = a;
    }
    const found = [times[top], (low + high) / 2].map((time) => ({ time, level: at(time) }));
    for (const each of found) if (each.level > best.level * (1 + EQUAL)) best = each;
  }
  return best;
}

const sorted = (times) => [...new Set(times)].sort((a, b) => a - b);
const eventsOf = (inputs) => inputs.flatMap((each) => [each.time, each.time + each.duration]);

// The highest point of what the doses add, over the whole curve.
export function peakOf(inputs, halfLife, factor) {
  const slowest = Math.min(Math.LN2 / halfLife, ...inputs.map((each) => each.ka));
  const events = sorted(eventsOf(inputs));
  return highest((t) => concentration([t], inputs, halfLife, factor)[0], [...events, events.at(-1) + 40 / slowest]);
}

// The highest sum of doses and the body's own between two times, and the highest of the body's own alone.
export function totalPeakOf(inputs, halfLife, factor, own, first, last) {
  const beneath = (t) => endogenous([t], own)[0];
  const hours = Array.from({ length: Math.ceil(last - first) }, (_, i) => first + i);
  const edges = sorted([...hours, ...eventsOf(inputs).filter((t) => t > first && t < last), last]);
  return {
    ...highest((t) => concentration([t], inputs, halfLife, factor)[0] + beneath(t), edges),
    own: highest(beneath, edges).level,
  };
}
