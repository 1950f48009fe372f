// Whose numbers are on the screen, and which were set by hand: it goes with every picture and table.

import { setNameOf, setOf } from "../model/intake.mjs";
import { texts } from "../text/texts.mjs";

/** @import { Data, State } from "../types.d.ts" */

/** @type {(data: Data, state: State) => string[]} */
export const takenIn = ({ compounds }, { schedules }) =>
  Object.keys(compounds).filter((name) => schedules.some(({ doses }) => doses.some((dose) => dose.compound === name)));

/**
 * What was set by hand, in words.
 * @param {State} state
 * @param {Data} data
 */
export function changesOf(state, data) {
  return takenIn(data, state).flatMap((name) => {
    const set = setOf(data.compounds[name], state.parameters);
    const now = state.kinetics[name];
    return /** @type {const} */ (["tmax_h", "half_life_h"])
      .filter((key) => now[key] !== set[key].value)
      .map((key) => texts.byHand(name, { tmax_h: texts.tmax, half_life_h: texts.halfLife }[key], now[key], set[key].value));
  });
}

/** @type {(state: State, data: Data) => string[]} */
export const provenance = (state, data) => [
  texts.model,
  `${texts.ofParameters(takenIn(data, state).map((name) => `${name}: ${setNameOf(data.compounds[name], state.parameters)}`))} ${texts.changedByHand(changesOf(state, data))}`,
  texts.sourcesOf(takenIn(data, state).map((name) => `${name}: ${data.sources[name].join(", ")}`)),
];
