// The state of the screen, and what is refused when it comes from outside.

const isNumber = (value, [low, high]) => typeof value === "number" && value >= low && value <= high;
export const isClock = (text) => typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const own = (object, key) => typeof key === "string" && Object.hasOwn(object, key);

// Read a state from outside: only known keys, only numbers within their limits. Throws with what is wrong.
export function readState(given, data) {
  const fail = (what) => {
    throw new Error(what);
  };
  const { limits } = data;
  if (typeof given !== "object" || given === null || Array.isArray(given)) fail("it is no state of the explorer");
  for (const key of ["bedtime", "wake"]) if (!isClock(given[key])) fail(`${key} is no clock time`);
  if (given.bedtime === given.wake) fail("bedtime and wake are the same");
  const window = { before_h: given.before_h ?? 4, after_wake_h: given.after_wake_h ?? 0 };
  for (const [key, hours] of Object.entries(window))
    if (!isNumber(hours, limits[key])) fail(`${key} is not from ${limits[key].join(" to ")} h`);
  if (!data.parameters.includes(given.parameters)) fail("the parameter set is not known");
  if (typeof given.endogenous !== "boolean") fail("endogenous must be true or false");
  if (!data.presets.includes(given.preset)) fail("the preset is not known");
  if (!data.scales.includes(given.scale)) fail("the scale is not known");
  if (typeof given.kinetics !== "object" || given.kinetics === null) fail("the kinetics are missing");
  const kinetics = {};
  for (const name of Object.keys(data.compounds)) {
    const pair = own(given.kinetics, name) ? given.kinetics[name] : {};
    for (const key of ["tmax_h", "half_life_h"])
      if (!isNumber(pair?.[key], limits[key])) fail(`${key} of ${name} is not from ${limits[key].join(" to ")} h`);
    kinetics[name] = { tmax_h: pair.tmax_h, half_life_h: pair.half_life_h };
  }
  if (!Array.isArray(given.schedules)) fail("the schedules are missing");
  if (given.schedules.length < 1 || given.schedules.length > limits.schedules)
    fail(`there are ${given.schedules.length} schedules; it can be 1 to ${limits.schedules}`);
  const schedules = given.schedules.map((each) => {
    if (typeof each?.name !== "string" || !each.name.trim() || each.name.length > limits.name)
      fail(`a schedule has no name of 1 to ${limits.name} letters`);
    if (!Array.isArray(each.doses) || each.doses.length > limits.doses)
      fail(`a schedule can have up to ${limits.doses} doses`);
    const doses = each.doses.map((dose) => {
      if (!own(data.compounds, dose?.compound)) fail("a dose is of an unknown compound");
      const compound = data.compounds[dose.compound];
      if (!own(compound.formulations, dose.formulation)) fail(`a form of ${dose.compound} is not known`);
      if (!["elemental", "salt", null].includes(dose.basis) || (dose.basis !== null) !== compound.is_salt)
        fail(`a dose of ${dose.compound} does not say whether it is elemental or salt`);
      if (!isNumber(dose.amount_mg, limits.amount_mg)) fail(`an amount is not from ${limits.amount_mg.join(" to ")} mg`);
      if (!isNumber(dose.time_h, limits.time_h)) fail(`a dose is not from ${limits.time_h.join(" to ")} h from bedtime`);
      const { compound: name, formulation, basis, amount_mg, time_h } = dose;
      return { compound: name, formulation, basis, amount_mg, time_h };
    });
    return { name: each.name, hidden: each.hidden === true, doses };
  });
  if (new Set(schedules.map((each) => each.name)).size < schedules.length) fail("two schedules have one name");
  const { bedtime, wake, parameters, preset, scale } = given;
  return { bedtime, wake, ...window, parameters, endogenous: given.endogenous, preset, scale, kinetics, schedules };
}

export const encodeState = (state) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(state)))).replaceAll("+", "-").replaceAll("/", "_");

export function decodeState(text, data) {
  if (text.length > data.limits.link) throw new Error("the link is too long");
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const json = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  return readState(JSON.parse(json), data);
}
