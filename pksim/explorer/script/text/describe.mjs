// A paragraph for a schedule, which says of each compound what `pksim/show/words/curves.py` says in more words.

import { texts } from "./texts.mjs";

/** @import { Curve, Panel, Solved } from "../model/curves.mjs" */
/** @import { State } from "../types.d.ts" */

/**
 * @param {Solved} solved
 * @param {number} index Which schedule.
 */
export function describe(solved, index) {
  return solved.panels
    .flatMap((panel) => {
      const curve = panel.curves.find((each) => each.index === index);
      return curve ? [clausesOf(curve, panel, solved).join("; ")] : [];
    })
    .join(". ");
}

/**
 * For which habitual bedtime the body's own is drawn.
 * @param {Solved} solved
 * @param {State} state
 */
export function whoseClock({ panels }, { bedtime, habitual_bedtime: habitual }) {
  const sentences = panels.flatMap(({ own }) => {
    if (own === null || own.amplitude === null) return [];
    if (own.peak_clock_h !== null) return [texts.ownWhatever(own.peak ?? "")];
    return [texts.ownFor(habitual ?? bedtime, habitual === null)];
  });
  return [...new Set(sentences)].join(" ");
}

/**
 * What has changed since a curve was drawn, of each compound.
 * @param {Solved} before
 * @param {Solved} now
 * @param {number} index
 */
export function differences(before, now, index) {
  return now.panels.flatMap((panel) => {
    const curve = panel.curves.find((each) => each.index === index);
    const old = before.panels.find(({ name }) => name === panel.name)?.curves.find((each) => each.index === index);
    if (!curve || !old || !old.peak.level || before.nights + now.nights > 2) return [];
    return texts.difference(panel.name, curve.peak.time - old.peak.time, curve.peak.level / old.peak.level) || [];
  });
}

/** @type {(curve: Curve, panel: Panel, solved: Solved) => string[]} */
function clausesOf(curve, { name, compound: { unit }, own }, { clock, nights }) {
  const { time, level } = curve.peak;
  const clauses =
    nights === 1
      ? [texts.peaks(name, time, level, unit), texts.onWaking(curve.atWake / level)]
      : [
          texts.peaksInNight(name, Math.min(Math.max(Math.floor(time / 24 + 0.5) + 1, 1), nights), clock(time), level, unit),
          texts.accumulates(curve.wakings[0], curve.wakings[nights - 1], nights, unit),
        ];
  if (curve.flipFlop) clauses.push(texts.flipFlop(curve.terminal_h, curve.half_life_h));
  if (curve.close_h) clauses.push(texts.close(curve.close_h));
  if (own && curve.totalPeak) {
    const { time: when, level: total, own: highest } = curve.totalPeak;
    if (own.amplitude === null) clauses.push(texts.withConstant(highest, total, unit, total / highest));
    else clauses.push(texts.withOwn(clock(when), total, unit, total / highest));
  }
  return clauses;
}
