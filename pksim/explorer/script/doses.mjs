// Doses as people write them: a twin of `pksim/describe/schedule/dose_text.py`, with its messages. Patterns, units and
// words come with the data; one table of texts, `tests/describe/schedule/dose_texts.json`, holds both to the same.

import { Refused, closest, decimal, didYouMean, general, listed, quoted, refuse } from "./messages.mjs";

const LONGEST_WINDOW_H = 12;
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"; // str.isspace()
const EDGES = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, "g");
const BETWEEN = new RegExp(`[${SPACE}]+`);
const LOOSE_COMMA = new RegExp(`,(?![^${SPACE}])`, "g");
const MORE_THAN_ONE = "it holds more than one dose; separate doses with ;";

const wordsOf = (text) => text.split(BETWEEN).filter(Boolean);
const matchOf = ({ patterns }, name, text) => text.match(new RegExp(`^(?:${patterns[name]})$`, "i"));
export const within = (value, turn) => (value % turn < 0 ? (value % turn) + turn : value % turn);
const folded = (unit) => unit.toLowerCase().replaceAll("\u03bc", "\u00b5");

function readNumber(text, name, grammar) {
  if (matchOf(grammar, "thousands", text)) {
    const [whole, point] = [text.replaceAll(",", ""), text.replace(",", ".")];
    refuse(`${name} is ${quoted(text)}, which could be ${whole} or ${point}; write thousands without a sign between them.`);
  }
  const value = Number(text.replace(",", "."));
  return Number.isFinite(value) && value >= 0 ? value : refuse(`${name} is ${quoted(text)}; it must be a finite number and not negative.`);
}

function readUnit(unit, known, name) {
  const names = Object.keys(known);
  const said = folded(unit);
  const found = names.find((each) => each === unit) ?? names.findLast((each) => folded(each) === said);
  if (found !== undefined) return known[found];
  const stem = said.replace(/[s.]+$/, "");
  const meant = names.find((each) => folded(each) === stem) ?? closest(said, names.filter((each) => each.length > 3), 0.75);
  const rule = meant === undefined ? "it must be one of" : `did you mean ${quoted(meant)}? Known are`;
  return refuse(`${name} has the unit ${quoted(unit)}, which is not known here; ${rule} ${listed(names)}.`);
}

function readClock(text, name, grammar) {
  const tidy = text.toLowerCase();
  if (Object.hasOwn(grammar.clock_h, tidy)) return grammar.clock_h[tidy];
  const match = /^\d+$/.test(tidy) ? null : matchOf(grammar, "clock_parts", tidy);
  let [hour, minute] = match ? [Number(match[1]), Number(match[2] ?? 0)] : [24, 0];
  if (match?.[3]) hour = hour >= 1 && hour <= 12 ? (hour % 12) + (match[3] === "p" ? 12 : 0) : 24;
  if (hour <= 23 && minute <= 59) return (60 * hour + minute) / 60;
  return refuse(`${name} is ${quoted(text)}; a clock time is HH:MM from 00:00 to 23:59, such as '22:30'.`);
}

function checkAnchor(anchor, { anchors }) {
  if (!anchors.includes(anchor)) refuse(`the time counts from ${quoted(anchor)}; ${didYouMean(anchor, anchors)}`);
}

const whenOf = (words, when, half) => ({ words, time_h: null, clock_h: null, ...when, window_h: half ? [-half, half] : null });

function readOnTheClock({ words, first, bare, last }, grammar) {
  const texts = [first ?? bare, last ?? first ?? bare];
  const halfDay = texts[1].match(new RegExp(grammar.patterns.half_day, "i"));
  if (/^\d+$/.test(texts[0]) && halfDay) texts[0] += halfDay[0];
  const [from, to] = texts.map((text) => readClock(text, "the time", grammar));
  const half = within(to - from, 24) / 2;
  if (2 * half > LONGEST_WINDOW_H) refuse(`the time goes from ${texts[0]} to ${texts[1]}, ${general(2 * half)} hours; write the earlier one first.`);
  return whenOf(words, { clock_h: within(from + half, 24) }, half);
}

function readFromBed({ words, hours, first, last, unit, side, anchor }, grammar) {
  checkAnchor(anchor, grammar);
  if (!grammar.sides.includes(side)) refuse(`the time says ${quoted(side)}; ${didYouMean(side, grammar.sides)}`);
  const factor = readUnit(unit, grammar.time_h, "the time");
  const whole = readNumber(hours ?? "0", "the time", grammar);
  const ends = [first, last ?? first].map((each) => whole + readNumber(each, "the time", grammar) * factor);
  const [near, far] = [Math.min(...ends), Math.max(...ends)];
  const sign = side === grammar.sides[0] ? -1 : 1;
  return whenOf(words, { time_h: (sign * (near + far)) / 2 }, (far - near) / 2);
}

function readWhen(text, grammar) {
  const rest = wordsOf(text.toLowerCase()).join(" ");
  const clock = matchOf(grammar, "clock_time", rest);
  if (clock) return readOnTheClock(clock.groups, grammar);
  const bedtime = matchOf(grammar, "bedtime", rest);
  if (bedtime) {
    checkAnchor(bedtime.groups.anchor, grammar);
    return whenOf(bedtime.groups.words, { time_h: 0 }, 0);
  }
  const offset = matchOf(grammar, "offset", rest);
  if (offset) return readFromBed(offset.groups, grammar);
  return refuse(`${rest ? `no time found in ${quoted(rest)}` : "it has no time"}; end with ${grammar.times}.`);
}

