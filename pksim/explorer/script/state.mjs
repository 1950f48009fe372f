// The state of the screen. What it must be comes with the data, as rules that Python reads alike; see `pksim/explorer/state.py`.

const tableOf = (value, fail) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail("must be a table");
  return value;
};
const checkApart = (values, fail) => {
  if (new Set(values).size < values.length) fail("must differ from one another");
};

// How to read each kind of rule; `fail` throws with what is wrong, and where.
const readers = {
  one_of(value, { one_of: known }, fail) {
    return known.includes(value) ? value : fail(`must be one of ${known.map(String).join(", ")}`);
  },
  number(value, { number: [low, high], unit }, fail) {
    return typeof value === "number" && value >= low && value <= high ? value : fail(`must be a number from ${low} to ${high} ${unit}`);
  },
  text(value, { text, what }, fail) {
    return typeof value === "string" && new RegExp(`^(?:${text})$`, "u").test(value) ? value : fail(`must be ${what}`);
  },
  each(value, { each, length: [least, most], apart }, fail, where) {
    if (!Array.isArray(value) || value.length < least || value.length > most) fail(`must be a list of ${least} to ${most}`);
    const items = value.map((item, i) => read(item, each, `${where}[${i + 1}]`));
    if (apart) checkApart(items.map((item) => item[apart]), fail);
    return items;
  },
  by(value, { by, kinds }, fail, where) {
    const kind = readers.one_of(tableOf(value, fail)[by], { one_of: Object.keys(kinds) }, fail);
    return read(value, kinds[kind], where);
  },
  keys(value, { keys, apart = [] }, fail, where) {
    const unknown = Object.keys(tableOf(value, fail)).find((key) => !Object.hasOwn(keys, key));
    if (unknown !== undefined) fail(`has a key ${JSON.stringify(unknown)} that is not known`);
    const found = Object.entries(keys).map(([key, rule]) => {
      const given = Object.hasOwn(value, key) ? value[key] : rule.default;
      if (given === undefined) fail(`has no ${key}`);
      return [key, read(given, rule, `${where}.${key}`)];
    });
    const table = Object.fromEntries(found);
    checkApart(apart.map((key) => table[key]), fail);
    return table;
  },
};

// Read a part of the state by its rule: the same as plain data, with what was left out. Throws with what is wrong.
export function read(value, rule, where = "") {
  const fail = (what) => {
    throw new Error(`${where.replace(/^\./, "") || "it"} ${what}`);
  };
  if (value === null && rule.default === null) return null;
  const kind = Object.keys(readers).find((each) => each in rule);
  return readers[kind](value, rule, fail, where);
}

export const readState = (given, data) => read(given, data.rules);

export function isGood(value, rule) {
  try {
    read(value, rule);
    return true;
  } catch {
    return false;
  }
}

export const encodeState = (state) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(state)))).replaceAll("+", "-").replaceAll("/", "_");

export function decodeState(text, data) {
  if (text.length > data.limits.link) throw new Error("the link is too long");
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const json = new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
  return readState(JSON.parse(json), data);
}
