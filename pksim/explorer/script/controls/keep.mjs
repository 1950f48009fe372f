// What was done can be undone, and what is on the screen can be kept and sent.

import { h } from "../picture/drawing.mjs";
import { csv, dots, download, savedPicture } from "../keeping/exports.mjs";
import { linkOf } from "../keeping/link.mjs";
import { studyFile } from "../keeping/study.mjs";
import { changesOf } from "../keeping/provenance.mjs";
import { texts } from "../text/texts.mjs";
import { button } from "./inputs.mjs";

/** @import { Screen } from "../screen.mjs" */

/** @param {Screen} screen */
async function copyLink(screen) {
  history.replaceState(null, "", `#${await linkOf(screen.state)}`);
  const where = location.protocol === "file:" ? ` ${texts.linkOfFile}` : "";
  try {
    await navigator.clipboard.writeText(location.href);
    screen.say(texts.linkCopied + where);
  } catch {
    screen.say(texts.linkInBar + where);
  }
}

/** @type {(screen: Screen, alt: () => string) => Promise<void>} */
async function copyPicture(screen, alt) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": dots(savedPicture(screen, alt())) })]);
    screen.say(texts.pictureCopied);
  } catch {
    screen.say(texts.pictureNotCopied);
  }
}

/** @param {{ screen: Screen, hasLink: boolean }} props */
export const historyControls = ({ screen, hasLink }) =>
  h(
    "div", { class: "pksim-row" },
    button({ label: texts.undo, press: screen.undo, isOff: !screen.canUndo }),
    button({ label: texts.redo, press: screen.redo, isOff: !screen.canRedo }),
    button({ label: texts.startOver, press: () => screen.set(screen.data.state, true) }),
    hasLink && button({ label: texts.copyLink, press: () => copyLink(screen) }),
  );

/** @param {{ screen: Screen, alt: () => string }} props */
export function keepControls({ screen, alt }) {
  const as = texts.saveAs;
  const svg = () => download("pksim.svg", new Blob([savedPicture(screen, alt()).text], { type: "image/svg+xml" }));
  const png = async () => download("pksim.png", await dots(savedPicture(screen, alt())));
  const table = () => download("pksim.csv", new Blob([csv(screen)], { type: "text/csv" }));
  const study = () => {
    download("study.toml", new Blob([studyFile(screen.state, screen.data)], { type: "application/toml" }));
    const changes = changesOf(screen.state, screen.data);
    if (changes.length) screen.say(texts.notInStudy(changes));
  };
  return h(
    "fieldset", {}, h("legend", {}, texts.save),
    h(
      "div", { class: "pksim-row" },
      button({ label: texts.copyPicture, press: () => copyPicture(screen, alt) }),
      button({ label: as.svg, press: svg }), button({ label: as.png, press: png }), button({ label: as.csv, press: table }), button({ label: as.study, press: study }),
    ),
  );
}
