// What the curves say, in words. Words that change with every picture cannot be read; they follow a few times a second, and
// are spoken at rest.

import { describe, differences, whoseClock } from "./text/describe.mjs";
import { texts } from "./text/texts.mjs";

/** @import { Screen } from "./screen.mjs" */

const WORDS_MS = 100;
const SPOKEN_MS = 600;

/** @type {(node: Node, text: string) => void} */
const put = (node, text) => {
  const inside = /** @type {Text} */ (node.firstChild ?? node.appendChild(new Text()));
  if (inside.data !== text) inside.data = text;
};

/**
 * @param {Record<"alt" | "words" | "clock" | "spoken" | "difference", HTMLElement>} parts
 */
export function voiceOf({ alt, words, clock, spoken, difference }) {
  /** @type {[string, string][]} */
  let said = [];
  let heading = "";
  let whose = "";
  let changed = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let writing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let speaking;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let describing;
  let written = -Infinity;
  /** @type {Screen | null} */
  let shown = null;
  const compose = (/** @type {Screen} */ screen) => {
    const { state } = screen;
    const solved = screen.solved();
    const { selected } = screen;
    heading = texts.alt(state.bedtime);
    whose = whoseClock(solved, state);
    changed = screen.before ? differences(screen.before, solved, selected).join("; ") : "";
    const nameOf = (/** @type {number} */ i) => (screen.isMine(i) && screen.data.published.includes(state.schedules[i].name) ? texts.changed(state.schedules[i].name) : state.schedules[i].name);
    said = state.schedules.flatMap((each, i) => (each.hidden ? [] : [/** @type {[string, string]} */ ([nameOf(i), describe(solved, i) || texts.nothingTaken])]));
  };
  const write = () => {
    written = performance.now();
    if (shown) compose(shown);
    put(clock, whose);
    put(difference, changed);
    while (words.children.length > said.length) words.lastChild?.remove();
    said.forEach(([name, text], i) => {
      const line = words.children[i] ?? words.appendChild(Object.assign(document.createElement("li"), { innerHTML: "<b></b> <span></span>" }));
      put(line.children[0], `${name}:`);
      put(line.children[1], `${text}.`);
    });
  };
  const writeAlt = () => put(alt, [heading, ...said.map(([name, text]) => `${name}: ${text}.`), whose].join(" ").trim());
  return {
    alt: () => alt.textContent ?? "",
    /** @param {Screen} screen */
    say(screen) {
      shown = screen;
      clearTimeout(writing);
      const rest = WORDS_MS - (performance.now() - written);
      if (rest <= 0) write();
      else writing = setTimeout(write, rest);
      clearTimeout(describing);
      if (alt.textContent) describing = setTimeout(writeAlt, SPOKEN_MS);
      else writeAlt();
    },
    /** @param {() => string} what */
    speak(what) {
      clearTimeout(speaking);
      speaking = setTimeout(() => {
        put(spoken, what());
      }, SPOKEN_MS);
    },
    stop() {
      clearTimeout(writing);
      clearTimeout(speaking);
      clearTimeout(describing);
    },
  };
}
