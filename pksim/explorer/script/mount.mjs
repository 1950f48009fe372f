// The explorer in an element: a picture that follows every control.

import { controls } from "./controls/controls.mjs";
import { element } from "./controls/inputs.mjs";
import { csv } from "./keeping/exports.mjs";
import { linkOf } from "./keeping/link.mjs";
import { legend } from "./legend.mjs";
import { h, newId, patch, picture } from "./picture/drawing.mjs";
import { PALETTES } from "./picture/palette.mjs";
import { draw } from "./picture/picture.mjs";
import { sayAt } from "./picture/cursor.mjs";
import { point } from "./pointing.mjs";
import { readState } from "./reading/state.mjs";
import { screenOf } from "./screen.mjs";
import { describe } from "./text/describe.mjs";
import { texts } from "./text/texts.mjs";
import { voiceOf } from "./voice.mjs";

/** @import { Data, State } from "./types.d.ts" */
/** @import { At } from "./picture/picture.mjs" */
/** @import { Shape } from "./picture/drawing.mjs" */
/** @import { Lesson } from "./lessons/lesson.mjs" */
/** @import { Screen } from "./screen.mjs" */
/** @typedef {ReturnType<typeof mount>} Explorer */

const [LEAST_WIDTH, BESIDE, FOLLOWING_MS] = [280, 700, 100];
const TYPE_PX = 14;

