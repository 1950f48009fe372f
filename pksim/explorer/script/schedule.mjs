// The doses of a schedule of the explorer as text, and back.

import { readDoses, within } from "./doses.mjs";
import { quoted, refuse } from "./messages.mjs";
import { read } from "./state.mjs";
import { DAY_MIN, clockHours } from "./words.mjs";

const LEAST_IN_MG = 0.1;
const DIGITS = 12;

// Hours from bedtime at which the clock last shows a time before waking, as `Night.time_h` has it.
function bedHours(clock, state) {
  const [bedtime, wake] = [state.bedtime, state.wake].map(clockHours);
  const minutesTo = (hours) => within(Math.round((hours - bedtime) * 60e6) / 1e6, DAY_MIN);
  const minutes = minutesTo(clock);
  return (minutes <= minutesTo(wake) ? minutes : minutes - DAY_MIN) / 60;
}

export const tooMany = ({ limits }) => `A schedule can have up to ${limits.doses} doses.`;

// A dose as the state has it; what the explorer cannot show is refused as in any state.
function showable({ compound, formulation, basis, amount_mg, time_h, clock_h, night }, state, { compounds, rules }) {
  if (night > 1) refuse("the explorer shows one night.");
  const form = formulation ?? compounds[compound].usual;
  const dose = { compound, formulation: form, basis, amount_mg, time_h: time_h ?? bedHours(clock_h, state) };
  try {
    return read(dose, rules.keys.schedules.each.keys.doses.each);
  } catch (error) {
    return refuse(`${error.message}.`);
  }
}

export function readSchedule(text, name, state, data) {
  const doses = readDoses(text, data, (dose) => showable(dose, state, data));
  if (!doses.length) refuse(`Schedule ${quoted(name)} has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'.`);
  return doses.length > data.limits.doses ? refuse(tooMany(data)) : doses;
}

// No more digits than a slider means: 35 min are 0.5833333333333334 h.
const plain = (value) => String(Number(value.toPrecision(DIGITS)));

function writeWhen(hours, { sides: [before, after], anchors: [bed, bedtime] }) {
  if (hours === 0) return `at ${bedtime}`;
  const far = Number(plain(Math.abs(hours)));
  const spoken = far >= 2 && Number.isInteger(far) ? `${far} h` : `${plain(far * 60)} min`;
  return `${spoken} ${hours < 0 ? before : after} ${bed}`;
}

function writeDose({ compound, formulation, basis, amount_mg, time_h }, { compounds, grammar }) {
  const { is_salt, usual } = compounds[compound];
  const form = is_salt || formulation !== usual ? formulation : null;
  const amount = amount_mg < LEAST_IN_MG ? `${plain(amount_mg * 1000)} µg` : `${plain(amount_mg)} mg`;
  return [compound, form, amount, basis, writeWhen(time_h, grammar)].filter((each) => each !== null).join(" ");
}

// A dose a line.
export const writeSchedule = (doses, data) => doses.map((dose) => writeDose(dose, data)).join(";\n");
