// The kinetics of the screen: sliders of times of peak and half-lives, and what they lead to.

import { element, rangeInput } from "./inputs.mjs";
import { duration } from "./words.mjs";

export const setOf = (compound, name) => compound.parameters[name] ?? Object.values(compound.parameters)[0];

// A slider of a time of peak or half-life, over three times the stated range, which is shaded.
function kineticsSlider(screen, name, key, label) {
  const { low, value, high } = setOf(screen.data.compounds[name], screen.state.parameters)[key];
  const kinetics = screen.state.kinetics[name];
  const { limits } = screen.data;
  const [a, b] = [low ?? value, high ?? value];
  const ends = [Math.min(a / 3, kinetics[key]), Math.max(b * 2, kinetics[key])];
  const step = Math.max(Math.round((ends[1] * 60) / 400), 1) / 60;
  const least = Math.max(Math.round(ends[0] / step), 1) * step;
  const shown = element("output", {}, duration(kinetics[key]));
  const slide = rangeInput(`${label} of ${name}`, kinetics[key], [least, ends[1]], step, duration, (v) => {
    kinetics[key] = Math.min(Math.max(v, limits[key][0]), limits[key][1]);
    shown.textContent = duration(v);
    screen.changed();
  });
  const share = (v) => `${((v - least) / (ends[1] - least)) * 100}%`;
  const stretch = element("span", { class: "pksim-stated" });
  stretch.style.left = share(a);
  stretch.style.width = `calc(${share(b)} - ${share(a)})`;
  const stated = a === b ? "" : ` (stated ${duration(a)} to ${duration(b)})`;
  return element(
    "label", { class: "pksim-slider" }, element("span", {}, `${label}${stated} `, shown),
    element("span", { class: "pksim-range" }, element("span", { class: "pksim-stretch" }, ...(a === b ? [] : [stretch])), slide),
  );
}

const takenIn = ({ data, state }) =>
  Object.keys(data.compounds).filter((name) => state.schedules.some((each) => each.doses.some((dose) => dose.compound === name)));

export function kineticsControls(screen) {
  screen.warnings.clear();
  const rows = takenIn(screen).map((name) => {
    const note = element("p", { class: "pksim-warning", role: "status", hidden: true });
    screen.warnings.set(name, note);
    const sliders = [["tmax_h", "time of peak"], ["half_life_h", "half-life"]];
    return element("div", {}, element("h2", {}, name), ...sliders.map(([key, label]) => kineticsSlider(screen, name, key, label)), note);
  });
  screen.kinetics = element("fieldset", {}, element("legend", {}, "Kinetics"), ...rows);
  return screen.kinetics;
}

// Makes the sliders anew where others are taken than they are for.
export function renewKinetics(screen) {
  if (takenIn(screen).join() !== [...screen.warnings.keys()].join()) screen.kinetics.replaceWith(kineticsControls(screen));
}

export function warn(screen, { panels }) {
  for (const [name, note] of screen.warnings) {
    const curves = panels.find((each) => each.name === name)?.curves ?? [];
    const flips = curves.filter((each) => each.flipFlop).map((each) => each.name);
    const { tmax_h, half_life_h } = screen.state.kinetics[name];
    const why = tmax_h > half_life_h / Math.LN2 ? `, since the peak comes later than half-life/ln 2 (${duration(half_life_h / Math.LN2)})` : "";
    const whose = flips.length < curves.length ? ` in ${flips.join(", ")}` : "";
    note.textContent = flips.length
      ? `Flip-flop${whose}: absorption is slower than elimination${why}. The end of the curve shows absorption.`
      : "";
    note.hidden = !flips.length;
  }
}
