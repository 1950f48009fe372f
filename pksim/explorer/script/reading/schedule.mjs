// The doses of a schedule of the explorer as text, and back.

import { DAY_MIN, clockHours } from "../text/numbers.mjs";
import { texts } from "../text/texts.mjs";
import { makeOfDoses, within } from "./doses.mjs";
import { quoted, refuse } from "./messages.mjs";
import { ruleOf } from "./rules.mjs";
import { read } from "./state.mjs";

/** @import { Data, Dose, Grammar, State } from "../types.d.ts" */
/** @import { ReadDose } from "./doses.mjs" */

const LEAST_IN_MG = 0.1;
const DIGITS = 12;

/**
 * Hours from bedtime at which the clock last shows a time before waking, as `Night.time_h` has it.
 * @param {number} clock
 * @param {State} state
 */
export function bedHours(clock, state) {
  const [bedtime, wake] = [state.bedtime, state.wake].map(clockHours);
  /** @type {(hours: number) => number} */
  const minutesTo = (hours) => within(Math.round((hours - bedtime) * 60e6) / 1e6, DAY_MIN);
  const minutes = minutesTo(clock);
  return (minutes <= minutesTo(wake) ? minutes : minutes - DAY_MIN) / 60;
}

// A dose as the state has it; what the explorer cannot show is refused as in any state.
/** @type {(dose: ReadDose, state: State, data: Data) => Dose} */
function showable({ compound, formulation, basis, amount_mg, time_h, clock_h, night }, state, { compounds, rules }) {
  if (night !== null && night > 1) refuse(texts.errors.oneNight);
  const form = formulation ?? compounds[compound].usual;
  const dose = { compound, formulation: form, basis, amount_mg, time_h: time_h ?? bedHours(clock_h ?? 0, state) };
  try {
    return read(dose, ruleOf(rules, "schedules", "doses", "each"));
  } catch (error) {
    return refuse(`${/** @type {Error} */ (error).message}.`);
  }
}

/** @type {(text: string, name: string, state: State, data: Data) => Dose[]} */
export function readSchedule(text, name, state, data) {
  const doses = makeOfDoses(text.replaceAll("\n", ";"), data, (dose) => showable(dose, state, data));
  if (!doses.length) refuse(texts.errors.noDoses(quoted(name)));
  return doses.length > data.limits.doses ? refuse(texts.tooManyDoses(data.limits.doses)) : doses;
}

// No more digits than a slider means: 35 min are 0.5833333333333334 h.
/** @type {(value: number) => string} */
const plain = (value) => String(Number(value.toPrecision(DIGITS)));

/** @type {(hours: number, grammar: Grammar) => string} */
function writeWhen(hours, { sides: [before, after], anchors: [bed, bedtime] }) {
  if (hours === 0) return `at ${bedtime}`;
  const far = Number(plain(Math.abs(hours)));
  const spoken = far >= 2 && Number.isInteger(far) ? `${far} h` : `${plain(far * 60)} min`;
  return `${spoken} ${hours < 0 ? before : after} ${bed}`;
}

/** @type {(dose: Dose, data: Data) => string} */
function writeDose({ compound, formulation, basis, amount_mg, time_h }, { compounds, grammar }) {
  const { is_salt, usual } = compounds[compound];
  const form = is_salt || formulation !== usual ? formulation : null;
  const amount = amount_mg < LEAST_IN_MG ? `${plain(amount_mg * 1000)} µg` : `${plain(amount_mg)} mg`;
  return [compound, form, amount, basis, writeWhen(time_h, grammar)].filter((each) => each !== null).join(" ");
}

/** @type {(doses: Dose[], data: Data, between?: string) => string} */
export const writeSchedule = (doses, data, between = ";\n") => doses.map((dose) => writeDose(dose, data)).join(between);
