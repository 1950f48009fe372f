// What can be saved or sent: pictures, numbers, and a link to what is on the screen.

import { add } from "./controls.mjs";
import { SVG, picture } from "./drawing.mjs";
import { button, element } from "./inputs.mjs";
import { PALETTES, draw } from "./picture.mjs";
import { encodeState } from "./state.mjs";
import { clockHours, clockText } from "./words.mjs";

const SAVED_WIDTH = 900;

function download(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saved(screen) {
  const paper = picture({ role: "img" });
  const [wide, tall] = draw(paper, screen.state, screen.solved(), SAVED_WIDTH, PALETTES.light);
  paper.setAttribute("width", wide);
  paper.setAttribute("height", tall);
  const title = document.createElementNS(SVG, "title");
  title.textContent = screen.alt();
  paper.prepend(title);
  return [new XMLSerializer().serializeToString(paper), wide, tall];
}

function savePng(screen) {
  const [text, wide, tall] = saved(screen);
  const image = new Image();
  image.onload = () => {
    const canvas = element("canvas", { width: 2 * wide, height: 2 * tall });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * wide, 2 * tall);
    canvas.toBlob((blob) => download("pksim.png", blob));
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

// A text cell. A spreadsheet would compute one that begins like a formula, which an apostrophe before it prevents.
function cell(text) {
  const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csv(screen) {
  const bedtime = clockHours(screen.state.bedtime);
  const lines = ["schedule,compound,time_h,clock,concentration,total,unit"];
  for (const { name, compound, curves } of screen.solved().panels)
    for (const curve of curves)
      curve.times.forEach((t, i) => {
        const which = [cell(curve.name), cell(name), t, clockText(bedtime + t)];
        lines.push([...which, curve.added[i], curve.total[i], compound.unit].join(","));
      });
  return `${lines.join("\n")}\n`;
}

export function fileControls(screen) {
  const link = button("Copy link", "Copy a link to what is on the screen", async () => {
    location.hash = `s=${encodeState(screen.state)}`;
    try {
      await navigator.clipboard.writeText(location.href);
      screen.say("The link is copied.");
    } catch {
      screen.say("The link is in the address bar.");
    }
  });
  return element(
    "div", { class: "pksim-row pksim-files" },
    button("+ schedule", "Add a schedule", () => add(screen, { name: "mine", hidden: false, doses: [] })),
    ...(screen.withLink ? [link] : []),
    button("SVG", "Save as SVG", () => download("pksim.svg", new Blob([saved(screen)[0]], { type: "image/svg+xml" }))),
    button("PNG", "Save as PNG", () => savePng(screen)),
    button("CSV", "Save as CSV", () => download("pksim.csv", new Blob([csv(screen)], { type: "text/csv" }))),
    button("Reset", "Back to the beginning", () => screen.set(screen.data.state, true)),
  );
}
