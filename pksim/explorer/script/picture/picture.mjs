// The picture: curves against bedtime.

import { scaleOf } from "./axis.mjs";
import { cursorOf } from "./cursor.mjs";
import { layer, patch, shape } from "./drawing.mjs";
import { frameOf, gridOf, hoursOf, nightsOf, titleOf } from "./frame.mjs";
import { labelsOf } from "./labels.mjs";
import { bandsOf, curvesOf, ghostOf, noiseOf, ownOf, statusOf } from "./lines.mjs";
import { dosesOf } from "./marks.mjs";
import { sheetOf } from "./sheet.mjs";
import { stripOf, windowOf } from "./strip.mjs";

/** @import { State } from "../types.d.ts" */
/** @import { Panel, Solved } from "../model/curves.mjs" */
/** @import { Timing } from "../model/timing.mjs" */
/** @import { Axis } from "./axis.mjs" */
/** @import { Palette } from "./palette.mjs" */
/** @import { Place, Sheet } from "./sheet.mjs" */

/**
 * What to draw, and how.
 * @typedef {object} Look
 * @property {State} state
 * @property {Solved} solved
 * @property {number} width
 * @property {number | null} height What there is; null for what is needed.
 * @property {Palette} palette
 * @property {number} [selected] The schedule whose doses are handles.
 * @property {(index: number) => boolean} isMine Whether a schedule is one's own, before which published ones step back.
 * @property {Solved | null} [before] What was to be seen before the last change.
 * @property {Timing | null} [timing] When to take what.
 * @property {{ time_h: number, schedule: number, compound: string } | null} [cursor]
 *
 * @typedef {Look & { sheet: Sheet, place: Place, panel: Panel, axis: Axis, y: (value: number) => number, clip: string, hasMine: boolean }} At
 */

const FONT = "system-ui, 'DejaVu Sans', sans-serif";
const TICK_PX = 46;

/**
 * Draws everything into an <svg> anew: some hundred elements, of which those that differ are touched.
 * @param {SVGElement} svg
 * @param {Look} look
 */
export function draw(svg, look) {
  const { solved, state, width, palette } = look;
  const sheet = sheetOf(solved, width, look.height, look.timing?.compound ?? null);
  const hasMine = state.schedules.some((each, i) => !each.hidden && look.isMine(i)) && state.schedules.some((each, i) => !each.hidden && !look.isMine(i));
  const ats = solved.panels.map((panel, i) => {
    const place = sheet.places[i];
    const axis = scaleOf(panel, state, solved.logFrom, Math.max(Math.round(place.height / TICK_PX), 2));
    const y = (/** @type {number} */ value) => place.bottom - axis.place(value) * place.height;
    return { ...look, sheet, place, panel, axis, y, clip: `${svg.id || "pksim"}-clip-${i}`, hasMine };
  });
  patch(svg, [
    shape("rect", { width, height: sheet.height, fill: palette.paper }),
    ...ats.map((at) => layer(panelOf(at), { class: "panel", "data-compound": at.panel.name })),
    layer(frameOf(look, sheet)),
    layer(cursorOf(look, ats), { "pointer-events": "none" }),
  ]);
  svg.setAttribute("viewBox", `0 0 ${width} ${sheet.height}`);
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("text-rendering", "optimizeSpeed");
  return { sheet, ats };
}

/**
 * One compound, from back to front; what may leave the panel is clipped.
 * @param {At} at
 */
function panelOf(at) {
  const { place: { left, inner, top, bottom, height, isFirst }, palette, clip } = at;
  return [
    shape("clipPath", { id: clip }, [shape("rect", { x: left, y: top - 1, width: inner, height: height + 2 })]),
    layer(nightsOf(at)),
    layer(gridOf(at)),
    layer([...noiseOf(at), ...ownOf(at), ...windowOf(at)], { "clip-path": `url(#${clip})` }),
    layer(bandsOf(at), { "clip-path": `url(#${clip})` }),
    layer(ghostOf(at), { "clip-path": `url(#${clip})` }),
    layer(curvesOf(at), { "clip-path": `url(#${clip})` }),
    layer(statusOf(at)),
    shape("path", { d: `M${left} ${top}V${bottom}H${left + inner}`, fill: "none", stroke: palette.quiet }),
    layer(hoursOf(at)),
    layer(stripOf(at)),
    layer(labelsOf(at)),
    layer([titleOf(at)], isFirst ? {} : { class: "lower" }),
    layer(dosesOf(at)),
  ];
}
