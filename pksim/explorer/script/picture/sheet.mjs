// Where everything lies: panels under one another, or side by side where there is width but no height.

/** @import { Solved } from "../model/curves.mjs" */
/** @typedef {ReturnType<typeof sheetOf>} Sheet */
/** @typedef {Sheet["places"][number]} Place */

const [PANEL, COMPACT, STRIP] = [230, 150, 18];
export const NARROW = 520;

/** @type {(count: number) => number} */
const naturalHeight = (count) => 52 + count * (PANEL + 58) - 58 + 46;

/**
 * @param {Solved} solved
 * @param {number} width
 * @param {number | null} height What there is; null for what is needed.
 * @param {string | null} goal The compound whose panel has a strip of shares under it.
 */
export function sheetOf(solved, width, height, goal) {
  const { panels, first, last, nights } = solved;
  const count = Math.max(panels.length, 1);
  const tall = Math.min(height ?? Infinity, naturalHeight(count) + (goal ? STRIP : 0));
  const isNarrow = width < NARROW;
  const rough = (tall - 98 - (count - 1) * 58) / count;
  const isCompact = rough < COMPACT;
  const columns = isCompact && count > 1 && width >= NARROW ? count : 1;
  const rows = count / columns;
  const strips = goal ? STRIP : 0;
  const [top, between, foot] = isCompact ? [32, 20, 22] : [52, 58, 46];
  const [left, right] = [isCompact ? 48 : 58, isNarrow || isCompact ? 14 : 150];
  const panelHeight = Math.max((tall - top - foot - strips - (rows - 1) * between) / rows, 30);
  const inner = width / columns - left - right;
  const hours = last - first;
  const steps = nights === 1 ? [1, 2, 3, 4, 6] : [6, 12, 24, 48];
  const every = steps.find((n) => (hours / n) * 44 <= inner) ?? (nights === 1 ? 8 : 96);
  let y = top;
  const places = panels.map((panel, i) => {
    const [row, column] = columns === 1 ? [i, 0] : [0, i];
    const from = left + (column * width) / columns;
    const place = {
      row, left: from, right: from + inner, inner, top: y, bottom: y + panelHeight, height: panelHeight,
      hasStrip: panel.name === goal, isFirst: row === 0, isLast: row === rows - 1,
      x: (/** @type {number} */ hour) => from + ((hour - first) / hours) * inner,
      hour: (/** @type {number} */ x) => first + ((x - from) / inner) * hours,
    };
    if (columns === 1) y = place.bottom + (place.hasStrip ? STRIP : 0) + between;
    return place;
  });
  return { width, height: tall, isNarrow, isCompact, columns, every, places, hasNames: right > 100, panelHeight };
}
