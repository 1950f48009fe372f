// What can be saved: pictures and numbers, each with whose numbers they are.

import { SVG, patch, picture, shape } from "../picture/drawing.mjs";
import { written } from "../picture/frame.mjs";
import { PALETTES } from "../picture/palette.mjs";
import { draw } from "../picture/picture.mjs";
import { clockHours, clockText } from "../text/numbers.mjs";
import { provenance } from "./provenance.mjs";

/** @import { Screen } from "../screen.mjs" */

const [WIDTH, LETTERS, LINE] = [900, 145, 15];

/** @type {(name: string, blob: Blob) => void} */
export function download(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Lines of at most so many letters. @type {(text: string) => string[]} */
function wrapped(text) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length >= LETTERS) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

/**
 * The picture with its small print, as a file.
 * @param {Screen} screen
 * @param {string} alt What is to be seen, in words.
 */
export function savedPicture(screen, alt) {
  const { data, state } = screen;
  const paper = picture({ role: "img", xmlns: SVG });
  const look = { state, solved: screen.solved(), width: WIDTH, height: null, palette: PALETTES.light, isMine: screen.isMine, timing: screen.timing() };
  const { sheet: { height } } = draw(paper, look);
  const small = provenance(state, data).flatMap(wrapped);
  const tall = height + small.length * LINE + 12;
  const print = picture({});
  patch(print, [
    shape("rect", { y: height, width: WIDTH, height: tall - height, fill: PALETTES.light.paper }),
    ...small.map((line, i) => written(PALETTES.light, line, { x: 12, y: height + (i + 1) * LINE, "font-size": 11 })),
  ]);
  paper.append(...print.childNodes);
  const title = document.createElementNS(SVG, "title");
  title.textContent = alt;
  const description = document.createElementNS(SVG, "desc");
  description.textContent = provenance(state, data).join(" ");
  paper.prepend(title, description);
  paper.setAttribute("viewBox", `0 0 ${WIDTH} ${tall}`);
  paper.setAttribute("width", String(WIDTH));
  paper.setAttribute("height", String(tall));
  return { text: new XMLSerializer().serializeToString(paper), width: WIDTH, height: tall };
}

/**
 * The same as dots.
 * @param {ReturnType<typeof savedPicture>} saved
 * @returns {Promise<Blob>}
 */
export async function dots({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2 * width, 2 * height];
  const paper = canvas.getContext("2d");
  paper?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((keep, fail) => {
    canvas.toBlob((blob) => (blob ? keep(blob) : fail(new Error("no picture"))));
  });
}

/** A text cell. A spreadsheet would compute one that begins like a formula, which an apostrophe before it prevents. @type {(text: string) => string} */
function cell(text) {
  const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/**
 * Every drawn point, after lines that say whose numbers they are; those begin with #.
 * @param {Screen} screen
 */
export function csv(screen) {
  const { data, state } = screen;
  const bedtime = clockHours(state.bedtime);
  const lines = [...provenance(state, data).map((line) => `# ${line}`), "schedule,compound,time_h,clock,concentration,total,unit"];
  for (const { name, compound, curves } of screen.solved().panels)
    for (const curve of curves)
      curve.times.forEach((t, i) => {
        const which = [cell(curve.name), cell(name), t, clockText(bedtime + t)];
        lines.push([...which, curve.added[i], curve.total[i], compound.unit].join(","));
      });
  return `${lines.join("\n")}\n`;
}
