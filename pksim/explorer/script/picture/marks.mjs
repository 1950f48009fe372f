// The doses at the foot of a panel. Those of the schedule in use are handles: they can be dragged, and moved by keys.

import { texts } from "../text/texts.mjs";
import { shape } from "./drawing.mjs";
import { styleOf } from "./palette.mjs";

/** @import { At } from "./picture.mjs" */
/** @import { Shape } from "./drawing.mjs" */

export const [TARGET, LEAST_MIN, MOST_MIN] = [24, -48 * 60, 48 * 60];

/**
 * A triangle for each dose, those of one time above one another; it points to what lies outside. Handles come last, and are
 * told from one another by the number of their dose in the schedule, and of its night.
 * @param {At} at
 */
export function dosesOf({ panel, solved, state, place: { x, bottom }, palette, selected, isMine, hasMine }) {
  const feet = new Map();
  /** @type {Shape[]} */
  const plain = [];
  /** @type {Shape[]} */
  const handles = [];
  for (const curve of panel.curves) {
    for (const { time_h: time, place, night } of curve.taken) {
      const shown = Math.min(Math.max(time, solved.first), solved.last);
      const isHandle = curve.index === selected;
      const key = Math.round(shown * 60);
      const level = feet.get(key) ?? 0;
      feet.set(key, level + 1);
      const [px, py] = [x(shown), bottom - 2 - 9 * level];
      const beyond = Math.sign(time - shown);
      const [half, tall] = isHandle ? [6, 11] : [4.5, 8];
      const points = beyond
        ? `${px},${py - 4} ${px - 8 * beyond},${py - 8} ${px - 8 * beyond},${py}`
        : `${px},${py - tall} ${px - half},${py} ${px + half},${py}`;
      const { stroke: fill } = styleOf(curve.index, palette);
      const opacity = hasMine && !isMine(curve.index) && !isHandle ? 0.5 : undefined;
      const mark = shape("polygon", { points, fill, stroke: palette.paper, "stroke-width": 0.8, class: "dose", opacity });
      if (!isHandle) plain.push(mark);
      else {
        const dose = state.schedules[curve.index].doses[place];
        const minutes = Math.round(dose.time_h * 60);
        const name = `${texts.doseHandle} ${place + 1}: ${panel.name}`;
        const said = `${solved.clock(dose.time_h)}, ${texts.minutesFromBed(minutes)}`;
        const target = shape("rect", { x: px - TARGET / 2, y: py - TARGET + 5, width: TARGET, height: TARGET, fill: "transparent" });
        const slider = {
          class: "handle", role: "slider", tabindex: night === 1 || curve.taken.every((each) => each.night !== 1) ? 0 : -1, "data-dose": place, "data-night": night,
          "aria-label": name, "aria-valuemin": LEAST_MIN, "aria-valuemax": MOST_MIN, "aria-valuenow": minutes, "aria-valuetext": said,
        };
        handles.push(shape("g", slider, [target, mark]));
      }
    }
  }
  return [shape("g", {}, plain), shape("g", {}, handles)];
}
