// When is it gone?

import { lastAbove } from "./course.mjs";

/** @import { Curve } from "./curves.mjs" */

/**
 * The time [h from bedtime] from which on what the doses add stays under a level; null where it never reaches it.
 * @param {Curve} curve
 * @param {number} level In the compound's unit.
 * @returns {number | null}
 */
export const goneAt = ({ course, peak }, level) => (level > 0 && peak.level > level ? lastAbove(course, level) : null);
