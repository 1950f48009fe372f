// sliders of times of peak and half-lives, with the stated ranges shaded, and what they lead to.

import { h } from "../picture/drawing.mjs";
import { takenIn } from "../keeping/provenance.mjs";
import { setOf } from "../model/intake.mjs";
import { duration } from "../text/numbers.mjs";
import { texts } from "../text/texts.mjs";
import { slider } from "./inputs.mjs";

/** @import { Screen } from "../screen.mjs" */

const STEPS = 400;

/** @param {{ screen: Screen, name: string, which: "tmax_h" | "half_life_h", label: string }} props */
function kineticsSlider({ screen, name, which, label }) {
  const { data: { compounds, limits }, state } = screen;
  const { low, value, high } = setOf(compounds[name], state.parameters)[which];
  const now = state.kinetics[name][which];
  const [a, b] = [low ?? value, high ?? value];
  const last = Math.max(b * 2, now);
  const step = Math.max(Math.round((last * 60) / STEPS), 1) / 60;
  const first = Math.max(Math.round(Math.min(a / 3, now) / step), 1) * step;
  const write = (/** @type {number} */ hours) =>
    screen.change(`${which} of ${name}`, (draft) => void (draft.kinetics[name][which] = Math.min(Math.max(hours, limits[which][0]), limits[which][1])));
  return h(
    "div", {}, slider(screen, { label, more: texts.ofSchedule(name), value: now, range: [first, last], step, say: duration, write, ...(a < b ? { stated: [a, b] } : {}) }),
    a < b && h("span", { class: "pksim-note" }, texts.stated(a, b)),
  );
}

/** @param {{ screen: Screen, name: string }} props */
function flipFlop({ screen, name }) {
  const curves = screen.solved().panels.find((each) => each.name === name)?.curves ?? [];
  const flips = curves.filter((each) => each.flipFlop).map((each) => each.name);
  const { tmax_h, half_life_h } = screen.state.kinetics[name];
  const limit = half_life_h / Math.LN2;
  const whose = flips.length < curves.length ? texts.inSchedules(flips) : "";
  const says = flips.length ? texts.flipFlopWarning(whose, tmax_h > limit ? texts.peakTooLate(limit) : "") : "";
  return h("p", { class: "pksim-warning", role: "status", hidden: !says }, says);
}

/** @param {{ screen: Screen }} props */
export function kineticsControls({ screen }) {
  const rows = takenIn(screen.data, screen.state).map((name) =>
    h(
      "div", { key: name }, h("h2", {}, name),
      kineticsSlider({ screen, name, which: "tmax_h", label: texts.tmax }), kineticsSlider({ screen, name, which: "half_life_h", label: texts.halfLife }),
      flipFlop({ screen, name }),
    ),
  );
  return h("fieldset", {}, h("legend", {}, texts.kinetics), rows);
}
