// The night: when one goes to bed and wakes, for how many nights, and by whose numbers.

import { h } from "../picture/drawing.mjs";
import { setOf } from "../model/intake.mjs";
import { ruleOf } from "../reading/rules.mjs";
import { isGood } from "../reading/state.mjs";
import { texts } from "../text/texts.mjs";
import { checkbox, choice, numberField, textField, ruleOfText } from "./inputs.mjs";

/** @import { Scale, State } from "../types.d.ts" */
/** @import { Screen } from "../screen.mjs" */

/** @param {{ screen: Screen, which: "bedtime" | "wake" | "habitual_bedtime", label: string }} props */
function clock({ screen, which, label }) {
  const { data, state } = screen;
  const rule = ruleOf(data.rules, which);
  const judge = (/** @type {string} */ text) => {
    if (!isGood(text || null, rule)) return ruleOfText(label, rule);
    const other = { bedtime: state.wake, wake: state.bedtime, habitual_bedtime: null }[which];
    return text === other ? texts.sameClocks : "";
  };
  const write = (/** @type {string} */ text) =>
    screen.change(which, (draft) => {
      if (which === "habitual_bedtime") draft.habitual_bedtime = text || null;
      else draft[which] = text;
    });
  return textField(screen, { label, value: state[which] ?? "", type: "time", required: which !== "habitual_bedtime", judge, write });
}

/** @type {(state: State, name: string, compounds: Screen["data"]["compounds"]) => void} */
function useSet(state, name, compounds) {
  state.parameters = name;
  for (const [key, compound] of Object.entries(compounds)) {
    const set = setOf(compound, name);
    state.kinetics[key] = { tmax_h: set.tmax_h.value, half_life_h: set.half_life_h.value };
  }
}

/** @type {(rules: Screen["data"]["rules"], key: string) => string[]} */
const namesOf = (rules, key) => (ruleOf(rules, key).one_of ?? []).map(String);

/** @param {{ screen: Screen }} props */
export function nightControls({ screen }) {
  const { data, state } = screen;
  return h(
    "fieldset", { class: "pksim-night" }, h("legend", {}, texts.night),
    clock({ screen, which: "bedtime", label: texts.bedtime }),
    clock({ screen, which: "wake", label: texts.wake }),
    numberField(screen, {
      label: texts.nights, value: state.nights, range: data.limits.nights, step: 1, unit: "", isWhole: true,
      write: (value) => screen.change("nights", (draft) => void (draft.nights = value)),
    }),
    choice(screen, {
      label: texts.parameters, names: namesOf(data.rules, "parameters"), value: state.parameters,
      write: (name) => screen.change("parameters", (draft) => useSet(draft, name, data.compounds)),
    }),
    choice(screen, {
      label: texts.scale, names: namesOf(data.rules, "scale"), value: state.scale,
      write: (name) => screen.change("scale", (draft) => void (draft.scale = /** @type {Scale} */ (name))),
    }),
    checkbox({ label: texts.own, value: state.endogenous, write: (checked) => screen.change("endogenous", (draft) => void (draft.endogenous = checked)) }),
    state.endogenous && [
      choice(screen, {
        label: texts.preset, names: namesOf(data.rules, "preset"), value: state.preset,
        write: (name) => screen.change("preset", (draft) => void (draft.preset = name)),
      }),
      clock({ screen, which: "habitual_bedtime", label: texts.habitual }),
    ],
  );
}
