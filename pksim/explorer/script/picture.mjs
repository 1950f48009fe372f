// The picture: curves against bedtime.

import { scaleOf } from "./axis.mjs";
import { patch, pathOf, shape } from "./drawing.mjs";
import { clockHours, clockText } from "./words.mjs";

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
export const DASHES = ["", "9 4", "2 2.5", "10 3 2 3", "14 4", "5 2.5 2 2.5 2 2.5", "4 4", "14 3 5 3"];
const TITLE_LETTER = 7.6;
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
      const about = panel.beneath && scale.total ? panel.own.baseline : 0;
      const y1 = y(scale.of(about + noise.noise));
      const y2 = Math.min(y(scale.of(Math.max(about - noise.noise, scale.low))), bottom);
      group.push(shape("rect", { x: left, y: y1, width: inner, height: Math.max(y2 - y1, 0), fill: palette.noise, opacity: 0.28 }));
      text("noise of one person's readings", { x: left + inner - 5, y: y1 - 3, "text-anchor": "end", "font-size": 10.5 });
      for (const [says, edge] of about ? Object.entries(noise.edges) : []) {
        const y3 = y(edge);
        const line = { x1: left, x2: left + inner, y1: y3, y2: y3, stroke: palette.quiet, "stroke-dasharray": "1.5 2.5" };
        parts.push(shape("line", line));
        text(says, { x: left + inner - 5, y: y3 + 11, "text-anchor": "end", "font-size": 10.5 });
      }
    }
    if (panel.beneath && scale.total && panel.own.amplitude !== null) {
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
    const full = panel.beneath && scale.total ? panel.own.measure : panel.compound.measure;
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
