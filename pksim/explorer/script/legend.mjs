// On a narrow picture the curves have no names beside them; they stand in a row under it, and choose a schedule.

import { h } from "./picture/drawing.mjs";
import { styleOf } from "./picture/palette.mjs";
import { texts } from "./text/texts.mjs";

/** @import { Screen } from "./screen.mjs" */

/** @param {{ screen: Screen }} props */
export function legend({ screen }) {
  const buttons = screen.state.schedules.flatMap(({ name, hidden }, index) => {
    if (hidden) return [];
    const line = h("path", { d: "M0 4H22", "stroke-width": 2.4, ...styleOf(index, screen.palette()) });
    const swatch = h("svg", { viewBox: "0 0 22 8", width: 22, height: 8, "aria-hidden": "true" }, line);
    return [h("button", { type: "button", key: index, "aria-pressed": String(index === screen.selected), onclick: () => screen.select(index) }, swatch, h("span", {}, name))];
  });
  return h("div", { role: "group", "aria-label": texts.curves }, buttons);
}
