// A line through all panels, with the time and what each curve has then.

import { number } from "../text/numbers.mjs";
import { texts } from "../text/texts.mjs";
import { shape } from "./drawing.mjs";
import { written } from "./frame.mjs";
import { styleOf } from "./palette.mjs";

/** @import { Curve, Solved } from "../model/curves.mjs" */
/** @import { At, Look } from "./picture.mjs" */
/** @import { Shape } from "./drawing.mjs" */

const [LETTER, PAD] = [6.2, 6];

/** A value between two times of a curve. @type {(times: ArrayLike<number>, values: ArrayLike<number>, time: number) => number} */
export function valueAt(times, values, time) {
  let [low, high] = [0, times.length - 1];
  if (time <= times[low]) return values[low];
  if (time >= times[high]) return values[high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle;
  }
  const share = (time - times[low]) / (times[high] - times[low]);
  return values[low] + share * (values[high] - values[low]);
}

/** What a curve has at a time, in words. @type {(curve: Curve, unit: string, time: number) => string} */
const sayOf = (curve, unit, time) => `${number(valueAt(curve.times, curve.total, time))} ${unit}`;

/** What the cursor says of a schedule. @type {(solved: Solved, time: number, index: number) => string} */
export function sayAt(solved, time, index) {
  const levels = solved.panels.flatMap(({ name, compound, curves }) => {
    const curve = curves.find((each) => each.index === index);
    return curve ? [`${name} ${sayOf(curve, compound.unit, time)}`] : [];
  });
  const name = solved.panels.flatMap(({ curves }) => curves).find((each) => each.index === index)?.name ?? "";
  return [texts.atTime(solved.clock(time), time), ...(levels.length ? [`${name}: ${levels.join(", ")}`] : [])].join("; ");
}

/** @type {(at: At, time: number, isFirst: boolean) => Shape[]} */
function boxOf({ panel, axis, solved, palette, cursor, place: { x, left, right, top, height }, y, sheet }, time, isFirst) {
  const size = sheet.isCompact ? 10 : 11.5;
  const line = size + 2.5;
  const most = Math.max(Math.floor((height + (sheet.isCompact ? 16 : 0)) / line) - (isFirst ? 1 : 0), 2);
  const ranked = panel.curves
    .map((curve) => ({ curve, level: valueAt(curve.times, curve.total, time), isNearest: curve.index === cursor?.schedule }))
    .sort((a, b) => Number(b.isNearest) - Number(a.isNearest) || b.level - a.level);
  const shown = ranked.slice(0, ranked.length > most ? most - 1 : most);
  const rows = shown.map(({ curve, level, isNearest }) => ({ says: `${curve.name.length > 20 ? `${curve.name.slice(0, 19)}…` : curve.name}  ${number(level)} ${panel.compound.unit}`, curve, isNearest }));
  const heads = isFirst ? [texts.atTime(solved.clock(time), time)] : [];
  const more = ranked.length > shown.length ? [`+ ${ranked.length - shown.length}`] : [];
  const width = Math.max(...heads.map((each) => each.length), ...rows.map(({ says }) => says.length + 3)) * LETTER * (size / 11.5) + 2 * PAD;
  const side = x(time) + 10 + width <= Math.max(right, sheet.width - 4) ? x(time) + 10 : Math.max(x(time) - 10 - width, left - 40);
  const tall = (heads.length + rows.length + more.length) * line + PAD;
  const dots = ranked.map(({ curve, isNearest }) => {
    const at = y(valueAt(curve.times, axis.levels(curve), time));
    return shape("circle", { cx: x(time), cy: Math.min(at, top + height), r: isNearest ? 4 : 2.5, fill: styleOf(curve.index, palette).stroke, stroke: palette.paper });
  });
  const head = heads.map((says, i) => written(palette, says, { x: side + PAD, y: top + (i + 1) * line, "font-size": size, fill: palette.ink, "font-weight": 700 }));
  const body = rows.flatMap(({ says, curve, isNearest }, i) => {
    const at = top + (i + 1 + heads.length) * line;
    return [
      shape("path", { d: `M${side + PAD} ${at - 4}h14`, "stroke-width": 2.4, ...styleOf(curve.index, palette) }),
      written(palette, says, { x: side + PAD + 18, y: at, "font-size": size, fill: palette.ink, "font-weight": isNearest ? 700 : 400 }),
    ];
  });
  const rest = more.map((says) => written(palette, says, { x: side + PAD + 18, y: top + (heads.length + rows.length + 1) * line, "font-size": size }));
  return [...dots, shape("rect", { x: side, y: top, width, height: tall, rx: 4, fill: palette.paper, stroke: palette.rule, opacity: 0.93 }), ...head, ...body, ...rest];
}

/** @type {(look: Look, ats: At[]) => Shape[]} */
export function cursorOf({ cursor, palette }, ats) {
  if (!cursor) return [];
  const time = cursor.time_h;
  /** @type {Map<number, At[]>} */
  const columns = new Map();
  for (const at of ats) columns.set(at.place.left, [...(columns.get(at.place.left) ?? []), at]);
  const lines = [...columns.values()].map((column) => {
    const { x, top } = column[0].place;
    const bottom = column[column.length - 1].place.bottom;
    return shape("line", { class: "cursor", x1: x(time), x2: x(time), y1: top, y2: bottom, stroke: palette.accent, "stroke-width": 1.2 });
  });
  return [...lines, ...ats.flatMap((at, i) => boxOf(at, time, i === 0))];
}
