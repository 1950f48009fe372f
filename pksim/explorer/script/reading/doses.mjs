// Doses as people write them: a twin of `pksim/describe/schedule/dose_text.py`, with its messages. Patterns, units and
// words come with the data; one table of texts, `tests/describe/schedule/dose_texts.json`, holds both to the same.

import { texts } from "../text/texts.mjs";
import { Refused, closest, decimal, didYouMean, general, listed, quoted, refusalOf, refuse } from "./messages.mjs";

/** @import { Basis, Compound, Data, Grammar } from "../types.d.ts" */

/**
 * A dose as it is read; either time is null. `window_h` is what a time that was said as a span has on both sides.
 * @typedef {{ compound: string, amount_mg: number, time_h: number | null, clock_h: number | null,
 *   window_h: [number, number] | null, night: number | null, formulation: string | null, basis: Basis }} ReadDose
 * @typedef {{ words: string, time_h: number | null, clock_h: number | null, window_h: [number, number] | null }} When
 * @typedef {Record<string, string | undefined>} Groups
 */

const LONGEST_WINDOW_H = 12;
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // str.isspace()
export const EDGES = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const BETWEEN = new RegExp(`[${SPACE}]+`);
const LOOSE_COMMA = new RegExp(`,(?![^${SPACE}])`, "g");

/** @type {(text: string) => string[]} */
export const wordsOf = (text) => text.split(BETWEEN).filter(Boolean);
/** @type {(grammar: Grammar, name: string, text: string) => RegExpMatchArray | null} */
const matchOf = ({ patterns }, name, text) => text.match(new RegExp(`^(?:${patterns[name]})$`, "i"));
/** @type {(value: number, turn: number) => number} */
export const within = (value, turn) => (value % turn < 0 ? (value % turn) + turn : value % turn);
/** @type {(unit: string) => string} */
const folded = (unit) => unit.toLowerCase().replaceAll("\u03bc", "\u00b5");

/** @type {(text: string, name: string, grammar: Grammar) => number} */
export function readNumber(text, name, grammar) {
  if (matchOf(grammar, "thousands", text)) {
    const [whole, point] = [text.replaceAll(",", ""), text.replace(",", ".")];
    refuse(texts.errors.thousands(name, quoted(text), whole, point));
  }
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) && value >= 0 ? value : refuse(texts.errors.notFinite(name, quoted(text)));
}

/** @type {(unit: string, known: Record<string, number>, name: string) => number} */
function readUnit(unit, known, name) {
  const names = Object.keys(known);
  const said = folded(unit);
  const found = names.find((each) => each === unit) ?? names.findLast((each) => folded(each) === said);
  if (found !== undefined) return known[found];
  const stem = said.replace(/[s.]+$/, "");
  const meant = names.find((each) => folded(each) === stem) ?? closest(said, names.filter((each) => each.length > 3), 0.75);
  return refuse(texts.errors.unit(name, quoted(unit), meant === undefined ? null : quoted(meant), listed(names)));
}

/** @type {(text: string, name: string, grammar: Grammar) => number} */
export function readClock(text, name, grammar) {
  const tidy = text.toLowerCase();
  if (Object.hasOwn(grammar.clock_h, tidy)) return grammar.clock_h[tidy];
  const match = /^\d+$/.test(tidy) ? null : matchOf(grammar, "clock_parts", tidy);
  const [spoken, minute] = match ? [Number(match[1]), Number(match[2] ?? 0)] : [24, 0];
  const half = match?.[3];
  const isTwelve = spoken >= 1 && spoken <= 12;
  const hour = !half ? spoken : isTwelve ? (spoken % 12) + (half === "p" ? 12 : 0) : 24;
  if (hour <= 23 && minute <= 59) return (60 * hour + minute) / 60;
  return refuse(texts.errors.clock(name, quoted(text)));
}

/** @type {(anchor: string, grammar: Grammar) => void} */
function checkAnchor(anchor, { anchors }) {
  if (!anchors.includes(anchor)) refuse(texts.errors.anchor(quoted(anchor), didYouMean(anchor, anchors)));
}

/** @type {(words: string | undefined, when: { time_h?: number, clock_h?: number }, half: number) => When} */
const whenOf = (words = "", when, half) => ({ words, time_h: null, clock_h: null, ...when, window_h: half ? [-half, half] : null });

/** @type {(groups: Groups, grammar: Grammar) => When} */
function readOnTheClock({ words, first, bare = "", last }, grammar) {
  const said = [first ?? bare, last ?? first ?? bare];
  const halfDay = said[1].match(new RegExp(grammar.patterns.half_day, "i"));
  if (/^\d+$/.test(said[0]) && halfDay) said[0] += halfDay[0];
  const [from, to] = said.map((text) => readClock(text, "the time", grammar));
  const half = within(to - from, 24) / 2;
  if (2 * half > LONGEST_WINDOW_H) refuse(texts.errors.backwards(said[0], said[1], general(2 * half)));
  return whenOf(words, { clock_h: within(from + half, 24) }, half);
}

