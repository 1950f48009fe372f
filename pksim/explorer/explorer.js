// The explorer: the exact solution of the one-compartment model and an SVG plot that follows every slider.
// The same module is a Jupyter widget (anywidget calls `render`) and the script of a page (which calls `mount`).

const DAY_H = 24;
const STEP_MIN = 3;
const BAND_STEP_MIN = 10;
const SERIES_TERMS = 24;

export const exprel = (x) => (x === 0 ? 1 : Math.expm1(x) / x);

export const transfer = (s, ka, ke) =>
  ka * s * Math.exp(-Math.min(ka, ke) * s) * exprel(-Math.abs(ka - ke) * s);

// Second divided difference f[0, -p, -q] of the exponential function; nothing cancels on either branch.
export function dividedDifference(p, q) {
  const low = Math.min(p, q);
  const high = Math.max(p, q);
  if (high >= 2) return (exprel(-low) - Math.exp(-low) * exprel(low - high)) / high;
  const gap = high - low;
  let polynomial = 1;
  let power = 1;
  let series = 0.5;
  let factorial = 2;
  for (let j = 1; j < SERIES_TERMS; j++) {
    power *= gap;
    polynomial = high * polynomial + power;
    factorial *= j + 2;
    series += polynomial / factorial;
  }
  return Math.exp(-high) * series;
}

const heldBack = (s, k) => exprel(-k * s);
const passedOn = (s, ka, ke) => ka * s * dividedDifference(ka * s, ke * s);

// Share of an input that is in the blood a time s after it began to enter a gut.
export function inBlood(s, duration, ka, ke) {
  if (s <= 0) return 0;
  if (duration === 0) return transfer(s, ka, ke);
  if (s <= duration) return (s / duration) * passedOn(s, ka, ke);
  const late = s - duration;
  return passedOn(duration, ka, ke) * Math.exp(-ke * late) + heldBack(duration, ka) * transfer(late, ka, ke);
}

// ka from the time of the peak: w = ln(ka/ke) solves ln exprel(w) + ln(ke·tmax) = 0. That is convex and rising, so
// Newton's steps from the right never overshoot.
export function absorptionRate(tmax, halfLife) {
  const ke = Math.LN2 / halfLife;
  const logY = Math.log(ke * tmax);
  let w = logY < 0 ? 2 - 2 * logY : 0;
  for (let i = 0; i < 200; i++) {
    const size = Math.abs(w);
    const error = Math.max(w, 0) + Math.log(exprel(-size)) + logY;
    const away = Math.max(size, 0.05);
    const slope = size < 0.05 ? 0.5 + size / 12 : -1 / Math.expm1(-away) - 1 / away;
    const next = w - error / (w < 0 ? 1 - slope : slope);
    if (Math.abs(next - w) <= 1e-15 * Math.max(1, size)) return ke * Math.exp(next);
    w = next;
  }
  return ke * Math.exp(w);
}

// What a schedule brings of one compound: {time, share [mg/L], ka, duration} for each part of each dose.
export function inputsOf(doses, compound, kinetics) {
  const set = compound.parameters[kinetics.set];
  const usual = absorptionRate(kinetics.tmax_h, kinetics.half_life_h);
  const active = doses.map((dose) => {
    const form = compound.formulations[dose.formulation];
    return dose.amount_mg * (dose.basis === "salt" ? form.elemental : 1);
  });
  const atOnce = new Map();
  doses.forEach((dose, i) => atOnce.set(dose.time_h, (atOnce.get(dose.time_h) || 0) + active[i]));
  return doses.flatMap((dose, i) => {
    const form = compound.formulations[dose.formulation];
    let share = set.bioavailability;
    if (set.saturable) {
      const mmol = atOnce.get(dose.time_h) / compound.molar_mass;
      share = Math.min(set.saturable.capacity_mmol / (set.saturable.half_mmol + mmol) + set.saturable.linear, 1);
    }
    return form.parts.map((part) => ({
      time: dose.time_h,
      level: (share * form.relative * part.fraction * active[i]) / set.volume_l,
      ka: part.release_half_life_h === null ? usual : Math.LN2 / part.release_half_life_h,
      duration: part.release_duration_h === null ? 0 : part.release_duration_h,
    }));
  });
}

// Concentration in the compound's display unit.
export function concentration(times, inputs, halfLife, factor) {
  const ke = Math.LN2 / halfLife;
  return times.map((t) => {
    let level = 0;
    for (const each of inputs) level += each.level * inBlood(t - each.time, each.duration, each.ka, ke);
    return level * factor;
  });
}

// What the body has by itself, a baseline cosine; the peak counts from bedtime, or is a clock time.
export function endogenous(times, preset, bedtimeClock) {
  if (preset.amplitude === null) return times.map(() => preset.baseline);
  const floor = Math.cos((Math.PI * preset.width_h) / DAY_H);
  const peak = preset.peak_clock_h === null ? preset.peak_time_h : preset.peak_clock_h - bedtimeClock;
  return times.map((t) => {
    const angle = (((t - peak) % DAY_H) * 2 * Math.PI) / DAY_H;
    const height = Math.cos(angle + preset.skew * Math.cos(angle)) - floor;
    return preset.baseline + (preset.amplitude / (1 - floor)) * Math.max(height, 0);
  });
}

// The highest point of the whole curve: a scan between events, then golden section.
export function peakOf(inputs, halfLife, factor) {
  const at = (t) => concentration([t], inputs, halfLife, factor)[0];
  const slowest = Math.min(Math.LN2 / halfLife, ...inputs.map((each) => each.ka));
  const events = [...new Set(inputs.flatMap((each) => [each.time, each.time + each.duration]))].sort((a, b) => a - b);
  const edges = [...events, events[events.length - 1] + 40 / slowest];
  let best = { time: events[0], level: 0 };
  for (let i = 0; i + 1 < edges.length; i++) {
    const length = edges[i + 1] - edges[i];
    const times = Array.from({ length: 161 }, (_, k) => edges[i] + length * (k / 160) ** 4);
    const levels = concentration(times, inputs, halfLife, factor);
    const top = levels.indexOf(Math.max(...levels));
    if (levels[top] < 0.98 * best.level) continue;
    let low = times[Math.max(top - 1, 0)];
    let high = times[Math.min(top + 1, 160)];
    const golden = (Math.sqrt(5) - 1) / 2;
    for (let n = 0; n < 60 && high - low > 1e-9; n++) {
      const a = high - golden * (high - low);
      const b = low + golden * (high - low);
      if (at(a) > at(b)) high = b;
      else low = a;
    }
    const middle = (low + high) / 2;
    const level = at(middle);
    if (level > best.level) best = { time: middle, level };
  }
  return best;
}

