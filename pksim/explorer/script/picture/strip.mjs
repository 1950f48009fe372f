// When to take it: under the axis of the compound, the share of the stated ranges that reaches the goal, by time of the dose.

import { shape } from "./drawing.mjs";

/** @import { At } from "./picture.mjs" */

const [GAP, HEIGHT] = [5, 12];

/** The good times, over the whole panel. @param {At} at */
export function windowOf({ timing, panel, place: { x, top, height }, palette }) {
  if (timing?.compound !== panel.name) return [];
  return timing.windows.map(([from, to]) => shape("rect", { class: "window", x: x(from), y: top, width: Math.max(x(to) - x(from), 2), height, fill: palette.accent, opacity: 0.12 }));
}

/** @param {At} at */
export function stripOf({ timing, panel, place: { x, bottom, hasStrip }, palette }) {
  if (!timing || !hasStrip || timing.compound !== panel.name) return [];
  const { times, shares, best } = timing;
  const y = bottom + GAP;
  const cells = Array.from(times, (time, i) => {
    const from = i ? (times[i - 1] + time) / 2 : time;
    const to = i + 1 < times.length ? (time + times[i + 1]) / 2 : time;
    return shape("rect", { x: x(from), y, width: Math.max(x(to) - x(from) + 0.3, 0.5), height: HEIGHT, fill: palette.accent, "fill-opacity": Number((0.04 + 0.9 * shares[i]).toFixed(3)), "data-time": time, "data-share": shares[i] });
  });
  const [first, last] = [times[0], times[times.length - 1]];
  const frame = shape("rect", { x: x(first), y, width: x(last) - x(first), height: HEIGHT, fill: "none", stroke: palette.quiet, "stroke-width": 0.8 });
  const mark = best ? [shape("path", { d: `M${x(best.time_h)} ${y - 3}l-4 -5h8z`, fill: palette.accent })] : [];
  return [shape("g", { class: "strip" }, cells), frame, ...mark];
}
