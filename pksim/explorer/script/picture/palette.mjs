// Colours and dashes. More schedules than colours are told apart by their dashes.

export const PALETTES = {
  light: {
    paper: "#fff", ink: "#1a1a1a", quiet: "#595959", rule: "#d4d4d4", sleep: "#e4e9f2", own: "#8a8a8a", noise: "#b8b8b8", accent: "#0072b2",
    lines: ["#0072B2", "#C24E00", "#00795A", "#B0508A", "#000", "#96690B", "#2A7FB0", "#666"],
  },
  dark: {
    paper: "#15181d", ink: "#f0f0f0", quiet: "#b4b8bf", rule: "#3a4048", sleep: "#222a3a", own: "#8d939c", noise: "#5d636c", accent: "#56b4e9",
    lines: ["#56B4E9", "#FF9E4A", "#2FCB9C", "#E29CC6", "#fff", "#F0C048", "#8FC7F0", "#B4B4B4"],
  },
};
/** @typedef {typeof PALETTES.light} Palette */

const DASHES = ["", "9 4", "2 2.5", "10 3 2 3", "14 4", "5 2.5 2 2.5 2 2.5", "4 4", "14 3 5 3"];

/** @type {(index: number) => string} */
const dashesOf = (index) => DASHES[(index + Math.floor(index / 8)) % 8];

/**
 * The colour and the dashes of the schedule with this number.
 * @param {number} index
 * @param {Palette} palette
 */
export const styleOf = (index, palette) => ({ stroke: palette.lines[index % 8], "stroke-dasharray": dashesOf(index) });
