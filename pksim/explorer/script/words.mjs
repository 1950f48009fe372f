// What is written: numbers, times, and a sentence for each curve.

export const DAY_MIN = 1440;
const TIMES_FROM = 2;

// Numbers, shares and times are written by the rules of describe/words/rounding.py, ties to the even digit included.
// Making a formatter costs a hundred times what using one does.
export const [whole, toFour, toSix] = [0, 4, 6].map((n) => new Intl.NumberFormat("en", { maximumFractionDigits: n }).format);
export const fixed = (value, digits) => {
  const near = value.toFixed(digits);
  const [, kept, rest] = value.toFixed(digits + 30).match(new RegExp(`^(\\d+${digits ? `\\.\\d{${digits}}` : ""})\\.?(\\d*)$`));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept : near;
};
export const exponent = (value, digits) => {
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

export const clockHours = (text) => Number(text.slice(0, 2)) + Number(text.slice(3)) / 60;
export const clockText = (hours) => {
  const away = Math.sign(hours) * Number(fixed(Math.abs(hours * 60), 0));
  const minutes = ((away % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

// A paragraph for a schedule, which says of each compound what `pksim/show/words/curves.py` says in more words.
export function describe(solved, index) {
  return solved.panels
    .flatMap((panel) => {
      const curve = panel.curves.find((each) => each.index === index);
      return curve ? [clausesOf(curve, panel, solved).join("; ")] : [];
    })
    .join(". ");
}

// For which habitual bedtime the body's own is drawn.
export function whoseClock(solved, { bedtime, habitual_bedtime: habitual }) {
  const sentences = solved.panels
    .filter(({ own }) => own !== null && own.amplitude !== null)
    .map(({ own }) => {
      if (own.peak_clock_h !== null) return `The body's own is drawn with its peak ${own.peak}, whatever the habitual bedtime.`;
      const assumed = habitual === null ? ", assumed to be tonight's" : "";
      return `The body's own is drawn for a habitual bedtime of ${habitual ?? bedtime}${assumed}.`;
    });
  return [...new Set(sentences)].join(" ");
}

function clausesOf(curve, { name, compound: { unit }, own }, { clock }) {
  const clauses = [
    `${name[0].toUpperCase()}${name.slice(1)} peaks ${fromBedtime(curve.peak.time)} at ${number(curve.peak.level)} ${unit}`,
    `${percent(curve.atWake / curve.peak.level)} left on waking`,
  ];
  if (curve.flipFlop) {
    clauses.push(
      `some of it is absorbed more slowly than it is eliminated (flip-flop): the end of the curve falls with a half-life of ` +
        `${duration(curve.terminal_h)}, that of absorption, not with the elimination half-life of ${duration(curve.half_life_h)}`,
    );
  }
  if (curve.close_h) clauses.push(`doses less than ${duration(curve.close_h)} apart are absorbed here as if each were taken alone`);
  if (own) clauses.push(withTheBodysOwn(curve.totalPeak, unit, own.amplitude === null, clock));
  return clauses;
}

function withTheBodysOwn({ time, level, own }, unit, isConstant, clock) {
  const ratio = level / own;
  if (!isConstant)
    return `with the body's own it peaks at ${clock(time)} at ${number(level)} ${unit}, ${number(ratio)} times the highest of the body's own`;
  const more = ratio < TIMES_FROM ? `${percent(ratio - 1)} more` : `${number(ratio)} times as much`;
  return `with the ${number(own)} ${unit} that are there without doses it comes to ${number(level)} ${unit}, ${more}`;
}