const isNumber = (value, [low, high]) => typeof value === "number" && value >= low && value <= high;
const isClock = (text) => typeof text === "string" && /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
const own = (object, key) => typeof key === "string" && Object.hasOwn(object, key);
export const clockHours = (text) => Number(text.slice(0, 2)) + Number(text.slice(3)) / 60;
const clockText = (hours) => {
  const minutes = ((Math.round(hours * 60) % 1440) + 1440) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

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

function span(state) {
  const wake = (clockHours(state.wake) - clockHours(state.bedtime) + DAY_H) % DAY_H || DAY_H;
  return { first: -state.before_h, wake, last: wake + state.after_wake_h };
}

function evenTimes(first, last, stepMin, extra = []) {
  const count = Math.floor(((last - first) * 60) / stepMin + 1e-9);
  const times = Array.from({ length: count + 1 }, (_, i) => first + (i * stepMin) / 60);
  if (last - times[count] > 1e-9) times.push(last);
  for (const t of extra) {
    if (t <= first || t >= last || times.includes(t)) continue;
    times.splice(times.findIndex((each) => each > t), 0, t);
  }
  return times;
}

const presetOf = (compound, state) =>
  state.endogenous ? (compound.endogenous[state.preset] ?? Object.values(compound.endogenous)[0] ?? null) : null;

// All that is to be seen: for each compound and visible schedule its times, levels, peak and band.
export function solve(state, data, selected = 0, cache = new Map()) {
  const { first, wake, last } = span(state);
  const bedtime = clockHours(state.bedtime);
  const panels = [];
  for (const [name, compound] of Object.entries(data.compounds)) {
    const set = state.parameters in compound.parameters ? state.parameters : Object.keys(compound.parameters)[0];
    const kinetics = { ...state.kinetics[name], set };
    const preset = presetOf(compound, state);
    const curves = [];
    state.schedules.forEach((schedule, index) => {
      const doses = schedule.doses.filter((dose) => dose.compound === name);
      if (schedule.hidden || !doses.length) return;
      const key = JSON.stringify([name, doses, kinetics, state.bedtime, first, wake, last, preset && state.preset]);
      const remember = (what, make) => {
        if (!cache.has(what)) cache.set(what, make());
        if (cache.size > 400) cache.delete(cache.keys().next().value);
        return cache.get(what);
      };
      const solved = remember(key, () => {
        const times = evenTimes(first, last, STEP_MIN, doses.map((dose) => dose.time_h));
        const inputs = inputsOf(doses, compound, kinetics);
        const added = concentration(times, inputs, kinetics.half_life_h, compound.factor);
        const beneath = preset ? endogenous(times, preset, bedtime) : times.map(() => 0);
        const [atBedtime, atWake] = concentration([0, wake], inputs, kinetics.half_life_h, compound.factor);
        const flipFlop = inputs.some((each) => each.ka < Math.LN2 / kinetics.half_life_h);
        const peak = peakOf(inputs, kinetics.half_life_h, compound.factor);
        return { times, added, total: added.map((y, i) => y + beneath[i]), atBedtime, atWake, flipFlop, peak };
      });
      const stated = JSON.stringify([name, doses, kinetics.set, state.bedtime, first, last, preset && state.preset, "band"]);
      const makeBand = () => bandOf(doses, compound, kinetics, preset, first, last, bedtime);
      const band = index === selected ? remember(stated, makeBand) : null;
      curves.push({ ...solved, index, name: schedule.name, doses, band });
    });
    if (curves.length) {
      const times = evenTimes(first, last, STEP_MIN);
      const beneath = preset ? endogenous(times, preset, bedtime) : null;
      panels.push({ name, compound, curves, times, beneath, preset });
    }
  }
  return { panels, first, wake, last, logFrom: data.log_from_ratio };
}

// Lowest and highest level while tmax and half-life go over their stated ranges.
function bandOf(doses, compound, kinetics, preset, first, last, bedtime) {
  const set = compound.parameters[kinetics.set];
  const times = evenTimes(first, last, BAND_STEP_MIN, doses.map((dose) => dose.time_h));
  const beneath = preset ? endogenous(times, preset, bedtime) : times.map(() => 0);
  const low = times.map(() => Infinity);
  const high = times.map(() => 0);
  const ends = ({ low: a, value, high: b }) => [a ?? value, value, b ?? value];
  for (const tmax_h of ends(set.tmax_h)) {
    for (const half_life_h of ends(set.half_life_h)) {
      const inputs = inputsOf(doses, compound, { ...kinetics, tmax_h, half_life_h });
      concentration(times, inputs, half_life_h, compound.factor).forEach((y, i) => {
        low[i] = Math.min(low[i], y + beneath[i]);
        high[i] = Math.max(high[i], y + beneath[i]);
      });
    }
  }
  return { times, low, high };
}

// Numbers, shares and times are written by the rules of describe/words/rounding.py, ties to the even digit included.
// Making a formatter costs a hundred times what using one does.
const [whole, toFour, toSix] = [0, 4, 6].map((n) => new Intl.NumberFormat("en", { maximumFractionDigits: n }).format);
const fixed = (value, digits) => {
  const near = value.toFixed(digits);
  const [, kept, rest] = value.toFixed(digits + 30).match(new RegExp(`^(\\d+${digits ? `\\.\\d{${digits}}` : ""})\\.?(\\d*)$`));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept : near;
};
const exponent = (value, digits) => {
  const rounded = value.toExponential(digits - 1);
  const [, kept, rest, power] = value.toExponential(digits + 29).match(/^([\d.]+?)(\d{30})e(.*)$/);
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? `${kept}e${power}` : rounded;
};
export const number = (value) => {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (value < 0) return `−${number(-value)}`;
  const [digits, power] = exponent(value, 3).split("e");
  const rounded = Number(`${digits}e${power}`);
  if (rounded < 1e-3) return `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
  const decimals = Math.max(2 - Number(power), 0);
  return rounded >= 1000 ? whole(rounded) : rounded.toFixed(decimals);
};
export const percent = (share) => {
  if (share < 0) return `−${percent(-share)}`;
  if (share < 1e-4) return "under 0.01 %";
  const value = 100 * share;
  if (value >= 1000) return `${number(value)} %`;
  if (value >= 99.5 && value < 99.95) return `${fixed(value, 1)} %`;
  return `${value >= 9.95 ? fixed(value, 0) : Number(exponent(value, 2))} %`;
};
export const duration = (hours) => {
  const minutes = Number(fixed(Math.abs(hours) * 60, 0));
  const hour = Math.floor(minutes / 60);
  if (!hour) return `${minutes} min`;
  return minutes % 60 ? `${hour} h ${minutes % 60} min` : `${hour} h`;
};
export const fromBedtime = (hours) => {
  if (fixed(Math.abs(hours) * 60, 0) === "0") return "at bedtime";
  return `${duration(hours)} ${hours < 0 ? "before" : "after"} bedtime`;
};

// One sentence for each compound of a schedule.
export function describe(solved, index) {
  return solved.panels
    .flatMap((panel) => {
      const curve = panel.curves.find((each) => each.index === index);
      if (!curve) return [];
      const left = percent(curve.atWake / curve.peak.level);
      return [
        `${panel.name[0].toUpperCase()}${panel.name.slice(1)} peaks ${fromBedtime(curve.peak.time)} at ${number(curve.peak.level)} ${panel.compound.unit}; ` +
          `${left} left on waking`,
      ];
    })
    .join(". ");
}

const PALETTES = {
  light: {
    paper: "#ffffff", ink: "#1a1a1a", quiet: "#595959", rule: "#d4d4d4", sleep: "#e4e9f2", own: "#8a8a8a", noise: "#b8b8b8",
    lines: ["#0072B2", "#C24E00", "#00795A", "#B0508A", "#000000", "#96690B", "#2A7FB0", "#666666"],
  },
  dark: {
    paper: "#15181d", ink: "#f0f0f0", quiet: "#b4b8bf", rule: "#3a4048", sleep: "#222a3a", own: "#8d939c", noise: "#5d636c",
    lines: ["#56B4E9", "#FF9E4A", "#2FCB9C", "#E29CC6", "#FFFFFF", "#F0C048", "#8FC7F0", "#B4B4B4"],
  },
};
const DASHES = ["", "9 4", "2 2.5", "10 3 2 3", "14 4", "5 2.5 2 2.5 2 2.5", "4 4", "14 3 5 3"];
const WORDS_MS = 100;
const TITLE_LETTER = 7.6;
const SVG = "http://www.w3.org/2000/svg";
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

// A drawing is a list of such descriptions; `patch` touches only what differs from what is there.
const shape = (tag, attributes, content) => ({ tag, attributes, content });

function patch(parent, wanted) {
  const kept = [...parent.childNodes];
  wanted.forEach((each, i) => {
    let node = kept[i];
    if (!node || node.tagName !== each.tag) {
      node = document.createElementNS(SVG, each.tag);
      node.drawn = {};
      if (kept[i]) kept[i].replaceWith(node);
      else parent.append(node);
    }
    for (const key of Object.keys(node.drawn)) if (!(key in each.attributes)) node.removeAttribute(key);
    for (const [key, value] of Object.entries(each.attributes)) if (node.drawn[key] !== value) node.setAttribute(key, value);
    node.drawn = each.attributes;
    if (Array.isArray(each.content)) patch(node, each.content);
    else if (each.content !== undefined && node.textContent !== each.content) node.textContent = each.content;
    else if (each.content === undefined && node.firstChild) node.replaceChildren();
  });
  for (const node of kept.slice(wanted.length)) node.remove();
}

// The path of a curve, without the points that a straight line between their neighbours meets to a fifth of a pixel.
function pathOf(xs, ys) {
  const tolerance = 0.2;
  const last = xs.length - 1;
  const tenth = (value) => Math.round(value * 10) / 10;
  let d = `M${tenth(xs[0])} ${tenth(ys[0])}`;
  let from = 0;
  let low = -Infinity;
  let high = Infinity;
  for (let i = 1; i <= last; i++) {
    const slope = (ys[i] - ys[from]) / (xs[i] - xs[from]);
    if (i > from + 1 && !(slope >= low && slope <= high)) {
      from = i - 1;
      d += `L${tenth(xs[from])} ${tenth(ys[from])}`;
      low = -Infinity;
      high = Infinity;
    }
    const reach = xs[i] - xs[from];
    low = Math.max(low, (ys[i] - ys[from] - tolerance) / reach);
    high = Math.min(high, (ys[i] - ys[from] + tolerance) / reach);
  }
  return `${d}L${tenth(xs[last])} ${tenth(ys[last])}`;
}

function picture(attributes) {
  const made = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const put = (node, text) => {
  if (node.data !== text) node.data = text;
};

// Moves labels apart until none covers another, keeping their order.
function apart(wanted, height, low, high) {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const places = [];
  let edge = low;
  for (const i of order) {
    places[i] = Math.max(wanted[i], edge + height / 2);
    edge = places[i] + height / 2;
  }
  let ceiling = high;
  for (const i of [...order].reverse()) {
    places[i] = Math.min(places[i], ceiling - height / 2);
    ceiling = places[i] - height / 2;
  }
  return places;
}

function niceTicks(low, high, count) {
  const raw = (high - low) / count;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((n) => n >= raw) ?? unit;
  const ticks = [];
  for (let y = Math.ceil(low / step - 1e-9) * step; y <= high * (1 + 1e-9); y += step) ticks.push(Number(y.toPrecision(12)));
  return ticks;
}

// A limit of a logarithmic axis that does not follow every small move: a quarter of a decade.
const rounded = (value, which) => 10 ** (which(Math.log10(value) * 4) / 4);

function decades(low, high) {
  const ticks = [];
  for (let n = Math.ceil(Math.log10(low)); n <= Math.floor(Math.log10(high)); n++) ticks.push(10 ** n);
  return ticks;
}

const drawnPaths = new WeakMap();

// Draws everything into an <svg> anew; a night is a few dozen elements, which takes about a millisecond.
export function draw(svg, state, solved, width, palette) {
  const narrow = width < 520;
  const left = 58;
  const right = narrow ? 14 : 150;
  const panelHeight = narrow ? 190 : 230;
  const top = 52;
  const between = 58;
  const height = top + solved.panels.length * (panelHeight + between) - between + 46;
  const inner = width - left - right;
  const x = (hour) => left + ((hour - solved.first) / (solved.last - solved.first)) * inner;
  const every = [1, 2, 3, 4, 6].find((n) => ((solved.last - solved.first) / n) * 44 <= inner) ?? 8;
  const parts = [shape("rect", { width, height, fill: palette.paper })];
  const text = (content, at, more = {}) =>
    parts.push(shape("text", { fill: palette.quiet, "font-size": 12, ...at, ...more }, content));
  solved.panels.forEach((panel, row) => {
    const y0 = top + row * (panelHeight + between);
    const bottom = y0 + panelHeight;
    const scale = scaleOf(panel, state, solved.logFrom);
    const y = (value) => bottom - scale.place(value) * panelHeight;
    const clip = `pksim-clip-${row}`;
    const area = [shape("rect", { x: left, y: y0 - 1, width: inner, height: panelHeight + 2 })];
    parts.push(shape("clipPath", { id: clip }, area));
    parts.push(shape("rect", { x: x(0), y: y0, width: x(solved.wake) - x(0), height: panelHeight, fill: palette.sleep }));
    for (const tick of scale.ticks) {
      parts.push(shape("line", { x1: left, x2: left + inner, y1: y(tick), y2: y(tick), stroke: palette.rule, "stroke-width": 0.7 }));
      text(scale.label(tick), { x: left - 7, y: y(tick) + 4, "text-anchor": "end" });
    }
    const group = [];
    parts.push(shape("g", { "clip-path": `url(#${clip})` }, group));
    const path = (times, levels) => pathOf(times.map(x), levels.map(y));
    const noise = panel.compound.status;
    if (noise) {
      const about = panel.beneath && scale.total ? panel.preset.baseline : 0;
      const y1 = y(scale.of(about + noise.noise));
      const y2 = Math.min(y(scale.of(Math.max(about - noise.noise, scale.low))), bottom);
      group.push(shape("rect", { x: left, y: y1, width: inner, height: Math.max(y2 - y1, 0), fill: palette.noise, opacity: 0.28 }));
      text("noise of one person's readings", { x: left + inner - 5, y: y1 - 3, "text-anchor": "end", "font-size": 10.5 });
      if (about) {
        const y3 = y(noise.deficient_below);
        const line = { x1: left, x2: left + inner, y1: y3, y2: y3, stroke: palette.quiet, "stroke-dasharray": "1.5 2.5" };
        parts.push(shape("line", line));
        const says = `likely deficient below ${noise.deficient_below}`;
        text(says, { x: left + inner - 5, y: y3 - 3, "text-anchor": "end", "font-size": 10.5 });
      }
    }
    if (panel.beneath && scale.total && panel.preset.amplitude !== null) {
      const line = path(panel.times, panel.beneath);
      const d = `${line}L${x(solved.last)} ${bottom}L${left} ${bottom}Z`;
      group.push(shape("path", { d, fill: palette.own, opacity: 0.35, class: "own" }));
    }
    for (const curve of panel.curves) {
      if (!curve.band || state.scale === "share of peak") continue;
      const forth = path(curve.band.times, curve.band.high);
      const back = pathOf(curve.band.times.map(x).reverse(), curve.band.low.map(y).reverse()).replace("M", "L");
      const fill = palette.lines[curve.index % 8];
      group.push(shape("path", { d: `${forth}${back}Z`, fill, opacity: 0.16, class: "band" }));
    }
    parts.push(shape("line", { x1: x(0), x2: x(0), y1: y0, y2: bottom, stroke: palette.ink, "stroke-width": 2.4 }));
    const feet = new Map();
    for (const curve of panel.curves) {
      const stroke = palette.lines[curve.index % 8];
      const dash = DASHES[(curve.index + Math.floor(curve.index / 8)) % 8];
      const seen = `${width} ${y0} ${solved.first} ${solved.last} ${scale.key}`;
      if (drawnPaths.get(curve.total)?.seen !== seen)
        drawnPaths.set(curve.total, { seen, d: path(curve.times, scale.levels(curve)) });
      const { d } = drawnPaths.get(curve.total);
      const line = { d, fill: "none", stroke, "stroke-width": 2, "stroke-dasharray": dash, "stroke-linejoin": "round" };
      group.push(shape("path", { ...line, class: "curve", "data-schedule": curve.name, "data-compound": panel.name }));
      for (const dose of curve.doses) {
        const at = Math.min(Math.max(dose.time_h, solved.first), solved.last);
        const level = feet.get(at) ?? 0;
        feet.set(at, level + 1);
        const [px, py] = [x(at), bottom - 2 - 9 * level];
        const beyond = dose.time_h < at ? -1 : dose.time_h > at ? 1 : 0;
        const points = beyond
          ? `${px},${py - 4} ${px - 8 * beyond},${py - 8} ${px - 8 * beyond},${py}`
          : `${px},${py - 8} ${px - 4.5},${py} ${px + 4.5},${py}`;
        parts.push(shape("polygon", { points, fill: stroke, stroke: palette.paper, "stroke-width": 0.8, class: "dose" }));
      }
    }
    if (!narrow) {
      const ends = panel.curves.map((curve) => Math.round(Math.min(Math.max(y(scale.levels(curve).at(-1)), y0), bottom)));
      const places = apart(ends, 16, y0 - 6, bottom + 6).map(Math.round);
      panel.curves.forEach((curve, i) => {
        const stroke = palette.lines[curve.index % 8];
        const dash = DASHES[(curve.index + Math.floor(curve.index / 8)) % 8];
        const d = `M${left + inner} ${ends[i]}L${left + inner + 12} ${places[i]}H${left + inner + 26}`;
        parts.push(shape("path", { d, fill: "none", stroke, "stroke-width": 1.5, "stroke-dasharray": dash }));
        const short = curve.name.length > 17 ? `${curve.name.slice(0, 16)}…` : curve.name;
        text(short, { x: left + inner + 30, y: places[i] + 4, fill: palette.ink }, { class: "label" });
      });
    }
    parts.push(shape("path", { d: `M${left} ${y0}V${bottom}H${left + inner}`, fill: "none", stroke: palette.quiet }));
    for (let hour = Math.ceil(solved.first / every) * every; hour <= solved.last + 1e-9; hour += every) {
      parts.push(shape("line", { x1: x(hour), x2: x(hour), y1: bottom, y2: bottom + 4, stroke: palette.quiet }));
      text(hour > 0 ? `+${hour}` : String(hour).replace("-", "−"), { x: x(hour), y: bottom + 17, "text-anchor": "middle" });
      const anchor = narrow && x(hour) > width - 24 ? "end" : "middle";
      if (row === 0) text(clockText(clockHours(state.bedtime) + hour), { x: x(hour) + (anchor === "end" ? 12 : 0), y: y0 - 6, "text-anchor": anchor });
    }
    const full = panel.beneath && scale.total ? panel.preset.measure : panel.compound.measure;
    const short = full.split(",")[0];
    const unit = state.scale === "share of peak" ? "share of peak" : `${panel.compound.unit}${scale.log ? ", logarithmic" : ""}`;
    const heading = { x: narrow ? 8 : left, y: row === 0 ? 14 : y0 - 12, fill: palette.ink, "font-weight": 600, "font-size": 13 };
    const titles = [`${full} (${unit})`, `${short} (${unit})`, `${short} (${unit.replace("logarithmic", "log")})`, short];
    text(titles.find((each) => each.length * TITLE_LETTER < width - heading.x) ?? panel.name, heading);
    if (row === 0) {
      const mark = { y: y0 - 22, "text-anchor": "middle", "font-size": 11.5 };
      text(`bedtime ${state.bedtime}`, { x: x(0), ...mark }, { fill: palette.ink, "font-weight": 600 });
      if (!narrow && x(solved.wake) - x(0) > 190) text("asleep", { x: x(solved.wake / 2), ...mark });
      if (x(solved.wake) - x(0) > 130) text(`wake ${state.wake}`, { x: x(solved.wake), ...mark }, narrow ? { "text-anchor": "end" } : {});
    }
  });
  text("hours from bedtime", { x: left + inner / 2, y: height - 8, "text-anchor": "middle" });
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("text-rendering", "optimizeSpeed");
  patch(svg, parts);
  return [width, height];
}

