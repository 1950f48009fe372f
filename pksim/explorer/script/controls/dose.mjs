// A dose: of what, how much, and when.

import { h } from "../picture/drawing.mjs";
import { texts } from "../text/texts.mjs";
import { button, choice, numberField, slider } from "./inputs.mjs";

/** @import { Basis, Data, Dose, Schedule } from "../types.d.ts" */
/** @import { Screen } from "../screen.mjs" */

export const TIME_STEP_MIN = 5;
const FARTHEST_MIN = 360;

/** @type {(name: string, data: Data, time_h: number) => Dose} */
export function doseOf(name, { compounds }, time_h) {
  const { usual, is_salt, example_mg } = compounds[name];
  return { compound: name, formulation: usual, basis: is_salt ? "elemental" : null, amount_mg: example_mg, time_h };
}

/** @param {{ screen: Screen, schedule: Schedule, place: [number, number], dose: Dose }} props */
export function doseControls({ screen, schedule, place: [index, i], dose }) {
  const { data } = screen;
  const { limits } = data;
  const compound = data.compounds[dose.compound];
  const more = texts.ofDose(i, schedule.name);
  const change = (/** @type {string} */ what, /** @type {(dose: Dose) => void} */ recipe) =>
    screen.change(`${what} ${index} ${i}`, (draft) => recipe(draft.schedules[index].doses[i]));
  const minutes = dose.time_h * 60;
  const toTime = (/** @type {number} */ to) => change("time", (each) => void (each.time_h = to / 60));
  const ends = /** @type {[number, number]} */ (limits.time_h.map((hours) => -hours * 60).reverse());
  return h(
    "div", { class: "pksim-dose", role: "group", "aria-label": texts.theDose(i, schedule.name) },
    h(
      "div", { class: "pksim-row" },
      choice(screen, { label: texts.compound, more, names: Object.keys(data.compounds), value: dose.compound, write: (name) => change("compound", (each) => void Object.assign(each, doseOf(name, data, each.time_h))) }),
      choice(screen, { label: texts.form, more, names: Object.keys(compound.formulations), value: dose.formulation, write: (name) => change("form", (each) => void (each.formulation = name)) }),
      numberField(screen, { label: texts.amount, more, value: dose.amount_mg, range: limits.amount_mg, step: compound.step_mg, unit: "mg", write: (value) => change("amount", (each) => void (each.amount_mg = value)) }),
      compound.is_salt &&
        choice(screen, { label: texts.basis, more, names: ["elemental", "salt"], value: dose.basis ?? "elemental", write: (name) => change("basis", (each) => void (each.basis = /** @type {Basis} */ (name))) }),
      button({ label: texts.remove, more: texts.theDose(i, schedule.name), press: () => screen.change(`remove ${i}`, (draft) => void draft.schedules[index].doses.splice(i, 1)) }),
    ),
    slider(screen, { label: texts.time, more, value: minutes, range: [Math.min(-FARTHEST_MIN, minutes), Math.max(FARTHEST_MIN, minutes)], step: TIME_STEP_MIN, say: (value) => texts.minutesFromBed(Math.round(value)), write: toTime }),
    numberField(screen, { label: texts.minutesBefore, more, value: -minutes, range: ends, step: TIME_STEP_MIN, unit: "min", write: (value) => toTime(-value) }),
  );
}
