// The state of the screen. What it must be comes with the data, as rules that Python reads alike; see `pksim/explorer/state.py`.

import { texts } from "../text/texts.mjs";

/** @import { Data, Rule, State } from "../types.d.ts" */
/** @typedef {(what: string) => never} Fail Throws with what is wrong, and where. */
/** @typedef {Record<string, unknown>} Table */

/**
 * What to do about mistakes: `say` hears of one that can be passed over; `instead` gives what stands in place of a part that
 * cannot be read, nothing where that is the item of a list. Either may throw.
 * @typedef {{ say: (error: Error) => void, instead: (where: string, rule: Rule, error: Error) => unknown }} Care
 */

/** In place of an item of a list, which then lacks it. */
const NOTHING = Symbol("nothing");

/** @type {(error: Error) => never} */
const raise = (error) => {
  throw error;
};

/** @type {Care} */
const strict = { say: raise, instead: (_where, _rule, error) => raise(error) };

/** @type {(value: unknown, fail: Fail) => Table} */
const tableOf = (value, fail) => (typeof value === "object" && value !== null && !Array.isArray(value) ? /** @type {Table} */ (value) : fail(texts.state.table));

/** @type {(where: string) => string} */
const place = (where) => where.replace(/^\./, "") || texts.state.it;
/** @type {(where: string, what: string) => Error} */
const mistake = (where, what) => new Error(`${place(where)} ${what}`);

/** How to read each kind of rule. @type {Record<string, (value: any, rule: any, fail: Fail, where: string, care: Care) => unknown>} */
const readers = {
  one_of(value, { one_of: known }, fail) {
    return known.includes(value) ? value : fail(texts.state.oneOf(known.map(String)));
  },
  number(value, { number: [low, high], unit, whole }, fail) {
    const isGoodNumber = typeof value === "number" && value >= low && value <= high && (!whole || Number.isInteger(value));
    return isGoodNumber ? value : fail(texts.state.number(low, high, unit, Boolean(whole)));
  },
  text(value, { text, what }, fail) {
    return typeof value === "string" && new RegExp(`^(?:${text})$`, "u").test(value) ? value : fail(texts.state.be(what));
  },
  each(value, { each, length: [least, most], apart }, fail, where, care) {
    if (!Array.isArray(value)) fail(texts.state.list(least, most));
    if (value.length > most) care.say(mistake(where, texts.state.list(least, most)));
    const seen = new Set();
    const items = value.slice(0, most).flatMap((/** @type {unknown} */ given, /** @type {number} */ i) => {
      const item = readPart(given, each, `${where}[${i + 1}]`, care);
      if (item === NOTHING) return [];
      if (apart && seen.has(item[apart])) {
        care.say(mistake(`${where}[${i + 1}]`, texts.state.apart));
        return [];
      }
      if (apart) seen.add(item[apart]);
      return [item];
    });
    return items.length < least ? fail(texts.state.list(least, most)) : items;
  },
  by(value, { by, kinds }, fail, where, care) {
    const kind = readers.one_of(tableOf(value, fail)[by], { one_of: Object.keys(kinds) }, fail, where, care);
    // What one kind of table says must not be made up from another's.
    return readPart(value, kinds[/** @type {string} */ (kind)], where, { ...strict, say: care.say });
  },
  keys(value, { keys, apart = [], rising = [] }, fail, where, care) {
    const table = tableOf(value, fail);
    const unknown = Object.keys(table).filter((key) => !Object.hasOwn(keys, key));
    for (const key of unknown) care.say(mistake(where, texts.state.unknown(JSON.stringify(key))));
    const found = Object.entries(keys).map(([key, rule]) => {
      const given = Object.hasOwn(table, key) ? table[key] : rule.default;
      const read = given === undefined ? care.instead(`${where}.${key}`, rule, mistake(where, texts.state.missing(key))) : readPart(given, rule, `${where}.${key}`, care);
      return [key, read];
    });
    const made = Object.fromEntries(found);
    if (new Set(apart.map((/** @type {string} */ key) => made[key])).size < apart.length) fail(texts.state.apart);
    if (rising.some((/** @type {string} */ key, /** @type {number} */ i) => i > 0 && made[rising[i - 1]] >= made[key])) fail(texts.state.rising(rising));
    return made;
  },
};

/** @type {(value: any, rule: Rule, where: string, care: Care) => any} */
function readPart(value, rule, where, care) {
  try {
    if (value === null && rule.default === null) return null;
    const kind = Object.keys(readers).find((each) => each in rule) ?? "";
    return readers[kind](value, rule, (what) => raise(mistake(where, what)), where, care);
  } catch (error) {
    return care.instead(where, rule, /** @type {Error} */ (error));
  }
}

/**
 * Read a part of the state by its rule: the same as plain data, with what was left out. Throws with what is wrong.
 * @param {unknown} value
 * @param {Rule} rule
 * @returns {any}
 */
export const read = (value, rule) => readPart(value, rule, "", strict);

/** @type {(given: unknown, data: Data) => State} */
export const readState = (given, data) => read(given, data.rules);

/** @type {(value: unknown, rule: Rule) => boolean} */
export function isGood(value, rule) {
  try {
    read(value, rule);
    return true;
  } catch {
    return false;
  }
}

const [MOST_SAID, LONGEST] = [6, 120];

/** What was said already, of a part whose whole cannot be without it. */
class Said extends Error {}

/**
 * Read what may be cut, foreign, of an older version or hostile: what cannot be read is as it is at first, an item of a list is
 * left out, and each is said.
 * @param {unknown} given
 * @param {Data} data
 * @returns {{ state: State, left_out: string[] }}
 */
export function readLeniently(given, data) {
  /** @type {string[]} */
  const leftOut = [];
  const say = (/** @type {Error} */ error) => void (error instanceof Said || leftOut.push(shortened(error.message)));
  /** @type {Care} */
  const lenient = {
    say,
    instead(where, rule, error) {
      say(error);
      if (where.endsWith("]")) return NOTHING;
      if (rule.default !== undefined) return structuredClone(rule.default);
      if (where.includes("[")) throw new Said();
      const keys = where.split(".").filter(Boolean);
      return structuredClone(keys.reduce((part, key) => part[key], /** @type {any} */ (data.state)));
    },
  };
  /** @type {State} */
  let state = readPart(given, { ...data.rules, apart: [] }, "", lenient);
  if (!isGood(state, data.rules)) {
    leftOut.push(texts.sameClocks);
    state = { ...state, bedtime: data.state.bedtime, wake: data.state.wake };
  }
  const more = leftOut.length - MOST_SAID;
  return { state, left_out: more > 0 ? [...leftOut.slice(0, MOST_SAID), texts.state.more(more)] : leftOut };
}

/** @type {(text: string) => string} */
const shortened = (text) => (text.length > LONGEST ? `${[...text].slice(0, LONGEST).join("")}…` : text);