function scaleOf(panel, state, logFrom) {
  const asShare = state.scale === "share of peak";
  const total = !asShare && panel.beneath !== null;
  const levels = (curve) => (asShare ? curve.added.map((v) => v / curve.peak.level) : total ? curve.total : curve.added);
  const status = panel.compound.status;
  const highestPeak = Math.max(...panel.curves.map((curve) => curve.peak.level));
  const of = asShare ? (value) => value / highestPeak : (value) => value;
  const tops = panel.curves.flatMap((curve) => [Math.max(...levels(curve)), ...(curve.band && !asShare ? curve.band.high : [])]);
  const constant = total && panel.preset.amplitude === null;
  const about = constant ? panel.preset.baseline : 0;
  let top = Math.max(...tops, status ? of(about + status.noise) : 0);
  const peaks = panel.curves.map((curve) => curve.peak.level);
  const lowest = Math.min(...peaks, ...(total && !constant ? [Math.max(...panel.beneath)] : []));
  const wide = Math.max(...peaks) > logFrom * lowest;
  const log = !constant && (state.scale === "logarithmic" || (state.scale === "automatic" && wide));
  if (log) {
    const ends = panel.curves.map((curve) => levels(curve).at(-1)).filter((v) => v > 0);
    const lowestSeen = total ? Math.min(...panel.beneath) / 1.2 : Math.max(Math.min(...ends, top) / 1.2, top * 1e-5);
    const bottom = rounded(lowestSeen, Math.floor);
    const ceiling = rounded(top * 1.2, Math.ceil);
    const place = (v) => Math.log(Math.max(v, bottom * 1e-3) / bottom) / Math.log(ceiling / bottom);
    const key = `log ${bottom} ${ceiling} ${total}`;
    return { place, ticks: decades(bottom, ceiling), label: toSix, log, low: bottom, levels, total, of, key };
  }
  const low = constant ? Math.min(status ? status.deficient_below : about, about - (status ? status.noise : 0)) : 0;
  const pad = 0.1 * (top - low);
  const floor = constant ? low - pad : 0;
  const step = niceTicks(0, top - floor, 8)[1];
  top = floor + Math.ceil((top + pad / 2 - floor) / step) * step;
  const place = (v) => (v - floor) / (top - floor);
  const label = asShare ? (v) => `${Math.round(100 * v)} %` : toFour;
  const key = `${floor} ${top} ${total} ${asShare}`;
  return { place, ticks: niceTicks(floor, top, 5), label, log: false, low: floor, levels, total, of, key };
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Arrow keys of a range inside JupyterLab never arrive by themselves: the shell takes them.
function onRangeKey(event) {
  const input = event.currentTarget;
  const [low, high, step] = [Number(input.min), Number(input.max), Number(input.step)];
  const jump = {
    ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10 * step, PageUp: 10 * step,
    Home: -Infinity, End: Infinity,
  }[event.key];
  event.stopPropagation();
  if (jump === undefined) return;
  event.preventDefault();
  input.value = String(Math.min(Math.max(Number(input.value) + jump, low), high));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

let serial = 0;

// The explorer in an element. `onChange` hears every new state; the result lets a caller set one.
export function mount(root, data, { state: given = null, onChange = () => {}, withLink = false } = {}) {
  const { limits } = data;
  let state = structuredClone(data.state);
  let selected = 0;
  let waiting = 0;
  let width = 300;
  let visible = [];
  let writing = 0;
  let written = -Infinity;
  const cache = new Map();
  const id = `pksim-${++serial}`;
  const svg = picture({ role: "img", "aria-labelledby": `${id}-alt` });
  const alt = element("p", { id: `${id}-alt`, class: "pksim-hidden" });
  const message = element("p", { class: "pksim-message", role: "alert", hidden: true });
  const spoken = element("p", { class: "pksim-hidden", "aria-live": "polite" });
  const words = element("ul", { class: "pksim-words" });
  const plot = element("div", { class: "pksim-plot" }, svg, alt, words, spoken);
  const controls = element("div", { class: "pksim-controls" });
  root.classList.add("pksim");
  root.replaceChildren(message, plot, controls);

  const say = (text) => {
    message.textContent = text;
    message.hidden = !text;
  };
  const isDark = () => {
    const jupyter = document.body.dataset.jpThemeLight;
    if (jupyter !== undefined) return jupyter === "false";
    return globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const solved = () => solve(state, data, selected, cache);

  function paint() {
    waiting = 0;
    const found = solved();
    root.dataset.theme = isDark() ? "dark" : "light";
    draw(svg, state, found, width, PALETTES[root.dataset.theme]);
    visible = state.schedules.flatMap((each, i) => (each.hidden ? [] : [[each.name, describe(found, i)]]));
    // Words that change with every picture cannot be read; they follow a few times a second.
    clearTimeout(writing);
    const rest = WORDS_MS - (performance.now() - written);
    if (rest <= 0) writeWords();
    else writing = setTimeout(writeWords, rest);
    if (!alt.textContent) writeAlt();
    warn();
    root.dataset.pictures = String(Number(root.dataset.pictures ?? 0) + 1);
  }
  function writeWords() {
    written = performance.now();
    while (words.children.length > visible.length) words.lastChild.remove();
    visible.forEach(([name, text], i) => {
      const line = words.children[i] ?? words.appendChild(element("li", {}, element("b"), ""));
      put(line.firstChild.firstChild ?? line.firstChild.appendChild(new Text()), `${name}: `);
      put(line.lastChild, `${text || "nothing is taken"}.`);
    });
  }
  function writeAlt() {
    alt.textContent = `Concentrations against bedtime ${state.bedtime}. ${visible.map(([name, text]) => `${name}: ${text}.`).join(" ")}`;
  }
  const repaint = () => {
    if (!waiting) waiting = requestAnimationFrame(paint);
  };

  let speaking = 0;
  function changed() {
    repaint();
    onChange(structuredClone(state));
    clearTimeout(speaking);
    speaking = setTimeout(() => {
      writeAlt();
      const each = state.schedules[selected];
      spoken.textContent = each ? `${each.name}: ${describe(solved(), selected)}` : "";
    }, 600);
  }

  const warnings = new Map();
  function warn() {
    for (const [name, note] of warnings) {
      const { tmax_h, half_life_h } = state.kinetics[name];
      const flips = tmax_h > half_life_h / Math.LN2;
      note.textContent = flips
        ? `Flip-flop: absorption is slower than elimination, since the peak comes later than half-life/ln 2 ` +
          `(${duration(half_life_h / Math.LN2)}). The end of the curve shows absorption.`
        : "";
      note.hidden = !flips;
    }
  }

  // A number that is refused where it is typed, with a reason; the state keeps its last good value.
  function numberInput(label, value, [low, high], step, unit, write) {
    const reason = element("span", { class: "pksim-reason", role: "alert", id: `${id}-${++serial}` });
    const input = element("input", {
      type: "number", step: "any", value: Number(value.toPrecision(6)), "aria-label": label, "aria-describedby": reason.id,
      oninput: () => {
        const read = input.value.trim() === "" ? NaN : Number(input.value);
        const good = read >= low && read <= high;
        input.setAttribute("aria-invalid", String(!good));
        reason.textContent = good ? "" : `${label} must be from ${low} to ${high} ${unit}.`;
        if (good) write(read);
      },
      onkeydown: (event) => {
        event.stopPropagation();
        if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
        event.preventDefault();
        const next = Number(input.value) + (event.key === "ArrowUp" ? step : -step);
        input.value = String(Number(Math.min(Math.max(next, low), high).toPrecision(6)));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      },
    });
    return [input, reason];
  }

  function rangeInput(label, value, [low, high], step, describeValue, write) {
    const input = element("input", {
      type: "range", min: low, max: high, step, "aria-label": label, onkeydown: onRangeKey,
      oninput: () => {
        input.setAttribute("aria-valuetext", describeValue(Number(input.value)));
        write(Number(input.value));
      },
    });
    input.value = String(value);
    input.setAttribute("aria-valuetext", describeValue(value));
    return input;
  }

  function choice(label, options, value, write) {
    const select = element("select", { "aria-label": label, onchange: () => write(select.value), onkeydown: (e) => e.stopPropagation() });
    for (const [key, text] of options) select.append(element("option", { value: key, selected: key === value }, text));
    select.value = value;
    return select;
  }

  function timeInput(label, key) {
    const reason = element("span", { class: "pksim-reason", role: "alert" });
    const input = element("input", {
      type: "time", value: state[key], required: true, onkeydown: (event) => event.stopPropagation(),
      oninput: () => {
        const other = key === "bedtime" ? state.wake : state.bedtime;
        const good = isClock(input.value) && input.value !== other;
        input.setAttribute("aria-invalid", String(!good));
        reason.textContent = good ? "" : isClock(input.value) ? "Bedtime and wake must differ." : "Write a clock time, HH:MM.";
        if (!good) return;
        state[key] = input.value;
        changed();
      },
    });
    return element("label", {}, label, input, reason);
  }

  const button = (text, label, onclick, more = {}) => element("button", { type: "button", "aria-label": label, onclick, ...more }, text);

  function nightControls() {
    const sets = data.parameters.map((name) => [name, name]);
    const parameters = choice("Parameter set", sets, state.parameters, (name) => {
      state.parameters = name;
      for (const [key, compound] of Object.entries(data.compounds)) {
        const set = compound.parameters[name] ?? Object.values(compound.parameters)[0];
        state.kinetics[key] = { tmax_h: set.tmax_h.value, half_life_h: set.half_life_h.value };
      }
      rebuild();
      changed();
    });
    const body = element("input", {
      type: "checkbox", onkeydown: (event) => event.stopPropagation(),
      onchange: () => {
        state.endogenous = body.checked;
        rebuild();
        changed();
      },
    });
    body.checked = state.endogenous;
    const presets = choice("Whose profile of the body's own", data.presets.map((name) => [name, name]), state.preset, (name) => {
      state.preset = name;
      changed();
    });
    const scales = data.scales.map((name) => [name, name]);
    const scale = choice("Vertical axis", scales, state.scale, (name) => {
      state.scale = name;
      changed();
    });
    return element(
      "fieldset", { class: "pksim-night" }, element("legend", {}, "Night"),
      timeInput("Bedtime", "bedtime"), timeInput("Wake", "wake"),
      element("label", {}, "Kinetics", parameters), element("label", {}, "Axis", scale),
      element("label", { class: "pksim-check" }, body, "the body's own"), ...(state.endogenous ? [presets] : []),
    );
  }

  function kineticsControls() {
    warnings.clear();
    const taken = Object.entries(data.compounds).filter(([name]) =>
      state.schedules.some((each) => each.doses.some((dose) => dose.compound === name)),
    );
    const rows = taken.map(([name, compound]) => {
      const set = compound.parameters[state.parameters] ?? Object.values(compound.parameters)[0];
      const sliders = [["tmax_h", "time of peak"], ["half_life_h", "half-life"]].map(([key, label]) => {
        const { low, value, high } = set[key];
        const [a, b] = [low ?? value, high ?? value];
        const ends = [Math.min(a / 3, state.kinetics[name][key]), Math.max(b * 2, state.kinetics[name][key])];
        const step = Math.max(Math.round(ends[1] * 60 / 400), 1) / 60;
        const low0 = Math.max(Math.round(ends[0] / step), 1) * step;
        const shown = element("output", {}, duration(state.kinetics[name][key]));
        const slide = rangeInput(`${label} of ${name}`, state.kinetics[name][key], [low0, ends[1]], step, duration, (v) => {
          state.kinetics[name][key] = Math.min(Math.max(v, limits[key][0]), limits[key][1]);
          shown.textContent = duration(v);
          changed();
        });
        const share = (v) => `${((v - low0) / (ends[1] - low0)) * 100}%`;
        const stretch = element("span", { class: "pksim-stated" });
        stretch.style.left = share(a);
        stretch.style.width = `calc(${share(b)} - ${share(a)})`;
        const stated = a === b ? "" : ` (stated ${duration(a)} to ${duration(b)})`;
        return element(
          "label", { class: "pksim-slider" }, element("span", {}, `${label}${stated} `, shown),
          element("span", { class: "pksim-range" }, element("span", { class: "pksim-stretch" }, ...(a === b ? [] : [stretch])), slide),
        );
      });
      const note = element("p", { class: "pksim-warning", role: "status", hidden: true });
      warnings.set(name, note);
      return element("div", {}, element("h3", {}, name), ...sliders, note);
    });
    return element("fieldset", {}, element("legend", {}, "Kinetics"), ...rows);
  }

  function doseControls(schedule, dose, index) {
    const compound = data.compounds[dose.compound];
    const which = `dose ${index + 1} of ${schedule.name}`;
    const kind = choice(`Compound of ${which}`, Object.keys(data.compounds).map((name) => [name, name]), dose.compound, (name) => {
      const next = data.compounds[name];
      Object.assign(dose, { compound: name, formulation: next.usual, basis: next.is_salt ? "elemental" : null, amount_mg: next.example_mg });
      rebuild();
      changed();
    });
    const forms = choice(`Form of ${which}`, Object.keys(compound.formulations).map((name) => [name, name]), dose.formulation, (name) => {
      dose.formulation = name;
      changed();
    });
    const [amount, amountReason] = numberInput(`Amount of ${which}`, dose.amount_mg, limits.amount_mg, compound.step_mg, "mg", (v) => {
      dose.amount_mg = v;
      changed();
    });
    const basis = compound.is_salt
      ? [choice(`Basis of ${which}`, [["elemental", "elemental"], ["salt", "salt"]], dose.basis, (name) => {
          dose.basis = name;
          changed();
        })]
      : [];
    const before = (minutes) => (minutes === 0 ? "at bedtime" : `${Math.abs(minutes)} min ${minutes < 0 ? "before" : "after"} bed`);
    const shown = element("output", {}, before(Math.round(dose.time_h * 60)));
    const put = (minutes) => {
      dose.time_h = minutes / 60;
      shown.textContent = before(minutes);
      changed();
    };
    const minutes = dose.time_h * 60;
    const minutesLimits = limits.time_h.map((hours) => -hours * 60).reverse();
    const [typed, typedReason] = numberInput(`Minutes before bed of ${which}`, -minutes, minutesLimits, 5, "min", (v) => {
      slide.value = String(-v);
      put(-v);
    });
    const slide = rangeInput(`Time of ${which}`, minutes, [Math.min(-360, minutes), Math.max(360, minutes)], 5, before, (v) => {
      typed.value = String(-v);
      typed.dispatchEvent(new Event("input"));
    });
    const remove = button("×", `Remove ${which}`, () => {
      schedule.doses.splice(index, 1);
      rebuild();
      changed();
    });
    return element(
      "div", { class: "pksim-dose" },
      element("div", { class: "pksim-row" }, kind, forms, amount, element("span", {}, "mg"), ...basis, remove), amountReason,
      element("div", { class: "pksim-row" }, slide, typed, element("span", {}, "min before")), shown, typedReason,
    );
  }

  function scheduleControls(schedule, index) {
    const palette = PALETTES[isDark() ? "dark" : "light"];
    const swatch = picture({ viewBox: "0 0 34 8", class: "pksim-swatch", "aria-hidden": "true" });
    const dash = DASHES[(index + Math.floor(index / 8)) % 8];
    patch(swatch, [shape("path", { d: "M0 4H34", stroke: palette.lines[index % 8], "stroke-width": 2.4, "stroke-dasharray": dash })]);
    const reason = element("span", { class: "pksim-reason", role: "alert" });
    const name = element("input", {
      type: "text", value: schedule.name, maxlength: limits.name, "aria-label": "Name of the schedule",
      onkeydown: (event) => event.stopPropagation(),
      oninput: () => {
        const free = state.schedules.every((each) => each === schedule || each.name !== name.value);
        const good = name.value.trim() !== "" && free;
        name.setAttribute("aria-invalid", String(!good));
        reason.textContent = good ? "" : free ? "A schedule needs a name." : "Another schedule has this name.";
        if (!good) return;
        schedule.name = name.value;
        title.textContent = name.value;
        changed();
      },
    });
    const show = element("input", {
      type: "checkbox", "aria-label": `Show ${schedule.name}`, onkeydown: (event) => event.stopPropagation(),
      onchange: () => {
        schedule.hidden = !show.checked;
        changed();
      },
    });
    show.checked = !schedule.hidden;
    const title = element("span", {}, schedule.name);
    const tools = element(
      "div", { class: "pksim-row" }, name,
      button("+ dose", `Add a dose to ${schedule.name}`, () => {
        const [first, compound] = Object.entries(data.compounds)[0];
        if (schedule.doses.length >= limits.doses) return say(`A schedule can have up to ${limits.doses} doses.`);
        schedule.doses.push({
          compound: first, formulation: compound.usual, basis: compound.is_salt ? "elemental" : null,
          amount_mg: compound.example_mg, time_h: -1,
        });
        rebuild();
        return changed();
      }),
      button("copy", `Duplicate ${schedule.name}`, () => add({ ...structuredClone(schedule), hidden: false })),
      button("remove", `Remove ${schedule.name}`, () => {
        if (state.schedules.length === 1) return say("One schedule must stay.");
        state.schedules.splice(index, 1);
        selected = 0;
        rebuild();
        return changed();
      }),
    );
    const details = element(
      "details", {
        open: index === selected,
        ontoggle: () => {
          if (!details.open || selected === index) return;
          selected = index;
          repaint();
        },
      },
      element("summary", {}, swatch, title), tools, reason,
      ...schedule.doses.map((dose, i) => doseControls(schedule, dose, i)),
    );
    return element("div", { class: "pksim-schedule" }, show, details);
  }

  function add(schedule) {
    if (state.schedules.length >= limits.schedules) return say(`There can be up to ${limits.schedules} schedules.`);
    const taken = new Set(state.schedules.map((each) => each.name));
    let name = schedule.name.slice(0, limits.name - 4);
    for (let i = 2; taken.has(name); i++) name = `${schedule.name.slice(0, limits.name - 4)} ${i}`;
    state.schedules.push({ ...schedule, name });
    selected = state.schedules.length - 1;
    rebuild();
    return changed();
  }

  const download = (name, blob) => {
    const link = element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  function saved() {
    const paper = picture({ role: "img" });
    const [wide, tall] = draw(paper, state, solved(), 900, PALETTES.light);
    paper.setAttribute("width", wide);
    paper.setAttribute("height", tall);
    const title = document.createElementNS(SVG, "title");
    title.textContent = alt.textContent;
    paper.prepend(title);
    return [new XMLSerializer().serializeToString(paper), wide, tall];
  }
  function savePng() {
    const [text, wide, tall] = saved();
    const image = new Image();
    image.onload = () => {
      const canvas = element("canvas", { width: 2 * wide, height: 2 * tall });
      canvas.getContext("2d").drawImage(image, 0, 0, 2 * wide, 2 * tall);
      canvas.toBlob((blob) => download("pksim.png", blob));
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  }
  function csv() {
    const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    const lines = ["schedule,compound,time_h,clock,concentration,total,unit"];
    for (const panel of solved().panels)
      for (const curve of panel.curves)
        curve.times.forEach((t, i) =>
          lines.push([cell(curve.name), cell(panel.name), t, clockText(clockHours(state.bedtime) + t), curve.added[i], curve.total[i], panel.compound.unit].join(",")),
        );
    return `${lines.join("\n")}\n`;
  }

  function fileControls() {
    const link = button("Copy link", "Copy a link to what is on the screen", async () => {
      location.hash = `s=${encodeState(state)}`;
      try {
        await navigator.clipboard.writeText(location.href);
        say("The link is copied.");
      } catch {
        say("The link is in the address bar.");
      }
    });
    return element(
      "div", { class: "pksim-row pksim-files" },
      button("+ schedule", "Add a schedule", () => add({ name: "mine", hidden: false, doses: [] })),
      ...(withLink ? [link] : []),
      button("SVG", "Save as SVG", () => download("pksim.svg", new Blob([saved()[0]], { type: "image/svg+xml" }))),
      button("PNG", "Save as PNG", savePng),
      button("CSV", "Save as CSV", () => download("pksim.csv", new Blob([csv()], { type: "text/csv" }))),
      button("Reset", "Back to the beginning", () => set(data.state, true)),
    );
  }

  function sources() {
    const rows = Object.entries(data.sources).map(([name, titles]) => element("li", {}, `${name}: ${titles.join("; ")}`));
    return element("details", { class: "pksim-note" }, element("summary", {}, "Whose numbers"), element("ul", {}, ...rows));
  }

  function rebuild() {
    const schedules = element("fieldset", {}, element("legend", {}, "Schedules"), ...state.schedules.map(scheduleControls));
    controls.replaceChildren(nightControls(), schedules, fileControls(), kineticsControls(), element("p", { class: "pksim-note" }, data.note), sources());
  }

  function set(next, tell = false) {
    state = readState(structuredClone(next), data);
    selected = Math.min(selected, state.schedules.length - 1);
    say("");
    rebuild();
    repaint();
    if (tell) changed();
  }

  try {
    set(given ?? data.state);
  } catch (error) {
    set(data.state);
    say(`This state cannot be shown: ${error.message}. Here is the usual one.`);
  }
  const measure = () => {
    width = Math.max(Math.round(plot.clientWidth), 300);
  };
  const observer = new ResizeObserver(() => {
    measure();
    repaint();
  });
  observer.observe(plot);
  const media = globalThis.matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", repaint);
  const theme = new MutationObserver(() => {
    rebuild();
    repaint();
  });
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  measure();
  paint();
  return {
    set,
    say,
    get: () => structuredClone(state),
    csv,
    stop: () => {
      clearTimeout(writing);
      observer.disconnect();
      theme.disconnect();
      media.removeEventListener("change", repaint);
    },
  };
}

// The page: the state may come with the address, from anyone; what cannot be read is said and not run.
export function mountPage(root, data) {
  const text = location.hash.startsWith("#s=") ? location.hash.slice(3) : null;
  let state = null;
  let wrong = "";
  if (text !== null) {
    try {
      state = decodeState(text, data);
    } catch (error) {
      wrong = error instanceof SyntaxError || error.name === "InvalidCharacterError" || error instanceof TypeError ? "it is damaged" : error.message;
    }
  }
  const explorer = mount(root, data, { state, withLink: true });
  if (wrong) explorer.say(`The link cannot be shown: ${wrong}. Here is the usual comparison.`);
  return explorer;
}

// The widget: the kernel hears of a new state when the slider rests for a moment, and may set one.
export default {
  render({ model, el }) {
    let pending = 0;
    let sent = JSON.stringify(model.get("state"));
    const root = element("div");
    el.append(root);
    const explorer = mount(root, model.get("data"), {
      state: model.get("state"),
      onChange: (state) => {
        clearTimeout(pending);
        pending = setTimeout(() => {
          sent = JSON.stringify(state);
          model.set("state", state);
          model.save_changes();
        }, 80);
      },
    });
    const hear = () => {
      const next = model.get("state");
      if (JSON.stringify(next) === sent) return;
      sent = JSON.stringify(next);
      try {
        explorer.set(next);
      } catch (error) {
        explorer.say(`The state from Python cannot be shown: ${error.message}.`);
      }
    };
    model.on("change:state", hear);
    return () => {
      model.off("change:state", hear);
      clearTimeout(pending);
      explorer.stop();
    };
  },
};
