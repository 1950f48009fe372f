// Numbers, shares and times as people read them, by the rules of `pksim/describe/words/rounding.py`.

export const DAY_MIN = 1440;

// Ties go to the even digit. Making a formatter costs a hundred times what using one does.
export const [whole, toFour, toSix] = [0, 4, 6].map((n) => new Intl.NumberFormat("en", { "maximumFractionDigits": n }).format);
/** @type {(value: number, digits: number) => string} */
export const fixed = (value, digits) => {
  const near = value.toFixed(digits);
  const [, kept, rest] = /** @type {string[]} */ (value.toFixed(digits + 30).match(new RegExp(`^(\\d+${digits ? `\\.\\d{${digits}}` : ""})\\.?(\\d*)$`)));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept : near;
};
/** @type {(value: number, digits: number) => string} */
export const exponent = (value, digits) => {
  const rounded = value.toExponential(digits - 1);
  const [, kept, rest, power] = /** @type {string[]} */ (value.toExponential(digits + 29).match(/^([\d.]+?)(\d{30})e(.*)$/));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? `${kept}e${power}` : rounded;
};
/** @type {(value: number) => string} */
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
/** @type {(share: number) => string} */
export const percent = (share) => {
  if (share < 0) return `−${percent(-share)}`;
  if (share < 1e-4) return "under 0.01 %";
  const value = 100 * share;
  if (value >= 1000) return `${number(value)} %`;
  if (value >= 99.5 && value < 99.95) return `${fixed(value, 1)} %`;
  return `${value >= 9.95 ? fixed(value, 0) : Number(exponent(value, 2))} %`;
};
/** @type {(hours: number) => string} */
export const duration = (hours) => {
  const minutes = Number(fixed(Math.abs(hours) * 60, 0));
  const hour = Math.floor(minutes / 60);
  if (!hour) return `${minutes} min`;
  return minutes % 60 ? `${hour} h ${minutes % 60} min` : `${hour} h`;
};
/** @type {(text: string) => number} */
export const clockHours = (text) => Number(text.slice(0, 2)) + Number(text.slice(3)) / 60;
/** @type {(hours: number) => string} */
export const clockText = (hours) => {
  const away = Math.sign(hours) * Number(fixed(Math.abs(hours * 60), 0));
  const minutes = ((away % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};
