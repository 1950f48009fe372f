// What is on the screen as a study file, which `pksim compare` takes.

import { writeSchedule } from "../reading/schedule.mjs";
import { texts } from "../text/texts.mjs";
import { changesOf } from "./provenance.mjs";

/** @import { Data, Dose, Schedule, State } from "../types.d.ts" */

// A basic string of TOML allows what JSON does, but for one control character.
/** @type {(text: string) => string} */
const quoted = (text) => JSON.stringify(text).replaceAll("\u007f", "\\u007f");

/** @type {(doses: Dose[], data: Data) => string[]} */
const linesOf = (doses, data) => doses.map((dose) => writeSchedule([dose], data));

/** @type {(schedule: Schedule, state: State, data: Data) => string[]} */
function dosesOf({ doses, missed, late }, { nights }, data) {
  const numbers = Array.from({ length: nights }, (_, i) => i + 1);
  if (nights === 1 && !missed.length && !late.length) return linesOf(doses, data);
  return numbers.filter((night) => !missed.includes(night)).flatMap((night) => {
    const hours = late.find((each) => each.night === night)?.hours ?? 0;
    const moved = doses.map((dose) => ({ ...dose, time_h: dose.time_h + hours }));
    return linesOf(moved, data).map((line) => `${line} on night ${night}`);
  });
}

/** @type {(state: State, data: Data) => string} */
export function studyFile(state, data) {
  const changes = changesOf(state, data);
  const own = state.endogenous ? [`[endogenous]\npreset = ${quoted(state.preset)}`] : [];
  const schedules = state.schedules
    .filter(({ hidden }) => !hidden)
    .map((each) => [each.name, dosesOf(each, state, data)])
    .filter(([, doses]) => doses.length)
    .map(([name, doses]) => `[[schedule]]\nname = ${quoted(String(name))}\ndoses = [\n${[...doses].map((line) => `  ${quoted(line)},\n`).join("")}]`);
  const head = [
    `# ${texts.model}`,
    ...(changes.length ? [`# ${texts.notInStudy(changes)}`] : []),
    `bedtime = ${quoted(state.bedtime)}`,
    `wake = ${quoted(state.wake)}`,
    ...(state.habitual_bedtime === null ? [] : [`habitual_bedtime = ${quoted(state.habitual_bedtime)}`]),
    `before = ${quoted(`${state.before_h} h`)}`,
    `after_wake = ${quoted(`${state.after_wake_h} h`)}`,
    `nights = ${state.nights}`,
    `parameters = ${quoted(state.parameters)}`,
  ].join("\n");
  return `${[head, ...own, ...schedules].join("\n\n")}\n`;
}
