// How Python puts texts, numbers and guesses into a message, so that the script says the same; see `pksim/errors.py`.

import { exponent, fixed } from "../text/numbers.mjs";
import { texts } from "../text/texts.mjs";

const [MOST_LISTED, LONG_WORD, LONG_LINE] = [40, 320, 900];
/** @type {Record<string, string>} */
const ESCAPED = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

// What cannot be read, or must not be.
export class Refused extends Error {}

/** @type {(rule: string) => never} */
export function refuse(rule) {
  throw new Refused(brief(rule));
}

/**
 * Why something was refused; other errors are none of ours.
 * @param {unknown} error
 */
export function refusalOf(error) {
  if (!(error instanceof Refused)) throw error;
  return error.message;
}

// A word or a line that nobody reads to its end loses its middle.
/** @type {(line: string) => string} */
function brief(line) {
  /** @type {(text: string, head: number, between: string, tail: number) => string} */
  const cut = (text, head, between, tail) => [...text].slice(0, head).join("") + between + [...text].slice(-tail).join("");
  const short = line.replace(new RegExp(`[^ ]{${LONG_WORD},}`, "gu"), (word) => cut(word, 200, "…", 60));
  return [...short].length <= LONG_LINE ? short : cut(short, 600, " … ", 200);
}

/** repr(text)
 * @type {(text: string) => string} */
export function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const written = [...text].map((sign) => {
    if (sign === mark) return `\\${sign}`;
    if (sign in ESCAPED) return ESCAPED[sign];
    if (sign === " " || !/[\p{C}\p{Z}]/u.test(sign)) return sign;
    const code = sign.codePointAt(0) ?? 0;
    const letter = code < 0x100 ? "x" : code < 0x10000 ? "u" : "U";
    const digits = { x: 2, u: 4, U: 8 }[letter];
    return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
  });
  return mark + written.join("") + mark;
}

/** @type {(words: Iterable<string>) => string} */
export const listed = (words) => [...words].map(quoted).join(", ");

/** @type {(power: number) => string} */
const powerOf = (power) => `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
/** @type {(digits: string) => string} */
const withoutZeros = (digits) => (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits);

/** repr(value)
 * @type {(value: number) => string} */
export function decimal(value) {
  if (value < 0 || Object.is(value, -0)) return `-${decimal(-value)}`;
  const [digits, raised] = value.toExponential().split("e");
  const power = Number(raised);
  if (value && (power < -4 || power >= 16)) return digits + powerOf(power);
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** f"{value:.{digits}g}"
 * @type {(value: number, digits?: number) => string} */
export function general(value, digits = 6) {
  if (value < 0) return `-${general(-value, digits)}`;
  const [rounded, raised] = exponent(value, digits).split("e");
  const power = Number(raised);
  if (power < -4 || power >= digits) return withoutZeros(rounded) + powerOf(power);
  return withoutZeros(fixed(value, digits - 1 - power));
}

// How many signs two words have in common, in blocks, the longest one first.
/** @type {(a: string[], b: string[]) => number} */
function inCommon(a, b) {
  let [size, endA, endB] = [0, 0, 0];
  /** @type {number[]} */
  let before = [];
  for (let i = 0; i < a.length; i++) {
    /** @type {number[]} */
    const runs = [];
    for (let j = 0; j < b.length; j++) {
      if (a[i] !== b[j]) continue;
      runs[j] = (before[j - 1] ?? 0) + 1;
      if (runs[j] > size) [size, endA, endB] = [runs[j], i + 1, j + 1];
    }
    before = runs;
  }
  if (!size) return 0;
  return size + inCommon(a.slice(0, endA - size), b.slice(0, endB - size)) + inCommon(a.slice(endA), b.slice(endB));
}

/** difflib.get_close_matches(word, words, n=1, cutoff=least)
 * @type {(word: string, words: Iterable<string>, least: number) => string | undefined} */
export function closest(word, words, least) {
  /** @type {string | undefined} */
  let best;
  let share = least;
  for (const each of words) {
    const [a, b] = [[...each], [...word]];
    const alike = (2 * inCommon(a, b)) / (a.length + b.length);
    if (alike > share || (alike === share && (best === undefined || each > best))) [best, share] = [each, alike];
  }
  return best;
}

/** @type {(word: string, words: Iterable<string>) => string} */
export function didYouMean(word, words) {
  const known = [...words];
  const names = new Map(known.map((name) => [name.toLowerCase(), name]));
  const close = closest(word.toLowerCase(), names.keys(), 0.5);
  const guess = close === undefined ? null : quoted(names.get(close) ?? close);
  if (known.length > MOST_LISTED) return guess ? texts.errors.didYouMean(guess) : texts.errors.thereAre(known.length, quoted(known[0]));
  return guess ? `${texts.errors.didYouMean(guess)} ${texts.errors.knownAre(listed(known))}` : texts.errors.oneOf(listed(known));
}
