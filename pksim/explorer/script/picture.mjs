// The picture: curves against bedtime.

import { scaleOf } from "./axis.mjs";
import { patch, pathOf, shape } from "./drawing.mjs";

export const PALETTES = {
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
const TITLE_LETTER = 7.6;
const [NAME_HEIGHT, NAME_LETTERS] = [16, 17];
const FONT = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif";

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

// The sheet that the panels lie on; on a narrow one the curves have no names beside them.
function sheetOf(solved, width) {
  const narrow = width < 520;
  const [left, right, top, between, foot] = [58, narrow ? 14 : 150, 52, 58, 46];
  const panelHeight = narrow ? 190 : 230;
  const inner = width - left - right;
  const hours = solved.last - solved.first;
  return {
    width, narrow, left, inner, panelHeight,
    right: left + inner,
    height: top + solved.panels.length * (panelHeight + between) - between + foot,
    every: [1, 2, 3, 4, 6].find((n) => (hours / n) * 44 <= inner) ?? 8,
    top: (row) => top + row * (panelHeight + between),
    x: (hour) => left + ((hour - solved.first) / hours) * inner,
  };
}

// The colour and the dashes of the schedule with this number.
export const styleOf = (index, palette) => ({
  stroke: palette.lines[index % 8], "stroke-dasharray": DASHES[(index + Math.floor(index / 8)) % 8],
});

const written = (palette, content, at) => shape("text", { fill: palette.quiet, "font-size": 12, ...at }, content);

// Draws everything into an <svg> anew; a night is a few dozen elements, which takes about a millisecond.
export function draw(svg, state, solved, width, palette) {
  const sheet = sheetOf(solved, width);
  const parts = [shape("rect", { width, height: sheet.height, fill: palette.paper })];
  solved.panels.forEach((panel, row) => {
    const top = sheet.top(row);
    const bottom = top + sheet.panelHeight;
    const scale = scaleOf(panel, state, solved.logFrom);
    const y = (value) => bottom - scale.place(value) * sheet.panelHeight;
    const clip = `${svg.id || "pksim"}-clip-${row}`;
    parts.push(...panelOf({ ...sheet, panel, row, top, bottom, scale, y, clip, state, solved, palette }));
  });
  const middle = { x: sheet.left + sheet.inner / 2, y: sheet.height - 8, "text-anchor": "middle" };
  parts.push(written(palette, "hours from bedtime", middle));
  svg.setAttribute("viewBox", `0 0 ${width} ${sheet.height}`);
  svg.setAttribute("font-family", FONT);
  svg.setAttribute("text-rendering", "optimizeSpeed");
  patch(svg, parts);
  return [width, sheet.height];
}

// One compound, from back to front; what may leave the panel is clipped.
function panelOf(at) {
  const { left, inner, top, bottom, panelHeight, x, solved, palette, clip } = at;
  const area = shape("rect", { x: left, y: top - 1, width: inner, height: panelHeight + 2 });
  const sleep = { x: x(0), y: top, width: x(solved.wake) - x(0), height: panelHeight, fill: palette.sleep };
  const bedtime = { x1: x(0), x2: x(0), y1: top, y2: bottom, stroke: palette.ink, "stroke-width": 2.4 };
  return [
    shape("clipPath", { id: clip }, [area]),
    shape("rect", sleep),
    ...gridOf(at),
    shape("g", { "clip-path": `url(#${clip})` }, [...noiseOf(at), ...shapeOfOwn(at), ...bandsOf(at), ...curvesOf(at)]),
    ...statusOf(at),
    shape("line", bedtime),
    ...dosesOf(at),
    ...(at.narrow ? [] : namesOf(at)),
    shape("path", { d: `M${left} ${top}V${bottom}H${left + inner}`, fill: "none", stroke: palette.quiet }),
    ...hoursOf(at),
    titleOf(at),
    ...(at.row === 0 ? nightOf(at) : []),
  ];
}

function gridOf({ scale, y, left, right, palette }) {
  return scale.ticks.flatMap((tick) => [
    shape("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: palette.rule, "stroke-width": 0.7 }),
    written(palette, scale.label(tick), { x: left - 7, y: y(tick) + 4, "text-anchor": "end" }),
  ]);
}

// The band of one person's readings, about the level without doses where that is drawn.
function noiseSpan({ panel, scale, y, bottom }) {
  const { noise } = panel.compound.status;
  const about = panel.beneath && scale.total ? panel.own.baseline : 0;
  return { about, high: y(scale.of(about + noise)), low: Math.min(y(scale.of(Math.max(about - noise, scale.low))), bottom) };
}

function noiseOf(at) {
  if (!at.panel.compound.status) return [];
  const { high, low } = noiseSpan(at);
  const band = { x: at.left, y: high, width: at.inner, height: Math.max(low - high, 0), fill: at.palette.noise, opacity: 0.28 };
  return [shape("rect", band)];
}

function statusOf(at) {
  const { panel, y, left, right, palette } = at;
  if (!panel.compound.status) return [];
  const { about, high } = noiseSpan(at);
  const small = { x: right - 5, "text-anchor": "end", "font-size": 10.5 };
  const parts = [written(palette, "noise of one person's readings", { ...small, y: high - 3 })];
  if (!about) return parts;
  for (const [says, edge] of Object.entries(panel.compound.status.edges)) {
    parts.push(shape("line", { x1: left, x2: right, y1: y(edge), y2: y(edge), stroke: palette.quiet, "stroke-dasharray": "1.5 2.5" }));
    parts.push(written(palette, says, { ...small, y: y(edge) + 11 }));
  }
  return parts;
}

function shapeOfOwn({ panel, scale, x, y, left, right, bottom, palette }) {
  if (!panel.beneath || !scale.total || panel.own.amplitude === null) return [];
  const line = pathOf(panel.times.map(x), panel.beneath.map(y));
  return [shape("path", { d: `${line}L${right} ${bottom}L${left} ${bottom}Z`, fill: palette.own, opacity: 0.35, class: "own" })];
}

function bandsOf({ panel, state, x, y, palette }) {
  if (state.scale === "share of peak") return [];
  return panel.curves.flatMap(({ band, index }) => {
    if (!band) return [];
    const forth = pathOf(band.times.map(x), band.high.map(y));
    const back = pathOf(band.times.map(x).reverse(), band.low.map(y).reverse()).replace("M", "L");
    return [shape("path", { d: `${forth}${back}Z`, fill: styleOf(index, palette).stroke, opacity: 0.16, class: "band" })];
  });
}

const drawnPaths = new WeakMap();

// The path of a curve is made again only when the curve or the axes have changed.
function curvesOf({ panel, scale, solved, width, top, x, y, palette }) {
  return panel.curves.map((curve) => {
    const seen = `${width} ${top} ${solved.first} ${solved.last} ${scale.key}`;
    if (drawnPaths.get(curve.total)?.seen !== seen)
      drawnPaths.set(curve.total, { seen, d: pathOf(curve.times.map(x), scale.levels(curve).map(y)) });
    const look = { ...styleOf(curve.index, palette), fill: "none", "stroke-width": 2, "stroke-linejoin": "round" };
    const what = { class: "curve", "data-schedule": curve.name, "data-compound": panel.name };
    return shape("path", { d: drawnPaths.get(curve.total).d, ...look, ...what });
  });
}

// A triangle at the foot for each dose, those of one time above one another; it points to what lies outside.
function dosesOf({ panel, solved, x, bottom, palette }) {
  const feet = new Map();
  return panel.curves.flatMap((curve) =>
    curve.doses.map(({ time_h: time }) => {
      const shown = Math.min(Math.max(time, solved.first), solved.last);
      const level = feet.get(shown) ?? 0;
      feet.set(shown, level + 1);
      const [px, py] = [x(shown), bottom - 2 - 9 * level];
      const beyond = Math.sign(time - shown);
      const points = beyond
        ? `${px},${py - 4} ${px - 8 * beyond},${py - 8} ${px - 8 * beyond},${py}`
        : `${px},${py - 8} ${px - 4.5},${py} ${px + 4.5},${py}`;
      const { stroke: fill } = styleOf(curve.index, palette);
      return shape("polygon", { points, fill, stroke: palette.paper, "stroke-width": 0.8, class: "dose" });
    }),
  );
}

function namesOf({ panel, scale, y, right, top, bottom, palette }) {
  const ends = panel.curves.map((curve) => Math.round(Math.min(Math.max(y(scale.levels(curve).at(-1)), top), bottom)));
  const places = apart(ends, NAME_HEIGHT, top - 6, bottom + 6).map(Math.round);
  return panel.curves.flatMap(({ index, name }, i) => {
    const d = `M${right} ${ends[i]}L${right + 12} ${places[i]}H${right + 26}`;
    const letters = [...name];
    const short = letters.length > NAME_LETTERS ? `${letters.slice(0, NAME_LETTERS - 1).join("")}…` : name;
    return [
      shape("path", { d, fill: "none", "stroke-width": 1.5, ...styleOf(index, palette) }),
      written(palette, short, { x: right + 30, y: places[i] + 4, fill: palette.ink, class: "label" }),
    ];
  });
}

function hoursOf({ row, narrow, width, every, x, top, bottom, solved, palette }) {
  const parts = [];
  for (let hour = Math.ceil(solved.first / every) * every; hour <= solved.last + 1e-9; hour += every) {
    const says = hour > 0 ? `+${hour}` : String(hour).replace("-", "−");
    parts.push(shape("line", { x1: x(hour), x2: x(hour), y1: bottom, y2: bottom + 4, stroke: palette.quiet }));
    parts.push(written(palette, says, { x: x(hour), y: bottom + 17, "text-anchor": "middle" }));
    const place = narrow && x(hour) > width - 24 ? { x: x(hour) + 12, "text-anchor": "end" } : { x: x(hour), "text-anchor": "middle" };
    if (row === 0) parts.push(written(palette, solved.clock(hour), { ...place, y: top - 6 }));
  }
  return parts;
}

// What is drawn and in which unit, as fully as there is room.
function titleOf({ panel, row, scale, narrow, width, left, top, state, palette }) {
  const full = panel.beneath && scale.total ? panel.own.measure : panel.compound.measure;
  const [short] = full.split(",");
  const unit = state.scale === "share of peak" ? "share of peak" : `${panel.compound.unit}${scale.log ? ", logarithmic" : ""}`;
  const place = { x: narrow ? 8 : left, y: row === 0 ? 14 : top - 12, fill: palette.ink, "font-weight": 600, "font-size": 13 };
  const titles = [`${full} (${unit})`, `${short} (${unit})`, `${short} (${unit.replace("logarithmic", "log")})`, short];
  return written(palette, titles.find((each) => each.length * TITLE_LETTER < width - place.x) ?? panel.name, place);
}

function nightOf({ narrow, x, top, state, solved, palette }) {
  const mark = { y: top - 22, "text-anchor": "middle", "font-size": 11.5 };
  const asleep = x(solved.wake) - x(0);
  const parts = [written(palette, `bedtime ${state.bedtime}`, { x: x(0), ...mark, fill: palette.ink, "font-weight": 600 })];
  if (!narrow && asleep > 190) parts.push(written(palette, "asleep", { x: x(solved.wake / 2), ...mark }));
  const end = narrow ? { "text-anchor": "end" } : {};
  if (asleep > 130) parts.push(written(palette, `wake ${state.wake}`, { x: x(solved.wake), ...mark, ...end }));
  return parts;
}
