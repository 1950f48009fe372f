// All controls, in the order in which they are wanted.

import { h } from "../picture/drawing.mjs";
import { texts } from "../text/texts.mjs";
import { goalControls } from "./goal.mjs";
import { historyControls, keepControls } from "./keep.mjs";
import { kineticsControls } from "./kinetics.mjs";
import { nightControls } from "./night.mjs";
import { mineControls, scheduleControls } from "./schedules.mjs";

/** @import { Shape } from "../picture/drawing.mjs" */
/** @import { Screen } from "../screen.mjs" */

/** @type {(screen: Screen, alt: () => string, hasLink: boolean) => Shape[]} */
const allControls = (screen, alt, hasLink) => [
  mineControls({ screen }),
  historyControls({ screen, hasLink }),
  goalControls({ screen }),
  screen.kept("night", [{ ...screen.state, schedules: [], kinetics: {}, goal: null }], () => nightControls({ screen })),
  scheduleControls({ screen }),
  kineticsControls({ screen }),
  screen.kept("keep", [], () => keepControls({ screen, alt })),
];

/** @param {{ screen: Screen, alt: () => string, hasLink: boolean }} props */
export const controls = ({ screen, alt, hasLink }) => [
  ...(screen.lesson ? [screen.lesson.controls({ screen })] : allControls(screen, alt, hasLink)),
  h("p", { class: "pksim-note" }, screen.data.note),
  screen.kept("sources", [], () =>
    h(
      "details", { class: "pksim-note" }, h("summary", {}, texts.sources),
      h("ul", {}, Object.entries(screen.data.sources).map(([name, titles]) => h("li", { key: name }, `${name}: ${titles.join("; ")}`))),
    ),
  ),
];
