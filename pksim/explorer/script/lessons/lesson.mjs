// A lesson on the screen: opened by its name, left again, and what was answered in it.

import { kineticsControls } from "../controls/kinetics.mjs";
import { wordsControls } from "../controls/schedules.mjs";
import { setOf } from "../model/intake.mjs";
import { EDGES } from "../reading/doses.mjs";
import { didYouMean, quoted, refusalOf } from "../reading/messages.mjs";
import { readSchedule } from "../reading/schedule.mjs";
import { readState } from "../reading/state.mjs";
import { lessonTexts } from "../text/texts.mjs";
import { ask, check } from "./exercises.mjs";

/** @import { Data, Lessons, Preset, State } from "../types.d.ts" */
/** @import { Shape } from "../picture/drawing.mjs" */
/** @import { Screen } from "../screen.mjs" */
/**
 * A lesson with what is typed in it; `verdict` is what was said of the last answer.
 * @typedef {{ lessons: Lessons, preset: Preset, student: string, question: { text: string, unit: string }, controls: (what: { screen: Screen }) => Shape,
 *   answer: string, verdict: Verdict | null }} Lesson
 * @typedef {{ right: boolean, headline: string, explanation: string }} Verdict
 */

/** The part of an address after # that opens a lesson. @type {(name: string, student: string) => string} */
export const addressOf = (name, student) => `#${new URLSearchParams({ lesson: name, ...(student ? { student } : {}) })}`;

/** Which lesson an address opens, for whom. @param {string} hash */
export function lessonIn(hash) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const name = given.get("lesson");
  return name === null ? null : { name, student: given.get("student") ?? "" };
}

/** Whose numbers are asked; null for the plain ones. @type {(student: string) => string | null} */
const whose = (student) => (student.replace(EDGES, "") ? student : null);

/** A student with their question. @type {(lessons: Lessons, preset: Preset, student: string) => Pick<Lesson, "student" | "question">} */
export const asked = (lessons, preset, student) => ({ student, question: ask(lessons, preset.exercise, whose(student)) });

/** What is on the screen when a lesson begins. @type {(preset: Preset, data: Data) => State} */
export function stateOf({ doses, state }, data) {
  const kinetics = Object.entries(data.compounds).map(([name, compound]) => {
    const { tmax_h, half_life_h } = setOf(compound, state.parameters ?? data.state.parameters);
    return [name, { tmax_h: tmax_h.value, half_life_h: half_life_h.value, ...state.kinetics?.[name] }];
  });
  const usual = { ...data.state, ...state, kinetics: Object.fromEntries(kinetics) };
  const schedules = Object.entries(doses).map(([name, text]) => ({ name, hidden: false, doses: readSchedule(text, name, usual, data) }));
  return readState({ ...usual, schedules }, data);
}

/**
 * @param {Screen} screen
 * @param {Lessons} lessons
 * @param {{ name: string, student: string }} which
 */
export function openLesson(screen, lessons, { name, student }) {
  const preset = lessons.presets.find((each) => each.name === name);
  if (!preset) throw new Error(lessonTexts.unknown(quoted(name), didYouMean(name, lessons.presets.map((each) => each.name))));
  screen.set(stateOf(preset, screen.data));
  screen.lesson = { controls: { kinetics: kineticsControls, words: wordsControls }[preset.controls], lessons, preset, ...asked(lessons, preset, student), answer: "", verdict: null };
}


/** @param {Lesson} lesson */
export function judge(lesson) {
  try {
    lesson.verdict = check(lesson.lessons, lesson.preset.exercise, lesson.answer, whose(lesson.student));
  } catch (error) {
    lesson.verdict = { right: false, headline: "", explanation: refusalOf(error) };
  }
}
