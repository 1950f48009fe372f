// What is to be seen in a state: the curves of every compound, their peaks and bands.

import { DAY_H, SECONDS_PER_H, concentration, endogenous, inputsOf, momentOf, peakOf, totalPeakOf } from "./solver.mjs";
import { clockHours, clockText } from "./words.mjs";

const STEP_MIN = 3;
const BAND_STEP_MIN = 10;

function span(state) {
  const wake = (clockHours(state.wake) - clockHours(state.bedtime) + DAY_H) % DAY_H || DAY_H;
  return { first: -state.before_h, wake, last: wake + state.after_wake_h };
}

function evenTimes(first, last, stepMin, extra = []) {
  const count = Math.floor(((last - first) * 60) / stepMin + 1e-9);
  const times = Array.from({ length: count + 1 }, (_, i) => first + (i * stepMin) / 60);
  if (last - times[count] > 1e-9) times.push(last);
  for (const t of extra) {
    if (t <= first || t >= last || times.includes(t)) continue;
    times.splice(times.findIndex((each) => each > t), 0, t);
  }
  return times;
}

// Whether doses follow one another so closely that they compete for what absorbs them.
function areClose(doses, closeS) {
  const moments = [...new Set(doses.map(momentOf))].sort((a, b) => a - b);
  return moments.some((moment, i) => i > 0 && moment - moments[i - 1] < closeS);
}

// Hours from bedtime, within half a day, at which one usually goes to bed: the body's own follows that, not tonight.
function habitualHours(state) {
  const off = clockHours(state.habitual_bedtime ?? state.bedtime) - clockHours(state.bedtime);
  return ((off + 1.5 * DAY_H) % DAY_H) - DAY_H / 2;
}

// What the body has of a compound by itself, in that night; null when there is none, or it is not asked for.
function ownOf(compound, state) {
  const levels = compound.endogenous;
  const own = Object.hasOwn(levels, state.preset) ? levels[state.preset] : Object.values(levels)[0];
  if (!state.endogenous || !own) return null;
  const { peak_time_h: time, peak_clock_h: clock } = own;
  return { ...own, peak_h: clock === null ? time + habitualHours(state) : clock - clockHours(state.bedtime) };
}

// All that is to be seen: for each compound and visible schedule its times, levels, peak and band.
export function solve(state, data, selected = 0, cache = new Map()) {
  const { first, wake, last } = span(state);
  const bedtime = clockHours(state.bedtime);
  const panels = [];
  for (const [name, compound] of Object.entries(data.compounds)) {
    const set = Object.hasOwn(compound.parameters, state.parameters) ? state.parameters : Object.keys(compound.parameters)[0];
    const kinetics = { ...state.kinetics[name], set };
    const own = ownOf(compound, state);
    const curves = [];
    state.schedules.forEach((schedule, index) => {
      const doses = schedule.doses.filter((dose) => dose.compound === name);
      if (schedule.hidden || !doses.length) return;
      const key = JSON.stringify([name, doses, kinetics, first, wake, last, own]);
      const remember = (what, make) => {
        if (!cache.has(what)) cache.set(what, make());
        if (cache.size > 400) cache.delete(cache.keys().next().value);
        return cache.get(what);
      };
      const solved = remember(key, () => {
        const times = evenTimes(first, last, STEP_MIN, doses.map((dose) => dose.time_h));
        const inputs = inputsOf(doses, compound, kinetics);
        const added = concentration(times, inputs, kinetics.half_life_h, compound.factor);
        const beneath = own ? endogenous(times, own) : times.map(() => 0);
        const [atBedtime, atWake] = concentration([0, wake], inputs, kinetics.half_life_h, compound.factor);
        const [ke, slowest] = [Math.LN2 / kinetics.half_life_h, Math.min(...inputs.map((each) => each.ka))];
        const flipFlop = slowest < ke;
        const terminal_h = Math.LN2 / Math.min(slowest, ke);
        const peak = peakOf(inputs, kinetics.half_life_h, compound.factor);
        const from = Math.min(first, ...inputs.map((each) => each.time));
        const to = Math.max(last, peak.time);
        const totalPeak = own && totalPeakOf(inputs, kinetics.half_life_h, compound.factor, own, from, to);
        const close_h = compound.parameters[set].saturable && areClose(doses, data.close_s) ? data.close_s / SECONDS_PER_H : 0;
        const total = added.map((y, i) => y + beneath[i]);
        return { times, added, total, atBedtime, atWake, flipFlop, terminal_h, half_life_h: kinetics.half_life_h, peak, totalPeak, close_h };
      });
      const stated = JSON.stringify([name, doses, kinetics.set, first, last, own, "band"]);
      const makeBand = () => bandOf(doses, compound, kinetics, own, first, last);
      const band = index === selected ? remember(stated, makeBand) : null;
      curves.push({ ...solved, index, name: schedule.name, doses, band });
    });
    if (curves.length) {
      const times = evenTimes(first, last, STEP_MIN);
      const beneath = own ? endogenous(times, own) : null;
      panels.push({ name, compound, curves, times, beneath, own });
    }
  }
  const clock = (time) => clockText(bedtime + time);
  return { panels, first, wake, last, clock, logFrom: data.log_from_ratio };
}

// Lowest and highest level while tmax and half-life go over their stated ranges.
function bandOf(doses, compound, kinetics, own, first, last) {
  const set = compound.parameters[kinetics.set];
  const times = evenTimes(first, last, BAND_STEP_MIN, doses.map((dose) => dose.time_h));
  const beneath = own ? endogenous(times, own) : times.map(() => 0);
  const low = times.map(() => Infinity);
  const high = times.map(() => 0);
  const ends = ({ low: a, value, high: b }) => [a ?? value, value, b ?? value];
  for (const tmax_h of ends(set.tmax_h)) {
    for (const half_life_h of ends(set.half_life_h)) {
      const inputs = inputsOf(doses, compound, { ...kinetics, tmax_h, half_life_h });
      concentration(times, inputs, half_life_h, compound.factor).forEach((y, i) => {
        low[i] = Math.min(low[i], y + beneath[i]);
        high[i] = Math.max(high[i], y + beneath[i]);
      });
    }
  }
  return { times, low, high };
}
