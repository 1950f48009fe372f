// How Python puts texts, numbers and guesses into a message, so that the script says the same; see `pksim/errors.py`.

import { exponent, fixed } from "./words.mjs";

const [MOST_LISTED, LONG_WORD, LONG_LINE] = [40, 320, 900];
const ESCAPED = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

// What cannot be read, or must not be.
export class Refused extends Error {}

export function refuse(rule) {
  throw new Refused(brief(rule));
}

// A word or a line that nobody reads to its end loses its middle.
function brief(line) {
  const cut = (text, head, between, tail) => [...text].slice(0, head).join("") + between + [...text].slice(-tail).join("");
  const short = line.replace(new RegExp(`[^ ]{${LONG_WORD},}`, "gu"), (word) => cut(word, 200, "…", 60));
  return [...short].length <= LONG_LINE ? short : cut(short, 600, " … ", 200);
}

// repr(text)
export function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const written = [...text].map((sign) => {
    if (sign === mark) return `\\${sign}`;
    if (sign in ESCAPED) return ESCAPED[sign];
    if (sign === " " || !/[\p{C}\p{Z}]/u.test(sign)) return sign;
    const code = sign.codePointAt(0);
    const [letter, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
    return `\\${letter}${code.toString(16).padStart(digits, "0")}`;
  });
  return mark + written.join("") + mark;
}

export const listed = (words) => [...words].map(quoted).join(", ");

const powerOf = (power) => `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
const withoutZeros = (digits) => (digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits);

// repr(value)
export function decimal(value) {
  if (value < 0 || Object.is(value, -0)) return `-${decimal(-value)}`;
  const [digits, power] = value.toExponential().split("e");
  if (value && (power < -4 || power >= 16)) return digits + powerOf(Number(power));
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

// f"{value:.{digits}g}"
export function general(value, digits = 6) {
  if (value < 0) return `-${general(-value, digits)}`;
  const [rounded, power] = exponent(value, digits).split("e");
  if (power < -4 || power >= digits) return withoutZeros(rounded) + powerOf(Number(power));
  return withoutZeros(fixed(value, digits - 1 - power));
}

// How many signs two words have in common, in blocks, the longest one first.
function inCommon(a, b) {
  let [size, endA, endB] = [0, 0, 0];
  let before = [];
  for (let i = 0; i < a.length; i++) {
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

// difflib.get_close_matches(word, words, n=1, cutoff=least)
export function closest(word, words, least) {
  let [best, share] = [undefined, least];
  for (const each of words) {
    const [a, b] = [[...each], [...word]];
    const alike = (2 * inCommon(a, b)) / (a.length + b.length);
    if (alike > share || (alike === share && (best === undefined || each > best))) [best, share] = [each, alike];
  }
  return best;
}

export function didYouMean(word, words) {
  const known = [...words];
  const names = new Map(known.map((name) => [name.toLowerCase(), name]));
  const close = closest(word.toLowerCase(), names.keys(), 0.5);
  const guess = close === undefined ? null : quoted(names.get(close));
  if (known.length > MOST_LISTED) return guess ? `did you mean ${guess}?` : `there are ${known.length}, such as ${quoted(known[0])}.`;
  return guess ? `did you mean ${guess}? Known are ${listed(known)}.` : `it must be one of ${listed(known)}.`;
}
