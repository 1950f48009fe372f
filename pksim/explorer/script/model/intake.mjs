// What is taken in which night, and what it brings into the body; a twin of `pksim/study/curves/regimen.py`.

import { DAY_H } from "./solver.mjs";

/** @import { Compound, Dose, Input, ParameterSet, Schedule } from "../types.d.ts" */

/**
 * A dose in a night; `place` is its number in the schedule.
 * @typedef {{ time_h: number, place: number, night: number }} Taken
 */

export const SECONDS_PER_H = 3600;

/** Which of a compound's parameter sets is used: its first one where it has none of that name. @type {(compound: Compound, name: string) => string} */
export const setNameOf = ({ parameters }, name) => (Object.hasOwn(parameters, name) ? name : Object.keys(parameters)[0]);
/** @type {(compound: Compound, name: string) => ParameterSet} */
export const setOf = (compound, name) => compound.parameters[setNameOf(compound, name)];

/** The nights in which a schedule is taken. @type {(schedule: Schedule, nights: number) => number[]} */
export const nightsOf = ({ missed }, nights) => Array.from({ length: nights }, (_, i) => i + 1).filter((night) => !missed.includes(night));

/** The doses of a compound, night by night. @type {(schedule: Schedule, compound: string, nights: number) => Taken[]} */
export function takenOf(schedule, compound, nights) {
  const own = schedule.doses.flatMap((dose, place) => (dose.compound === compound ? [{ time_h: dose.time_h, place }] : []));
  return nightsOf(schedule, nights).flatMap((night) => {
    const later = schedule.late.find((each) => each.night === night)?.hours ?? 0;
    return own.map(({ time_h, place }) => ({ time_h: time_h + later + (night - 1) * DAY_H, place, night }));
  });
}

/** @type {(dose: { time_h: number }) => number} */
const momentOf = ({ time_h }) => Math.round(time_h * SECONDS_PER_H);

/** Whether doses follow one another so closely that they compete for what absorbs them. @type {(taken: Taken[], closeS: number) => boolean} */
export function areClose(taken, closeS) {
  const moments = [...new Set(taken.map(momentOf))].sort((a, b) => a - b);
  return moments.some((moment, i) => i > 0 && moment - moments[i - 1] < closeS);
}

/**
 * What doses bring, for each part of each of them, in mg/L.
 * @param {{ time_h: number, place: number }[]} taken
 * @param {Dose[]} doses Those of the schedule.
 * @param {Compound} compound
 * @param {ParameterSet} set
 * @param {number} usual How fast what is not released slowly is absorbed, ka.
 * @returns {Input[]}
 */
export function inputsOf(taken, doses, { formulations, molar_mass }, { bioavailability, saturable, volume_l }, usual) {
  /** @type {(place: number) => number} */
  const activeOf = (place) => doses[place].amount_mg * (doses[place].basis === "salt" ? formulations[doses[place].formulation].elemental : 1);
  // Times that mean the same can differ in the last bit: what is taken in one second is taken together.
  /** @type {Map<number, { time: number, mg: number }>} */
  const atOnce = new Map();
  for (const each of taken) {
    const moment = momentOf(each);
    const { time, mg } = atOnce.get(moment) ?? { time: each.time_h, mg: 0 };
    atOnce.set(moment, { time, mg: mg + activeOf(each.place) });
  }
  return taken.flatMap((each) => {
    const { time, mg } = /** @type {{ time: number, mg: number }} */ (atOnce.get(momentOf(each)));
    const { relative, parts } = formulations[doses[each.place].formulation];
    const absorbed = saturable ? Math.min(saturable.capacity_mmol / (saturable.half_mmol + mg / molar_mass) + saturable.linear, 1) : (bioavailability ?? 1);
    const level = (absorbed * relative * activeOf(each.place)) / volume_l;
    return parts.map(({ fraction, release_half_life_h, release_duration_h }) => ({
      time,
      level: level * fraction,
      ka: release_half_life_h === null ? usual : Math.LN2 / release_half_life_h,
      duration: release_duration_h ?? 0,
    }));
  });
}