/** @type {(groups: Groups, grammar: Grammar) => When} */
function readFromBed({ words, hours, first = "", last, unit = "", side = "", anchor = "" }, grammar) {
  checkAnchor(anchor, grammar);
  if (!grammar.sides.includes(side)) refuse(texts.errors.side(quoted(side), didYouMean(side, grammar.sides)));
  const factor = readUnit(unit, grammar.time_h, "the time");
  const whole = readNumber(hours ?? "0", "the time", grammar);
  const ends = [first, last ?? first].map((each) => whole + readNumber(each, "the time", grammar) * factor);
  const [near, far] = [Math.min(...ends), Math.max(...ends)];
  const sign = side === grammar.sides[0] ? -1 : 1;
  return whenOf(words, { time_h: (sign * (near + far)) / 2 }, (far - near) / 2);
}

/** @type {(text: string, grammar: Grammar) => When} */
function readWhen(text, grammar) {
  const rest = wordsOf(text.toLowerCase()).join(" ");
  const clock = matchOf(grammar, "clock_time", rest);
  if (clock?.groups) return readOnTheClock(clock.groups, grammar);
  const bedtime = matchOf(grammar, "bedtime", rest);
  if (bedtime?.groups) {
    checkAnchor(bedtime.groups.anchor, grammar);
    return whenOf(bedtime.groups.words, { time_h: 0 }, 0);
  }
  const offset = matchOf(grammar, "offset", rest);
  if (offset?.groups) return readFromBed(offset.groups, grammar);
  return refuse(texts.errors.noTime(rest && quoted(rest), grammar.times));
}

// Splits off the night in which alone the dose is taken.
/** @type {(text: string, grammar: Grammar) => [string, number | null]} */
function readNight(text, grammar) {
  const found = matchOf(grammar, "night", text);
  if (!found?.groups) return [text, null];
  const { rest, night } = found.groups;
  if (!/^[0-9]{1,9}$/.test(night)) refuse(texts.errors.night(quoted(night)));
  return [rest, Number(night)];
}

// The known compound with the longest name, which may hold digits, and what stands around it.
/** @type {(text: string, compounds: Record<string, Compound>) => [string | null, string]} */
function findCompound(text, compounds) {
  const words = wordsOf(text);
  const spoken = wordsOf(text.toLowerCase());
  const names = Object.keys(compounds).sort((a, b) => [...b].length - [...a].length);
  for (const name of names) {
    const wanted = wordsOf(name.toLowerCase());
    for (let i = 0; i + wanted.length <= words.length; i++)
      if (wanted.every((word, j) => word === spoken[i + j])) return [name, words.toSpliced(i, wanted.length).join(" ")];
  }
  return [null, text];
}

// The amount [mg], and what stands around it.
/** @type {(text: string, grammar: Grammar) => [number, string]} */
function readAmount(text, grammar) {
  const all = [...text.matchAll(new RegExp(grammar.patterns.amount, "gi"))];
  const found = all
    .map((each) => ({ index: each.index, whole: each[0], .../** @type {{ amount: string, unit: string }} */ (each.groups) }))
    .filter(({ unit }) => !matchOf(grammar, "not_amount", unit));
  const units = new Set(Object.keys(grammar.mass_mg).map(folded));
  const masses = found.filter(({ unit }) => units.has(folded(unit)));
  if (masses.length > 1) refuse(texts.errors.moreThanOne);
  if (!found.length) refuse(texts.errors.noAmount);
  const [one] = masses.length ? masses : found;
  const amount = readNumber(one.amount, "the amount", grammar) * readUnit(one.unit, grammar.mass_mg, "the amount");
  return [amount, wordsOf(`${text.slice(0, one.index)} ${text.slice(one.index + one.whole.length)}`).join(" ")];
}

/** @type {(rest: string, known: { grammar: Grammar, compounds: Record<string, Compound> }) => string} */
function unknown(rest, { grammar, compounds }) {
  let said = rest;
  try {
    said = readWhen(rest, grammar).words;
  } catch (error) {
    refusalOf(error);
  }
  const [names, words] = [Object.keys(compounds), said.replace(/^of /, "")];
  return words ? texts.errors.unknown(quoted(words), didYouMean(words, names)) : texts.errors.ofWhat(listed(names));
}

