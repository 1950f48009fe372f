// A lesson beside the picture: what to try, its question, and what an answer shows.

import { textField } from "../controls/inputs.mjs";
import { h } from "../picture/drawing.mjs";
import { lessonTexts } from "../text/texts.mjs";
import { addressOf, asked, judge } from "./lesson.mjs";

/** @import { Screen } from "../screen.mjs" */
/** @import { Lesson } from "./lesson.mjs" */

/** @param {{ screen: Screen, lesson: Lesson }} props */
export function lessonPanel({ screen, lesson }) {
  const { lessons, preset, student, question: { text, unit }, answer, verdict } = lesson;
  const { presets } = lessons;
  const next = presets[(presets.indexOf(preset) + 1) % presets.length];
  /** @type {(part: Partial<Lesson>) => void} */
  const change = (part) => {
    Object.assign(lesson, part);
    screen.repaint();
  };
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    judge(lesson);
    screen.repaint();
  };
  const rename = (/** @type {string} */ name) => {
    history.replaceState(null, "", addressOf(preset.name, name));
    change({ ...asked(lessons, preset, name), verdict: null });
  };
  const plain = { autocomplete: "off", judge: () => "" };
  return [
    h("h2", {}, preset.title),
    h("p", {}, preset.text),
    textField(screen, { ...plain, label: lessonTexts.student, value: student, write: rename, maxlength: screen.data.limits.name }),
    h("p", { class: "pksim-question" }, text),
    h(
      "form", { class: "pksim-row", onsubmit },
      textField(screen, { ...plain, label: lessonTexts.yours, value: answer, unit, write: (typed) => change({ answer: typed, verdict: null }) }),
      h("button", { type: "submit" }, lessonTexts.check),
    ),
    h("p", { class: "pksim-verdict", role: "status", "data-right": verdict && String(verdict.right) }, verdict && [h("b", {}, verdict.headline), h("span", {}, ` ${verdict.explanation}`)]),
    h("p", { class: "pksim-row" }, h("a", { href: addressOf(next.name, student) }, lessonTexts.next(next.title)), h("a", { href: "#" }, lessonTexts.leave)),
  ];
}