// Splits off the night in which alone the dose is taken.
function readNight(text, grammar) {
  const found = matchOf(grammar, "night", text);
  if (!found) return [text, null];
  const { rest, night } = found.groups;
  if (!/^[0-9]{1,9}$/.test(night)) refuse(`the night is ${quoted(night)}; it must be a whole number, as in 'on night 3'.`);
  return [rest, Number(night)];
}

// The known compound with the longest name, which may hold digits, and what stands around it.
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
function readAmount(text, grammar) {
  const all = [...text.matchAll(new RegExp(grammar.patterns.amount, "gi"))];
  const found = all.filter(({ groups: { unit } }) => !matchOf(grammar, "not_amount", unit));
  const units = new Set(Object.keys(grammar.mass_mg).map(folded));
  const masses = found.filter(({ groups: { unit } }) => units.has(folded(unit)));
  if (masses.length > 1) refuse(MORE_THAN_ONE);
  if (!found.length) refuse("no amount with a unit found; write it like 'melatonin 0.3 mg 60 min before bed'.");
  const [one] = masses.length ? masses : found;
  const amount = readNumber(one.groups.amount, "the amount", grammar) * readUnit(one.groups.unit, grammar.mass_mg, "the amount");
  return [amount, wordsOf(`${text.slice(0, one.index)} ${text.slice(one.index + one[0].length)}`).join(" ")];
}

function unknown(rest, { grammar, compounds }) {
  let said = rest;
  try {
    said = readWhen(rest, grammar).words;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  const [names, words] = [Object.keys(compounds), said.replace(/^of /, "")];
  if (!words) return `it does not say of what; start with one of ${listed(names)}.`;
  return `the compound ${quoted(words)} is not known; ${didYouMean(words, names)}`;
}

function findFormulation(words, name, { formulations }) {
  if (!words) return null;
  const own = Object.keys(formulations).map((form) => [form, form]);
  const names = new Map([...own, ...Object.entries(formulations).flatMap(([form, { words: others }]) => others.map((each) => [each, form]))]);
  for (const [word, form] of names) if (words.toLowerCase() === word.toLowerCase()) return form;
  return refuse(`${name} has no formulation ${quoted(words)}; ${didYouMean(words, names.keys())}`);
}

function checkLimits({ compound, amount_mg, time_h, night }, { limits }) {
  const check = (key, value, written, what, unit) => {
    const [least, most] = limits[key];
    if (value === null || (value >= least && value <= most)) return;
    refuse(`Dose of ${compound}: ${key} is ${written(value)}; it must be ${what}from ${general(least, 9)} to ${general(most, 9)}${unit}.`);
  };
  check("amount_mg", amount_mg, decimal, "", " mg");
  check("time_h", time_h, decimal, "", " h from bedtime");
  check("night", night, String, "a whole number ", "");
}

function checkBasis({ compound: name, amount_mg, formulation, basis }, { is_salt, usual, formulations }) {
  if (!is_salt) {
    if (basis !== null) refuse(`${name} is not taken as a salt here; leave ${quoted(basis)} out.`);
    return;
  }
  const form = formulation ?? usual;
  const amount = `${general(amount_mg)} mg`;
  if (basis === null)
    refuse(
      `${amount} of ${name} could be elemental, ${amount} of ${name}, or the whole salt, with ` +
        `${general(amount_mg * (formulations[form].elemental || 1), 3)} mg of it in ${form}. A label means elemental where it says ` +
        `'of which ${name}' or gives a share of the daily value, and the salt where it weighs the salt by ` +
        "its name; add 'elemental' or 'salt'.",
    );
  if (basis === "salt" && formulation === null) refuse(`which salt of ${name}? Name it, such as '${name} ${usual}'.`);
}

function readPlain(text, { grammar, compounds }) {
  const [said, night] = readNight(text, grammar);
  const [compound, around] = findCompound(said, compounds);
  const [amount_mg, rest] = readAmount(around, grammar);
  if (compound === null) refuse(unknown(rest, { grammar, compounds }));
  if (wordsOf(rest.toLowerCase()).some((word) => grammar.joining.includes(word))) refuse(MORE_THAN_ONE);
  const { words: left, ...when } = readWhen(rest, grammar);
  const words = wordsOf(left).filter((word) => word !== "of");
  const bases = words.filter((word) => grammar.bases.includes(word));
  const form = words.filter((word) => !grammar.bases.includes(word)).join(" ");
  const formulation = findFormulation(form, compound, compounds[compound]);
  if (bases.length > 1) refuse("an amount is either elemental or of the salt, not both.");
  const dose = { compound, amount_mg, ...when, night, formulation, basis: bases[0] ?? null };
  checkLimits(dose, grammar);
  checkBasis(dose, compounds[compound]);
  return dose;
}

// One dose, as Python's `Dose` has it, and what is made of it.
export function readDose(text, data, make = (dose) => dose) {
  try {
    return make(readPlain(wordsOf(text.replace(LOOSE_COMMA, " ")).join(" "), data));
  } catch (error) {
    if (error instanceof Refused) refuse(`dose ${quoted(text)}: ${error.message}`);
    throw error;
  }
}

// Doses with semicolons between them; every mistake in them is told, a line each.
export function readDoses(text, data, make) {
  const mistakes = [];
  const found = text.split(";").map((part) => part.replace(EDGES, "")).filter(Boolean).map((part) => {
    try {
      return readDose(part, data, make);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return mistakes.push(error.message);
    }
  });
  if (mistakes.length) throw new Refused(mistakes.join("\n"));
  return found;
}
