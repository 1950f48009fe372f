// When should I take it, and when is it gone?

import { h } from "../picture/drawing.mjs";
import { takenIn } from "../keeping/provenance.mjs";
import { goneAt } from "../model/gone.mjs";
import { NEAR_BEST, PEOPLE } from "../model/timing.mjs";
import { bedHours } from "../reading/schedule.mjs";
import { clockHours } from "../text/numbers.mjs";
import { texts } from "../text/texts.mjs";
import { button, choice, numberField, textField } from "./inputs.mjs";

/** @import { Goal } from "../types.d.ts" */
/** @import { Screen } from "../screen.mjs" */
/** @typedef {Goal["kind"]} Kind */

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** A goal of this kind that makes sense for the compound. @type {(kind: Kind, compound: string, level: number, wake: number) => Goal} */
function goalOf(kind, compound, level, wake) {
  const near = Number(level.toPrecision(1));
  if (kind === "peak") return { kind, compound, time_h: 0, within_h: 0.25 };
  if (kind === "level") return { kind, compound, time_h: 0, share: 0.9 };
  if (kind === "waking") return { kind, compound, level: near };
  return { kind, compound, level: near, from_h: 0, to_h: Math.min(4, wake), share: 1 };
}

/** Moves the goal's doses of a schedule so that all are taken at a time. @type {(screen: Screen, compound: string, time_h: number) => void} */
export const takeAt = (screen, compound, time_h) =>
  screen.change("take at", (draft) => {
    for (const dose of draft.schedules[screen.selected].doses) if (dose.compound === compound) dose.time_h = time_h;
  });

/** The goal's numbers, by its kind. @param {{ screen: Screen, goal: Goal }} props */
function numbers({ screen, goal }) {
  const { data, state } = screen;
  const { unit } = data.compounds[goal.compound];
  const change = (/** @type {Partial<Goal>} */ values) => screen.change(`goal ${Object.keys(values)}`, (draft) => void Object.assign(draft.goal ?? {}, values));
  const isRising = (/** @type {object} */ values) => {
    const { from_h: from, to_h: to } = { from_h: 0, to_h: 1, ...goal, ...values };
    return from < to;
  };
  const clock = (/** @type {string} */ label, /** @type {string} */ key, /** @type {number} */ hours) =>
    textField(screen, {
      label, more: texts.goal, type: "time", required: true, value: screen.solved().clock(hours), judge: (text) => (!CLOCK.test(text) ? texts.mustBe(label, "HH:MM") : isRising({ [key]: bedHours(clockHours(text), state) }) ? "" : texts.noSpan),
      write: (text) => change({ [key]: bedHours(clockHours(text), state) }),
    });
  const amount = (/** @type {string} */ label, /** @type {string} */ key, /** @type {number} */ value, /** @type {[number, number]} */ range, /** @type {string} */ of, factor = 1) =>
    numberField(screen, { label, more: texts.goal, value: value * factor, range, step: of === "%" || of === "min" ? 5 : 10 ** Math.floor(Math.log10(value || 1)), unit: of, write: (v) => change({ [key]: v / factor }) });
  switch (goal.kind) {
    case "peak":
      return [clock(texts.at, "time_h", goal.time_h), amount(texts.within, "within_h", goal.within_h, [1, 720], "min", 60)];
    case "level":
      return [amount(texts.atLeast, "share", goal.share, [1, 100], "%", 100), clock(texts.at, "time_h", goal.time_h)];
    case "waking":
      return amount(texts.below, "level", goal.level, [1e-6, 1e9], unit);
    default:
      return [
        amount(texts.above, "level", goal.level, [1e-6, 1e9], unit), clock(texts.from, "from_h", goal.from_h), clock(texts.to, "to_h", goal.to_h),
        amount(texts.forAtLeast, "share", goal.share, [1, 100], "%", 100),
      ];
  }
}

/** What the strip shows, in words, and the step that follows from it. @param {{ screen: Screen, goal: Goal }} props */
function answer({ screen, goal }) {
  const timing = screen.timing();
  const { clock } = screen.solved();
  const { compound } = goal;
  if (!timing) return h("p", { class: "pksim-note", role: "status" }, texts.notTaken(compound, screen.state.schedules[screen.selected].name));
  const { best, windows, times, now } = timing;
  const spans = windows.map(([from, to]) => texts.span(clock(from), clock(to)));
  const said = best
    ? [texts.best(compound, clock(best.time_h), best.time_h, Math.round(best.share * PEOPLE), PEOPLE), texts.asGood(spans, 100 * NEAR_BEST), ...(now === null ? [] : [texts.nowShare(now)])]
    : [texts.never(clock(times[0]), clock(times[times.length - 1]), PEOPLE)];
  return [
    h("p", { class: "pksim-answer", role: "status" }, said.join(" ")),
    best && button({ label: texts.moveTo(clock(best.time_h)), press: () => takeAt(screen, compound, best.time_h) }),
  ];
}

/** @param {{ screen: Screen }} props */
function gone({ screen }) {
  const { panels, clock } = screen.solved();
  const said = panels.flatMap((panel) => {
    const curve = panel.curves.find(({ index }) => index === screen.selected);
    if (!curve) return [];
    const tenth = goneAt(curve, curve.peak.level / 10) ?? curve.peak.time;
    return [texts.gone(panel.name, clock(tenth), tenth, panel.own !== null)];
  });
  const { name } = screen.state.schedules[screen.selected];
  return said.length ? h("p", { class: "pksim-gone" }, h("b", {}, `${name}: `), `${said.join(". ")}.`) : null;
}

/** @param {{ screen: Screen }} props */
export function goalControls({ screen }) {
  const { data, state, state: { goal } } = screen;
  const taken = takenIn(data, state);
  const { panels, wake } = screen.solved();
  const set = (/** @type {string} */ kind, /** @type {string} */ compound) => {
    const level = panels.find(({ name }) => name === compound)?.curves[0]?.peak.level ?? 1;
    screen.change("goal", (draft) => void (draft.goal = kind === "none" ? null : goalOf(/** @type {Kind} */ (kind), compound, level / 10, wake)));
  };
  return h(
    "fieldset", {}, h("legend", {}, texts.when),
    h(
      "div", { class: "pksim-row" },
      choice(screen, { label: texts.goal, names: Object.entries(texts.goals), value: goal?.kind ?? "none", write: (kind) => set(kind, goal?.compound ?? taken[0]) }),
      goal && choice(screen, { label: texts.of, more: texts.goal, names: Object.keys(data.compounds), value: goal.compound, write: (name) => set(goal.kind, name) }),
      goal && numbers({ screen, goal }),
    ),
    goal && answer({ screen, goal }),
    gone({ screen }),
  );
}
