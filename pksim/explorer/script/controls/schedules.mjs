// The schedules: one's own in one line, and each with its doses in words and as controls.

import { h } from "../picture/drawing.mjs";
import { styleOf } from "../picture/palette.mjs";
import { readSchedule, writeSchedule } from "../reading/schedule.mjs";
import { ruleOf } from "../reading/rules.mjs";
import { isGood } from "../reading/state.mjs";
import { texts } from "../text/texts.mjs";
import { doseControls, doseOf } from "./dose.mjs";
import { button, checkbox, choice, linesField, textField, ruleOfText } from "./inputs.mjs";

/** @import { Schedule, State } from "../types.d.ts" */
/** @import { Shape } from "../picture/drawing.mjs" */
/** @import { Screen } from "../screen.mjs" */

const LATE_H = [-2, -1, 0.5, 1, 2, 3, 4];

/** @type {(name: string) => Schedule} */
const empty = (name) => ({ name, hidden: false, doses: [], missed: [], late: [] });

/**
 * Adds a schedule and uses it; its name is one that no other has.
 * @param {Screen} screen
 * @param {Schedule} schedule
 */
function add(screen, schedule) {
  const { data: { limits }, state: { schedules } } = screen;
  if (schedules.length >= limits.schedules) return screen.say(texts.tooManySchedules(limits.schedules));
  const stem = [...schedule.name].slice(0, limits.name - 4).join("");
  let name = stem;
  for (let i = 2; schedules.some((each) => each.name === name); i++) name = `${stem} ${i}`;
  screen.selected = schedules.length;
  return screen.change(`add ${name}`, (draft) => void draft.schedules.push({ ...structuredClone(schedule), name }));
}

/**
 * One's own doses, which are drawn as soon as they are typed: one line in place of ten steps.
 * @param {{ screen: Screen }} props
 */
export function mineControls({ screen }) {
  const { data, state } = screen;
  const place = state.schedules.findIndex(({ name }) => name === texts.mine);
  const read = (/** @type {string} */ text) => {
    const doses = text.trim() ? readSchedule(text, texts.mine, state, data) : [];
    if (place >= 0) {
      if (!doses.length && state.schedules.length > 1) return screen.change("mine", (draft) => void draft.schedules.splice(place, 1));
      screen.selected = place;
      return screen.change("mine", (draft) => void (draft.schedules[place].doses = doses));
    }
    return doses.length ? add(screen, { ...empty(texts.mine), doses }) : undefined;
  };
  const value = place < 0 ? "" : writeSchedule(state.schedules[place].doses, data, "; ");
  return linesField(screen, { label: texts.dosesOfMine, value, read, placeholder: texts.example, maxlength: data.limits.text });
}

/** @param {{ screen: Screen, schedule: Schedule, index: number }} props */
function nightsOfSchedule({ screen, schedule, index }) {
  const numbers = Array.from({ length: screen.state.nights }, (_, i) => i + 1);
  const { missed, late } = schedule;
  const known = (/** @type {{ night: number }} */ { night }) => night <= screen.state.nights;
  const rows = numbers.map((night) => {
    const hours = late.find((each) => each.night === night)?.hours;
    const options = [...new Set([...LATE_H, ...(hours === undefined ? [] : [hours])])].sort((a, b) => a - b);
    const value = missed.includes(night) ? "missed" : String(hours ?? "taken");
    const write = (/** @type {string} */ chosen) =>
      screen.change(`night ${night} of ${index}`, (draft) => {
        const each = draft.schedules[index];
        each.missed = each.missed.filter((other) => other !== night).concat(chosen === "missed" ? [night] : []).sort((a, b) => a - b);
        const delays = each.late.filter((other) => other.night !== night);
        each.late = Number.isNaN(Number(chosen)) ? delays : [...delays, { night, hours: Number(chosen) }].sort((a, b) => a.night - b.night);
      });
    /** @type {[string, string][]} */
    const names = [["taken", texts.taken], ["missed", texts.missed], ...options.map((each) => /** @type {[string, string]} */ ([String(each), texts.late(each)]))];
    return choice(screen, { label: texts.nightNumber(night), more: texts.ofSchedule(schedule.name), names, value, write });
  });
  const summary = texts.notAsUsual(missed.filter((night) => known({ night })), late.filter(known));
  return h("details", { class: "pksim-nights" }, h("summary", {}, summary, h("span", { class: "pksim-hidden" }, ` (${schedule.name})`)), h("div", { class: "pksim-row" }, rows));
}

