// The rules of the state, which Python hands over; see `pksim/explorer/state.py`.

/** @import { Rule } from "../types.d.ts" */

/**
 * The rule of a part, by the keys that lead to it; "each" is that of the items of a list.
 * @param {Rule} rule
 * @param {...string} path
 * @returns {Rule}
 */
export function ruleOf(rule, ...path) {
  return path.reduce((found, key) => {
    const next = key === "each" ? found.each : (found.each ?? found).keys?.[key];
    if (next === undefined) throw new Error(`no rule for ${path.join(".")}`);
    return next;
  }, rule);
}
