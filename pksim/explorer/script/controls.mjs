// The controls. Each changes the state of the screen and says so; `screen` is what `mount` makes.

import { styleOf } from "./picture.mjs";
import { patch, picture, shape } from "./drawing.mjs";
import { button, checkbox, choice, element, linesInput, numberInput, rangeInput, refill, textInput } from "./inputs.mjs";
import { renewKinetics, setOf } from "./kinetics.mjs";
import { readSchedule, tooMany, writeSchedule } from "./schedule.mjs";
import { isGood } from "./state.mjs";

const TIME_STEP_MIN = 5;
const FARTHEST_MIN = 360;

const doseOf = (name, compound, time_h) => ({
  compound: name, formulation: compound.usual, basis: compound.is_salt ? "elemental" : null, amount_mg: compound.example_mg, time_h,
});

export function nightControls(screen) {
  const { data, state } = screen;
  const { keys } = data.rules;
  const clock = (label, key) => {
    const wrong = (text) => {
      if (!isGood(text || null, keys[key])) return `${label} must be ${keys[key].what}.`;
      const other = { bedtime: state.wake, wake: state.bedtime }[key];
      return text === other ? "Bedtime and wake must differ." : "";
    };
    const required = keys[key].default === undefined;
    const [input, reason] = textInput({ type: "time", value: state[key], required }, wrong, (text) => {
      state[key] = text || null;
      screen.changed();
    });
    return element("label", {}, label, input, reason);
  };
  const parameters = choice("Parameter set", keys.parameters.one_of, state.parameters, (name) => {
    state.parameters = name;
    for (const [key, compound] of Object.entries(data.compounds)) {
      const set = setOf(compound, name);
      state.kinetics[key] = { tmax_h: set.tmax_h.value, half_life_h: set.half_life_h.value };
    }
    screen.rebuild();
  });
  const body = checkbox({}, state.endogenous, (checked) => {
    state.endogenous = checked;
    screen.rebuild();
  });
  const profile = choice("Whose profile of the body's own", keys.preset.one_of, state.preset, (name) => {
    state.preset = name;
    screen.changed();
  });
  const scale = choice("Vertical axis", keys.scale.one_of, state.scale, (name) => {
    state.scale = name;
    screen.changed();
  });
  return element(
    "fieldset", { class: "pksim-night" }, element("legend", {}, "Night"),
    clock("Bedtime", "bedtime"), clock("Wake", "wake"),
    element("label", {}, "Kinetics", parameters), element("label", {}, "Axis", scale),
    element("label", { class: "pksim-check" }, body, "the body's own"), ...(state.endogenous ? [profile, clock("Habitual bedtime", "habitual_bedtime")] : []),
  );
}

const inUnit = (input, unit) => element("span", { class: "pksim-unit" }, input, unit);

// When a dose is taken: a slider and a number, each following the other.
function timeControls(screen, dose, which, changed) {
  const said = (minutes) => (minutes === 0 ? "at bedtime" : `${Math.abs(minutes)} min ${minutes < 0 ? "before" : "after"} bed`);
  const minutes = dose.time_h * 60;
  const shown = element("output", {}, said(Math.round(minutes)));
  const ends = screen.data.limits.time_h.map((hours) => -hours * 60).reverse();
  const [typed, reason] = numberInput(`Minutes before bed of ${which}`, -minutes, ends, TIME_STEP_MIN, "min", (v) => {
    slide.value = String(-v);
    dose.time_h = -v / 60;
    shown.textContent = said(-v);
    changed();
  });
  const reach = [Math.min(-FARTHEST_MIN, minutes), Math.max(FARTHEST_MIN, minutes)];
  const slide = rangeInput(`Time of ${which}`, minutes, reach, TIME_STEP_MIN, said, (v) => {
    typed.value = String(-v);
    typed.dispatchEvent(new Event("input"));
  });
  return [element("div", { class: "pksim-row" }, slide, inUnit(typed, "min before")), shown, reason];
}

function doseControls(screen, schedule, dose, index, changed) {
  const { compounds, limits } = screen.data;
  const compound = compounds[dose.compound];
  const which = `dose ${index + 1} of ${schedule.name}`;
  const put = (key) => (value) => {
    dose[key] = value;
    changed();
  };
  const kind = choice(`Compound of ${which}`, Object.keys(compounds), dose.compound, (name) => {
    Object.assign(dose, doseOf(name, compounds[name], dose.time_h));
    screen.rebuild();
  });
  const forms = choice(`Form of ${which}`, Object.keys(compound.formulations), dose.formulation, put("formulation"));
  const [amount, reason] = numberInput(`Amount of ${which}`, dose.amount_mg, limits.amount_mg, compound.step_mg, "mg", put("amount_mg"));
  const basis = compound.is_salt ? [choice(`Basis of ${which}`, ["elemental", "salt"], dose.basis, put("basis"))] : [];
  const remove = button("×", `Remove ${which}`, () => {
    schedule.doses.splice(index, 1);
    screen.rebuild();
  });
  return element(
    "div", { class: "pksim-dose" },
    element("div", { class: "pksim-row" }, kind, forms, inUnit(amount, "mg"), ...basis, remove), reason,
    ...timeControls(screen, dose, which, changed),
  );
}

