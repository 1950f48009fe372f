// Asks the questions of a lesson, and checks the answers: a twin of `pksim/lessons.py` and `pksim/teach`, word for word.

import { wordsOf } from "../reading/doses.mjs";
import { general, quoted, refuse } from "../reading/messages.mjs";
import { exponent } from "../text/numbers.mjs";
import { lessonTexts as said } from "../text/texts.mjs";
import { WAYS } from "./answers.mjs";
import { drawsOf } from "./draws.mjs";

/** @typedef {import("../types.d.ts").Lessons} Lessons */
/** @typedef {import("../types.d.ts").Exercise} Exercise */
/** @typedef {import("./answers.mjs").Numbers} Numbers */

const EDGE = 1e-9;
const SAME = 1e-6;
const LONGEST = 60;

// Both ways where a number lies halfway.
const rounded = (/** @type {number} */ number, /** @type {number} */ digits) =>
  [1 - EDGE, 1 + EDGE].map((side) => Number(exponent(number * side, digits)));
const isClose = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));

/** When an answer means a number. @param {Exercise} exercise @param {Lessons} lessons */
function tellerOf({ minute }, { rules: { tolerance: share, digits } }) {
  const tolerance = (/** @type {number} */ number) => Math.max(share * Math.abs(number), Math.min(minute, Math.abs(number) / 10));
  const means = (/** @type {number} */ answer, /** @type {number} */ number) =>
    Math.abs(answer - number) <= tolerance(number) || rounded(number, digits).some((each) => isClose(answer, each));
  const mayMeanBoth = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.abs(a - b) <= tolerance(a) + tolerance(b) || rounded(a, digits).some((each) => means(each, b)) || rounded(b, digits).some((each) => means(each, a));
  return { means, mayMeanBoth };
}

// Approximations by hand, which must count as right, need not be looked at: of these exercises they leave none out.
/** The answers, where no number can be meant by two ways of thought. @param {Numbers} numbers @param {string} name @param {Lessons} lessons */
export function answersApart(numbers, name, lessons) {
  const { answers } = WAYS[name];
  const { mayMeanBoth } = tellerOf(lessons.exercises[name], lessons);
  const found = answers(numbers, lessons);
  const areApart = found.every((a, i) => Number.isFinite(a) && found.slice(0, i).every((b) => !mayMeanBoth(b, a)));
  return areApart && found[0] > 0 ? found : null;
}

/** A student's numbers, with the answers to them. @param {Lessons} lessons @param {string} name @param {string | null} student */
function questionOf(lessons, name, student) {
  const { plain, choices } = lessons.exercises[name];
  if (student === null) return { numbers: plain, answers: WAYS[name].answers(plain, lessons) };
  const { below } = drawsOf(name, student);
  for (let i = 0; i < lessons.rules.draws; i++) {
    const numbers = Object.fromEntries(Object.entries(choices).map(([key, values]) => [key, values[below(values.length)]]));
    const isPlain = Object.keys(plain).every((key) => numbers[key] === plain[key]);
    const answers = isPlain ? null : answersApart(numbers, name, lessons);
    if (answers) return { numbers, answers };
  }
  throw new Error(`exercise ${name}: no draw keeps its answers apart`);
}

/** @param {Lessons} lessons @param {string} name @param {string | null} [student] whose numbers; null for the plain ones */
export function ask(lessons, name, student = null) {
  const { text, unit } = lessons.exercises[name];
  const { numbers } = questionOf(lessons, name, student);
  const all = { ...numbers, ...WAYS[name].said?.(numbers, lessons) };
  const write = (/** @type {string} */ _, /** @type {string} */ key) => (typeof all[key] === "number" ? general(all[key]) : all[key]);
  return { text: text.replace(/\{(\w+)\}/g, write), unit, numbers };
}

// reprlib.repr(text)
function brief(/** @type {string} */ text) {
  const signs = [...text];
  const written = [...quoted(signs.slice(0, LONGEST).join(""))];
  if (written.length <= LONGEST && signs.length <= LONGEST) return written.join("");
  const head = Math.floor((LONGEST - 3) / 2);
  const tail = LONGEST - 3 - head;
  const cut = [...quoted([...signs.slice(0, head), ...signs.slice(-tail)].join(""))];
  return `${cut.slice(0, head).join("")}...${cut.slice(-tail).join("")}`;
}

/** A number with a decimal point or comma, without a unit or with the one that is asked for. @param {string} text @param {Exercise} exercise @param {number[]} known @param {Lessons} lessons */
function readAnswer(text, exercise, known, lessons) {
  const { name, unit } = exercise;
  const fail = (/** @type {string} */ fix) => refuse(said.noNumber(name, brief(text), unit, fix));
  const matching = (/** @type {string} */ pattern, /** @type {string} */ all) => all.match(new RegExp(`^(?:${pattern})$`, "u"));
  const found = matching(lessons.rules.number, wordsOf(text).join(" "));
  if (!found) return fail(said.inDigits);
  const [, written, rest] = found;
  const point = written.replace(",", ".");
  if (rest !== "" && rest !== unit) return fail(said.thatIs(point, unit));
  const readings = matching(lessons.rules.thousands, written) ? [point, written.replace(",", "")] : [point];
  const values = readings.map((each) => Number(each.replace("−", "-")));
  const { means } = tellerOf(exercise, lessons);
  const meant = values.filter((value) => known.some((each) => means(value, each)));
  if (values.length > 1 && meant.length !== 1) return fail(said.whichever(readings[1], readings[0]));
  return values.length > 1 ? meant[0] : values[0];
}

/** Which way an unexplained answer is off, and where to look first. @param {Exercise} exercise @param {number} value @param {number} right @param {Lessons} lessons */
function hintOf(exercise, value, right, lessons) {
  const first = said.first(exercise.look_first);
  const { far } = lessons.rules;
  if (tellerOf(exercise, lessons).means(-value, right)) return `${said.sign} ${first}`;
  if (rounded(right, 1).includes(value)) return said.oneDigit;
  return `${said.way(value > right, value > far * right || (value > 0 && value < right / far))} ${first}`;
}

/**
 * Says whether an answer is right, or which misconception gives it; refuses what is no number.
 * @param {Lessons} lessons @param {string} name @param {string} answer @param {string | null} [student]
 */
export function check(lessons, name, answer, student = null) {
  const exercise = lessons.exercises[name];
  const { answers } = questionOf(lessons, name, student);
  const value = readAnswer(answer, exercise, answers, lessons);
  const found = `${general(value)} ${exercise.unit}`;
  const { means } = tellerOf(exercise, lessons);
  const which = answers.findIndex((each) => means(value, each));
  if (which === 0) return { right: true, misconception: null, headline: said.right(found), explanation: exercise.because };
  const thought = exercise.misconceptions[which - 1] ?? null;
  const explanation = thought ? `${thought.slip} ${thought.think}` : hintOf(exercise, value, answers[0], lessons);
  return { right: false, misconception: thought && thought.name, headline: said.wrong(found, thought && thought.name), explanation };
}
