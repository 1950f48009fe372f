// What stands around the curves: nights, hours, grid and titles.

import { texts } from "../text/texts.mjs";
import { shape } from "./drawing.mjs";

/** @import { Attributes } from "./drawing.mjs" */
/** @import { At, Look } from "./picture.mjs" */
/** @import { Palette } from "./palette.mjs" */
/** @import { Sheet } from "./sheet.mjs" */

const DAY_H = 24;
const TITLE_LETTER = 7.6;

/** @type {(palette: Palette, content: string, at: Attributes) => import("./drawing.mjs").Shape} */
export const written = (palette, content, at) => shape("text", { fill: palette.quiet, "font-size": 12, ...at }, content);

/** @type {(count: number) => number[]} */
export const nightStarts = (count) => Array.from({ length: count }, (_, i) => i * DAY_H);

/** @param {At} at */
export function nightsOf({ place: { x, top, bottom, height }, solved: { nights, wake }, palette }) {
  return nightStarts(nights).flatMap((start) => [
    shape("rect", { x: x(start), y: top, width: x(start + wake) - x(start), height, fill: palette.sleep }),
    shape("line", { x1: x(start), x2: x(start), y1: top, y2: bottom, stroke: palette.ink, "stroke-width": nights === 1 ? 2.4 : 1.4 }),
  ]);
}

/** @param {At} at */
export function gridOf({ axis, y, place: { left, right }, palette, sheet }) {
  return axis.ticks.flatMap((tick) => [
    shape("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: palette.rule, "stroke-width": 0.7 }),
    written(palette, axis.label(tick), { x: left - 7, y: y(tick) + 4, "text-anchor": "end", "font-size": sheet.isCompact ? 11 : 12 }),
  ]);
}

/** @param {At} at */
export function hoursOf({ place: { x, top, bottom, isFirst, isLast, hasStrip, right }, sheet, solved, state, palette }) {
  const { every, isCompact, isNarrow, width } = sheet;
  const foot = bottom + (hasStrip ? 18 : 0) + (isCompact ? 14 : 17);
  const parts = [];
  const isOneNight = solved.nights === 1;
  for (let hour = Math.ceil(solved.first / every) * every; hour <= solved.last + 1e-9; hour += every) {
    parts.push(shape("line", { x1: x(hour), x2: x(hour), y1: bottom, y2: bottom + 4, stroke: palette.quiet }));
    const edge = isNarrow && x(hour) > width - 24 ? { x: x(hour) + 12, "text-anchor": "end" } : { x: x(hour), "text-anchor": "middle" };
    if (isOneNight && (isLast || !isCompact)) parts.push(written(palette, hour > 0 ? `+${hour}` : String(hour).replace("-", "−"), { ...edge, y: foot }));
    const isBedtime = isCompact && hour === 0 && isOneNight;
    if (isFirst && (isOneNight || every < DAY_H)) parts.push(written(palette, solved.clock(hour), { ...edge, y: top - 6, ...(isBedtime ? { fill: palette.ink, "font-weight": 700 } : {}) }));
  }
  if (!isOneNight && (isLast || !isCompact))
    for (const start of nightStarts(solved.nights)) parts.push(written(palette, texts.nightNumber(start / DAY_H + 1).replace(/^.* /, solved.nights > 7 || isNarrow ? "" : "$&"), { x: x(start + solved.wake / 2), y: foot, "text-anchor": "middle" }));
  if (!isFirst || isCompact || !isOneNight) return parts;
  const mark = { y: top - 22, "text-anchor": "middle", "font-size": 11.5 };
  const asleep = x(solved.wake) - x(0);
  parts.push(written(palette, texts.bedtimeAt(state.bedtime), { x: x(0), ...mark, fill: palette.ink, "font-weight": 600 }));
  if (!isNarrow && asleep > 190) parts.push(written(palette, texts.asleep, { x: x(solved.wake / 2), ...mark }));
  if (asleep > 130) parts.push(written(palette, texts.wakeAt(state.wake), { x: Math.min(x(solved.wake), right), ...mark, ...(isNarrow ? { "text-anchor": "end" } : {}) }));
  return parts;
}

/**
 * What is drawn and in which unit, as fully as there is room.
 * @param {At} at
 */
export function titleOf({ panel, axis, sheet, place: { left, top, right, isFirst }, state, palette }) {
  const { isNarrow, isCompact, columns, width } = sheet;
  const full = panel.own && axis.total ? panel.own.measure : panel.compound.measure;
  const [short] = full.split(",");
  const isShare = state.scale === "share of peak";
  const unit = isShare ? texts.shareOfPeak : `${panel.compound.unit}${axis.log ? `, ${texts.logarithmic}` : ""}`;
  const above = isCompact ? (isFirst ? 20 : 5) : isFirst ? 38 : 12;
  const place = { x: isNarrow || isCompact ? left - 40 : left, y: top - above, fill: palette.ink, "font-weight": 600, "font-size": isCompact ? 12 : 13 };
  const titles = [`${full} (${unit})`, `${short} (${unit})`, `${short} (${unit.replace(texts.logarithmic, texts.log)})`, short];
  const room = (columns > 1 ? right : width) - place.x;
  return written(palette, titles.find((each) => each.length * TITLE_LETTER < room) ?? panel.name, place);
}

/** @type {(look: Look, sheet: Sheet) => import("./drawing.mjs").Shape[]} */
export function frameOf({ palette, solved }, { isCompact, places: [first], height }) {
  if (isCompact || !first || solved.nights > 1) return [];
  return [written(palette, texts.hoursFromBedtime, { x: first.left + first.inner / 2, y: height - 8, "text-anchor": "middle" })];
}