/** @param {{ screen: Screen, schedule: Schedule, index: number }} props */
function dosesInWords({ screen, schedule, index }) {
  const { data, state } = screen;
  const read = (/** @type {string} */ text) => {
    const doses = readSchedule(text, schedule.name, state, data);
    screen.change(`words ${index}`, (draft) => void (draft.schedules[index].doses = doses));
  };
  const value = writeSchedule(schedule.doses, data);
  return linesField(screen, { label: texts.dosesInWords, more: texts.ofSchedule(schedule.name), value, read, placeholder: texts.example, maxlength: data.limits.text });
}

/** The doses of every schedule in words, and nothing else of it. @param {{ screen: Screen }} props */
export const wordsControls = ({ screen }) =>
  h(
    "fieldset", {}, h("legend", {}, texts.dosesInWords),
    screen.state.schedules.map((schedule, index) => h("div", { key: index }, h("h2", {}, schedule.name), dosesInWords({ screen, schedule, index }))),
  );

/** @param {{ screen: Screen, schedule: Schedule, index: number }} props */
function details({ screen, schedule, index }) {
  const { data, state } = screen;
  const of = texts.ofSchedule(schedule.name);
  const judge = (/** @type {string} */ text) => {
    const rule = ruleOf(data.rules, "schedules", "name");
    if (!isGood(text, rule)) return ruleOfText(texts.name, rule);
    return state.schedules.some((each, i) => i !== index && each.name === text) ? texts.nameTaken : "";
  };
  const change = (/** @type {string} */ what, /** @type {(schedule: Schedule) => void} */ recipe) =>
    screen.change(`${what} ${index}`, (draft) => recipe(draft.schedules[index]));
  const removed = (/** @type {State} */ draft) => void draft.schedules.splice(index, 1);
  return [
    h(
      "div", { class: "pksim-row" },
      textField(screen, { label: texts.name, more: of, value: schedule.name, maxlength: data.limits.name, judge, write: (text) => change("name", (each) => void (each.name = text)) }),
      button({ label: texts.duplicate, more: schedule.name, press: () => add(screen, { ...screen.state.schedules[index], hidden: false }) }),
      button({ label: texts.remove, more: schedule.name, press: () => (state.schedules.length === 1 ? screen.say(texts.oneMustStay) : screen.change("remove", removed)) }),
    ),
    dosesInWords({ screen, schedule, index }),
    (state.nights > 1 || [...schedule.missed, ...schedule.late.map((each) => each.night)].includes(1)) && nightsOfSchedule({ screen, schedule, index }),
    schedule.doses.map((dose, i) => doseControls({ screen, schedule, place: [index, i], dose })),
    button({
      label: texts.addDose, more: texts.toSchedule(schedule.name),
      press: () =>
        schedule.doses.length >= data.limits.doses
          ? screen.say(texts.tooManyDoses(data.limits.doses))
          : change("add dose", (each) => void each.doses.push(doseOf(Object.keys(data.compounds)[0], data, -1))),
    }),
  ];
}

/** @param {{ screen: Screen }} props */
export function scheduleControls({ screen }) {
  const { state } = screen;
  /** @type {(schedule: Schedule, index: number, isOpen: boolean) => Shape} */
  const rowOf = (schedule, index, isOpen) => {
    const swatch = h("svg", { viewBox: "0 0 34 8", class: "pksim-swatch", "aria-hidden": "true" },
      h("path", { d: "M0 4H34", "stroke-width": 2.4, ...styleOf(index, screen.palette()) }));
    return h(
      "div", { class: "pksim-schedule", key: index },
      checkbox({
        label: texts.show, more: schedule.name, isBare: true, value: !schedule.hidden,
        write: (checked) => screen.change(`show ${index}`, (draft) => void (draft.schedules[index].hidden = !checked)),
      }),
      h(
        "div", { class: "pksim-one" },
        h("button", { type: "button", class: "pksim-title", "aria-expanded": String(isOpen), onclick: () => screen.select(index) }, swatch, schedule.name),
        isOpen && details({ screen, schedule, index }),
      ),
    );
  };
  const rows = state.schedules.map((schedule, index) =>
    index === screen.selected
      ? rowOf(schedule, index, true)
      : screen.kept(`schedule ${index}`, [schedule.name, schedule.hidden, screen.palette().paper], () => rowOf(schedule, index, false)),
  );
  return h(
    "fieldset", {}, h("legend", {}, texts.schedules), rows,
    button({ label: texts.addSchedule, press: () => add(screen, { ...empty(texts.mine), doses: [doseOf(Object.keys(screen.data.compounds)[0], screen.data, -1)] }) }),
  );
}