function swatchOf(screen, index) {
  const swatch = picture({ viewBox: "0 0 34 8", class: "pksim-swatch", "aria-hidden": "true" });
  patch(swatch, [shape("path", { d: "M0 4H34", "stroke-width": 2.4, ...styleOf(index, screen.palette()) })]);
  return swatch;
}

function scheduleTools(screen, schedule, index) {
  const { data, state } = screen;
  return [
    button("+ dose", `Add a dose to ${schedule.name}`, () => {
      if (schedule.doses.length >= data.limits.doses) return screen.say(tooMany(data));
      schedule.doses.push(doseOf(...Object.entries(data.compounds)[0], -1));
      return screen.rebuild();
    }),
    button("copy", `Duplicate ${schedule.name}`, () => add(screen, { ...structuredClone(schedule), hidden: false })),
    button("remove", `Remove ${schedule.name}`, () => {
      if (state.schedules.length === 1) return screen.say("One schedule must stay.");
      state.schedules.splice(index, 1);
      screen.selected = 0;
      return screen.rebuild();
    }),
  ];
}

// The doses of a schedule in words, which can be typed, and as controls below; each follows the other.
function dosesControls(screen, schedule) {
  const { data, state } = screen;
  const label = "Doses in words";
  const attributes = {
    "aria-label": `${label} of ${schedule.name}`, maxlength: data.limits.text, spellcheck: "false", autocapitalize: "off",
    placeholder: "such as melatonin 1 mg 60 min before bed", enterkeyhint: "done",
  };
  const rows = element("div");
  const write = () => show(writeSchedule(schedule.doses, data));
  const changed = () => {
    write();
    screen.changed();
  };
  const fill = () => refill(rows, ...schedule.doses.map((dose, i) => doseControls(screen, schedule, dose, i, changed)));
  const [words, reason, show] = linesInput(attributes, (text) => {
    schedule.doses = readSchedule(text, schedule.name, state, data);
    changed();
    renewKinetics(screen);
    // What is to be used next has been chosen by then, and is found again.
    setTimeout(fill);
  });
  write();
  fill();
  return [element("label", { class: "pksim-lines" }, label, words), reason, rows];
}

export function scheduleControls(screen, schedule, index) {
  const { state } = screen;
  const title = element("span", {}, schedule.name);
  const wrong = (text) => {
    const rule = screen.data.rules.keys.schedules.each.keys.name;
    if (!isGood(text, rule)) return `It must be ${rule.what}.`;
    return state.schedules.some((each) => each !== schedule && each.name === text) ? "Another schedule has this name." : "";
  };
  const naming = { type: "text", value: schedule.name, maxlength: screen.data.limits.name, "aria-label": "Name of the schedule" };
  const [name, reason] = textInput(naming, wrong, (text) => {
    schedule.name = text;
    title.textContent = text;
    screen.changed();
  });
  const show = checkbox({ "aria-label": `Show ${schedule.name}` }, !schedule.hidden, (checked) => {
    schedule.hidden = !checked;
    screen.changed();
  });
  const details = element(
    "details", {
      open: index === screen.selected,
      ontoggle: () => {
        if (!details.open || screen.selected === index) return;
        screen.selected = index;
        screen.repaint();
      },
    },
    element("summary", {}, swatchOf(screen, index), title),
    element("div", { class: "pksim-row" }, name, ...scheduleTools(screen, schedule, index)), reason,
    ...dosesControls(screen, schedule),
  );
  return element("div", { class: "pksim-schedule" }, show, details);
}

export function add(screen, schedule) {
  const { schedules } = screen.state;
  const { limits } = screen.data;
  if (schedules.length >= limits.schedules) return screen.say(`There can be up to ${limits.schedules} schedules.`);
  const taken = new Set(schedules.map((each) => each.name));
  const stem = [...schedule.name].slice(0, limits.name - 4).join("");
  let name = stem;
  for (let i = 2; taken.has(name); i++) name = `${stem} ${i}`;
  schedules.push({ ...schedule, name });
  screen.selected = schedules.length - 1;
  return screen.rebuild();
}

export function sources(screen) {
  const rows = Object.entries(screen.data.sources).map(([name, titles]) => element("li", {}, `${name}: ${titles.join("; ")}`));
  return element("details", { class: "pksim-note" }, element("summary", {}, "Whose numbers"), element("ul", {}, ...rows));
}