/** @type {(words: string, name: string, compound: Compound) => string | null} */
function findFormulation(words, name, { formulations }) {
  if (!words) return null;
  /** @type {[string, string][]} */
  const own = Object.keys(formulations).map((form) => [form, form]);
  const names = new Map([...own, ...Object.entries(formulations).flatMap(([form, { words: others }]) => others.map((each) => /** @type {[string, string]} */ ([each, form])))]);
  for (const [word, form] of names) if (words.toLowerCase() === word.toLowerCase()) return form;
  return refuse(texts.errors.formulation(name, quoted(words), didYouMean(words, names.keys())));
}

/** @type {(dose: ReadDose, grammar: Grammar) => void} */
function checkLimits({ compound, amount_mg, time_h, night }, { limits }) {
  /** @type {(key: "amount_mg" | "time_h" | "night", value: number | null, written: (value: number) => string, isWhole: boolean) => void} */
  const check = (key, value, written, isWhole) => {
    const [least, most] = limits[key];
    if (value === null || (value >= least && value <= most)) return;
    refuse(texts.errors.limit(compound, key, written(value), isWhole, general(least, 9), general(most, 9)));
  };
  check("amount_mg", amount_mg, decimal, false);
  check("time_h", time_h, decimal, false);
  check("night", night, String, true);
}

/** @type {(dose: ReadDose, compound: Compound) => void} */
function checkBasis({ compound: name, amount_mg, formulation, basis }, { is_salt, usual, formulations }) {
  if (!is_salt) {
    if (basis !== null) refuse(texts.errors.noSalt(name, quoted(basis)));
    return;
  }
  const form = formulation ?? usual;
  if (basis === null) {
    const active = general(amount_mg * (formulations[form].elemental || 1), 3);
    refuse(texts.errors.whichBasis(name, `${general(amount_mg)} mg`, `${active} mg`, form));
  }
  if (basis === "salt" && formulation === null) refuse(texts.errors.whichSalt(name, usual));
}

/** @type {(text: string, known: Pick<Data, "grammar" | "compounds">) => ReadDose} */
function readPlain(text, { grammar, compounds }) {
  const [said, night] = readNight(text, grammar);
  const [compound, around] = findCompound(said, compounds);
  const [amount_mg, rest] = readAmount(around, grammar);
  if (compound === null) return refuse(unknown(rest, { grammar, compounds }));
  if (wordsOf(rest.toLowerCase()).some((word) => grammar.joining.includes(word))) refuse(texts.errors.moreThanOne);
  const { words: left, ...when } = readWhen(rest, grammar);
  const words = wordsOf(left).filter((word) => word !== "of");
  const bases = words.filter((word) => grammar.bases.includes(word));
  const form = words.filter((word) => !grammar.bases.includes(word)).join(" ");
  const formulation = findFormulation(form, compound, compounds[compound]);
  if (bases.length > 1) refuse(texts.errors.bothBases);
  const basis = /** @type {Basis} */ (bases[0] ?? null);
  const dose = { compound, amount_mg, ...when, night, formulation, basis };
  checkLimits(dose, grammar);
  checkBasis(dose, compounds[compound]);
  return dose;
}

/**
 * One dose, as Python's `Dose` has it.
 * @param {string} text
 * @param {Pick<Data, "grammar" | "compounds">} known
 */
export const readDose = (text, known) => makeOf(text, known, (dose) => dose);

/**
 * What is made of a dose; a mistake names the dose.
 * @template T
 * @param {string} text
 * @param {Pick<Data, "grammar" | "compounds">} known
 * @param {(dose: ReadDose) => T} make
 */
function makeOf(text, known, make) {
  try {
    return make(readPlain(wordsOf(text.replace(LOOSE_COMMA, " ")).join(" "), known));
  } catch (error) {
    return refuse(texts.errors.dose(quoted(text), refusalOf(error)));
  }
}

/**
 * Doses with semicolons between them, and what is made of each; every mistake in them is told, a line each.
 * @template T
 * @param {string} text
 * @param {Pick<Data, "grammar" | "compounds">} known
 * @param {(dose: ReadDose) => T} make
 * @returns {T[]}
 */
export function makeOfDoses(text, known, make) {
  /** @type {string[]} */
  const mistakes = [];
  const parts = text.split(";").map((part) => part.replace(EDGES, "")).filter(Boolean);
  const found = parts.flatMap((part) => {
    try {
      return [makeOf(part, known, make)];
    } catch (error) {
      mistakes.push(refusalOf(error));
      return [];
    }
  });
  if (mistakes.length) throw new Refused(mistakes.join("\n"));
  return found;
}

/** @type {(text: string, known: Pick<Data, "grammar" | "compounds">) => ReadDose[]} */
export const readDoses = (text, known) => makeOfDoses(text, known, (dose) => dose);