function isDark() {
  const jupyter = document.body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false";
  return globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The elements that stay while what is in them changes. @param {Element} root */
function frame(root) {
  const alt = element("p", { id: newId(), class: "pksim-hidden" });
  const svg = picture({ id: newId(), role: "group", "aria-labelledby": alt.id });
  const cursor = element("div", { class: "pksim-cursor", role: "slider", tabindex: "0", "aria-label": texts.cursor });
  const names = element("div", { class: "pksim-legend" });
  const difference = element("p", { class: "pksim-difference", role: "status" });
  const words = element("ul", { class: "pksim-words" });
  const clock = element("p", { class: "pksim-note" });
  const spoken = element("p", { class: "pksim-hidden", "aria-live": "polite" });
  const message = element("p", { class: "pksim-message", role: "alert", hidden: true });
  const plot = element("div", { class: "pksim-plot" }, svg, cursor);
  const stage = element("div", { class: "pksim-stage" }, plot, names, difference, alt, spoken);
  const form = element("div", { class: "pksim-controls" });
  const lesson = element("div", { class: "pksim-panel" });
  const said = element("div", { class: "pksim-said" }, words, clock);
  root.classList.add("pksim");
  root.replaceChildren(message, stage, lesson, form, said);
  return { alt, svg, cursor, legend: names, difference, words, clock, spoken, message, plot, stage, lesson, controls: form };
}

/**
 * Makes a change; where the control in use goes, what stood around it is in use.
 * @param {HTMLElement} inside
 * @param {() => void} change
 */
function keepFocus(inside, change) {
  const used = /** @type {ShadowRoot | Document} */ (inside.getRootNode()).activeElement;
  const around = [];
  for (let each = used; each && each !== inside; each = each.parentElement) around.push(each);
  change();
  if (!used || !inside.contains(around.at(-1) ?? null) || used.isConnected) return;
  const next = around.find((each) => each.isConnected)?.querySelector("input, select, textarea, button, summary");
  if (next instanceof HTMLElement) next.focus();
}

/**
 * The explorer in an element.
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {{ state?: State, onChange?: (state: State) => void, hasLink?: boolean, isPage?: boolean,
 *   lessonPanel?: (what: { screen: Screen, lesson: Lesson }) => Shape[] }} [how] `onChange` hears every new state.
 */
export function mount(root, data, { state = data.state, onChange = () => {}, hasLink = false, isPage = false, lessonPanel = () => [] } = {}) {
  const parts = frame(root);
  const voice = voiceOf(parts);
  let waiting = 0;
  let width = LEAST_WIDTH;
  let height = 0;
  let isBeside = false;
  /** @type {At[]} */
  let ats = [];
  let isFilling = false;
  let isPressing = false;
  let isHolding = false;
  // The picture follows the screen; the controls are right as soon as an event is over, and follow what is being dragged.
  const repaint = () => {
    waiting ||= requestAnimationFrame(paint);
    if (!isFilling && isHolding) setTimeout(fill, FOLLOWING_MS);
    else if (!isFilling) queueMicrotask(fill);
    isFilling = true;
  };
  const hear = (/** @type {State} */ next) => {
    onChange(next);
    voice.speak(() => {
      const each = screen.state.schedules[screen.selected];
      return each ? `${each.name}: ${describe(screen.solved(), screen.selected)}` : "";
    });
  };
  const screen = screenOf(data, readState(structuredClone(state), data), { repaint, hear, palette: () => PALETTES[isDark() ? "dark" : "light"] });
  const pointer = point(parts.svg, screen, () => ats, repaint);

  function paint() {
    waiting = 0;
    const solved = screen.solved();
    const palette = screen.palette();
    root.dataset.theme = isDark() ? "dark" : "light";
    const { cursor: time, nearest } = screen;
    const cursor = time !== null && nearest ? { time_h: time, ...nearest } : null;
    const { selected, before, isMine } = screen;
    const drawn = draw(parts.svg, { state: screen.state, solved, width, height, palette, selected, isMine, before, timing: screen.timing(), cursor });
    ats = drawn.ats;
    voice.say(screen);
    const below = screen.state.schedules.every(({ hidden }) => hidden) ? h("p", {}, texts.allHidden) : !drawn.sheet.hasNames && legend({ screen });
    patch(parts.legend, below ? [below] : []);
    sayCursor();
    root.dataset.pictures = String(Number(root.dataset.pictures ?? 0) + 1);
  }
  function fill() {
    isFilling = false;
    if (isPressing) return; // a button must not move away under the pointer
    root.classList.toggle("pksim-lesson", screen.lesson !== null);
    patch(parts.lesson, screen.lesson ? lessonPanel({ screen, lesson: screen.lesson }) : []);
    keepFocus(parts.controls, () => patch(parts.controls, controls({ screen, alt: voice.alt, hasLink })));
    if (parts.message.textContent !== screen.message) parts.message.textContent = screen.message;
    parts.message.hidden = !screen.message;
  }
  function sayCursor() {
    const { first, last } = screen.solved();
    const time = screen.cursor ?? 0;
    const said = { "aria-valuemin": Math.round(first * 60), "aria-valuemax": Math.round(last * 60), "aria-valuenow": Math.round(time * 60) };
    for (const [key, value] of Object.entries(said)) parts.cursor.setAttribute(key, String(value));
    parts.cursor.setAttribute("aria-valuetext", sayAt(screen.solved(), time, screen.nearest?.schedule ?? screen.selected));
  }
  function measure() {
    const seen = isPage ? globalThis.innerHeight : Math.min(globalThis.innerHeight * 0.8, 900);
    isBeside = root.clientWidth >= BESIDE;
    root.classList.toggle("pksim-beside", isBeside);
    root.classList.toggle("pksim-widget", !isPage);
    const large = isBeside ? parseFloat(getComputedStyle(root).fontSize) / TYPE_PX : 1;
    width = Math.max(Math.round(parts.plot.clientWidth / large), LEAST_WIDTH);
    height = Math.round(isBeside ? Math.max(seen - 72, 300) / large : Math.min(Math.max(0.42 * seen - 34, 120), 330));
    const stage = isBeside ? 0 : parts.stage.offsetHeight;
    (isPage ? document.documentElement : root).style.scrollPaddingTop = `${stage + 8}px`;
  }

  const size = new ResizeObserver(() => {
    measure();
    repaint();
  });
  size.observe(parts.plot);
  size.observe(root);
  const resized = () => {
    measure();
    repaint();
  };
  globalThis.addEventListener("resize", resized);
  const media = globalThis.matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", repaint);
  const theme = new MutationObserver(repaint);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  parts.cursor.addEventListener("keydown", pointer.onCursorKey);
  parts.cursor.addEventListener("focus", pointer.enter);
  parts.cursor.addEventListener("blur", pointer.leave);
  // In a notebook all of it is in view while some of it is used.
  if (!isPage) root.addEventListener("focusin", () => root.scrollIntoView({ block: "nearest" }));
  const press = (/** @type {Event} */ { target }) => {
    isPressing = target instanceof Element && target.closest("button, label, summary") !== null;
    isHolding = !isPressing;
  };
  const release = () =>
    setTimeout(() => {
      isPressing = isHolding = isFilling = false;
      repaint();
    });
  root.addEventListener("pointerdown", press);
  for (const each of ["pointerup", "pointercancel"]) globalThis.addEventListener(each, release);
  // Of what is typed in a field the field knows best what to take back.
  const isTyped = (/** @type {EventTarget | null} */ target) => target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); // JupyterLab takes keys for itself
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isTyped(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) screen.redo();
    else screen.undo();
  });
  fill();
  measure();
  paint();
  return {
    screen,
    set: screen.set,
    say: screen.say,
    get: () => structuredClone(screen.state),
    csv: () => csv(screen),
    link: () => linkOf(screen.state),
    stop() {
      voice.stop();
      screen.stop();
      cancelAnimationFrame(waiting);
      size.disconnect();
      theme.disconnect();
      globalThis.removeEventListener("resize", resized);
      for (const each of ["pointerup", "pointercancel"]) globalThis.removeEventListener(each, release);
      media.removeEventListener("change", repaint);
    },
  };
}
