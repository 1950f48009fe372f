// The parts of the form. What is typed wrong is refused where it is typed, with a reason, and nothing is written.

import { h } from "../picture/drawing.mjs";
import { readNumber } from "../reading/doses.mjs";
import { refusalOf } from "../reading/messages.mjs";
import { texts } from "../text/texts.mjs";

/** @import { Shape } from "../picture/drawing.mjs" */
/** @import { Rule } from "../types.d.ts" */
/** @import { Screen } from "../screen.mjs" */
/** @typedef {{ currentTarget: HTMLInputElement }} Typed */
/** @typedef {KeyboardEvent & Typed} Key */
/** @typedef {PointerEvent & Typed} Pointer */

const SIGNIFICANT = 6;
const SWIPE_PX = 8;

/**
 * An element of the page that stays.
 * @param {string} tag
 * @param {Record<string, string | boolean>} [attributes]
 * @param {...(Node | string)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) if (value !== false) made.setAttribute(key, value === true ? "" : value);
  made.append(...children);
  return made;
}

/** What stands beside a control; what tells it from its like is read aloud with it. @type {(label: string, more?: string, isBare?: boolean) => Shape} */
export const labelOf = (label, more, isBare = false) => h("span", { class: isBare ? "pksim-hidden" : "pksim-label" }, h("span", {}, label), more && h("span", { class: "pksim-hidden" }, ` ${more}`));

/**
 * What is being typed into a control, as long as what it stands for does not change elsewhere.
 * @template T
 * @param {Screen} screen
 * @param {string} name
 * @param {T} value
 * @param {(value: T) => string} show
 */
function draftOf(screen, name, value, show) {
  const known = screen.drafts.get(name);
  const now = known && Object.is(known.value, value) ? known : { text: show(value), wrong: "" };
  /** @type {(text: string, next: T, wrong?: string) => void} */
  const put = (text, next, wrong = "") => {
    screen.drafts.set(name, { text, value: next, wrong });
    screen.repaint();
  };
  return { ...now, put, rest: { value: now.text, "aria-invalid": String(now.wrong !== ""), "aria-describedby": `${screen.idOf(name)}-why` } };
}

/** @type {(screen: Screen, label: string, more: string | undefined, input: Shape, wrong: string | null, unit?: string, kind?: string) => Shape} */
function fieldOf(screen, label, more, input, wrong, unit = "", kind = "") {
  const id = screen.idOf(nameOf(label, more));
  input.attributes.id = id;
  const why = wrong === null ? null : h("span", { class: "pksim-reason", role: "alert", id: `${id}-why` }, wrong);
  return h("div", { class: `pksim-field ${kind}` }, h("label", { for: id }, labelOf(label, more)), h("div", {}, input, h("span", { class: "pksim-unit" }, unit)), why);
}

/** @type {(label: string, more?: string) => string} */
const nameOf = (label, more) => (more ? `${label} ${more}` : label);

/**
 * A text, or a clock time, that `judge` finds wrong for a reason or for none.
 * @param {Screen} screen
 * @param {{ label: string, more?: string, value: string, judge: (text: string) => string, write: (text: string) => void,
 *   type?: string, unit?: string, required?: boolean, maxlength?: number, autocomplete?: string }} what
 */
export function textField(screen, { label, more, value, judge, write, type = "text", unit, ...rest }) {
  const draft = draftOf(screen, nameOf(label, more), value, (text) => text);
  const oninput = (/** @type {Typed} */ { currentTarget: { value: text } }) => {
    const wrong = judge(text);
    draft.put(text, wrong ? value : text, wrong);
    if (!wrong) write(text);
  };
  return fieldOf(screen, label, more, h("input", { ...rest, type, ...draft.rest, oninput }), draft.wrong, unit);
}

/**
 * A number with its unit; decimal comma and point are both read, and the arrow keys step.
 * @param {Screen} screen
 * @param {{ label: string, more?: string, value: number, range: [number, number], step: number, unit: string,
 *   write: (value: number) => void, isWhole?: boolean }} what
 */
export function numberField(screen, { label, more, value, range: [low, high], step, unit, write, isWhole = false }) {
  const name = nameOf(label, more);
  const draft = draftOf(screen, name, value, (each) => String(Number(each.toPrecision(SIGNIFICANT))));
  /** @type {(text: string) => void} */
  const type = (text) => {
    try {
      const sign = /^\s*[-−]/.test(text) ? -1 : 1;
      const plain = text.trim().replace(/^[-−]\s*/, "");
      const read = plain ? sign * readNumber(plain, name, screen.data.grammar) : NaN;
      if (!(read >= low && read <= high && (!isWhole || Number.isInteger(read)))) return draft.put(text, value, texts.outOfRange(name, low, high, unit));
      draft.put(text, read);
      return write(read);
    } catch (error) {
      return draft.put(text, value, refusalOf(error));
    }
  };
  const onkeydown = (/** @type {Key} */ event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const next = value + (event.key === "ArrowUp" ? step : -step);
    type(String(Number(Math.min(Math.max(next, low), high).toPrecision(SIGNIFICANT))));
  };
  const oninput = (/** @type {Typed} */ { currentTarget }) => type(currentTarget.value);
  return fieldOf(screen, label, more, h("input", { type: "text", inputmode: "decimal", class: "pksim-number", autocomplete: "off", ...draft.rest, onkeydown, oninput }), draft.wrong, unit);
}

/**
 * Text of a line or more that is read on Enter, or when it is left; `read` refuses what is wrong.
 * @param {Screen} screen
 * @param {{ label: string, more?: string, value: string, read: (text: string) => void, placeholder?: string, maxlength?: number }} what
 */
export function linesField(screen, { label, more, value, read, ...rest }) {
  const draft = draftOf(screen, nameOf(label, more), value, (text) => text);
  const tell = (/** @type {string} */ text) => {
    try {
      if (text !== value) read(text);
      screen.drafts.delete(nameOf(label, more));
      screen.repaint();
    } catch (error) {
      draft.put(text, value, refusalOf(error));
    }
  };
  const area = {
    ...rest, rows: draft.text.split("\n").length, spellcheck: "false", autocapitalize: "off", enterkeyhint: "done", ...draft.rest,
    oninput: (/** @type {Typed} */ { currentTarget }) => draft.put(currentTarget.value, value, draft.wrong),
    onchange: (/** @type {Typed} */ { currentTarget }) => tell(currentTarget.value),
    onkeydown: (/** @type {Key} */ event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      tell(event.currentTarget.value);
    },
  };
  return fieldOf(screen, label, more, h("textarea", area), draft.wrong, "", "pksim-lines");
}

/** Where a finger came down on a slider, until it is clear what it wants. @type {{ x: number, y: number, value: string } | null} */
let touch = null;

/**
 * A slider. A finger that scrolls over it changes nothing; inside JupyterLab its keys would not arrive by themselves.
 * @param {Screen} screen
 * @param {{ label: string, more?: string, value: number, range: [number, number], step: number, say: (value: number) => string,
 *   write: (value: number) => void, stated?: [number, number] }} what
 */
export function slider(screen, { label, more, value, range: [low, high], step, say, write, stated }) {
  const onkeydown = (/** @type {Key} */ event) => {
    const jumps = {
      ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10 * step, PageUp: 10 * step,
      Home: -Infinity, End: Infinity,
    };
    const jump = /** @type {Record<string, number>} */ (jumps)[event.key];
    if (jump === undefined) return;
    event.preventDefault();
    write(Math.min(Math.max(value + jump, low), high));
  };
  const onpointerdown = (/** @type {Pointer} */ { pointerType, clientX: x, clientY: y, currentTarget }) => {
    touch = pointerType === "touch" ? { x, y, value: currentTarget.value } : null;
  };
  const onpointermove = (/** @type {Pointer} */ { clientX, clientY }) => {
    if (!touch) return;
    const [across, along] = [Math.abs(clientX - touch.x), Math.abs(clientY - touch.y)];
    if (across > SWIPE_PX && across > along) touch = null;
  };
  const onpointerup = (/** @type {Pointer} */ { currentTarget }) => {
    const tapped = touch;
    touch = null;
    if (tapped && tapped.value !== currentTarget.value) write(Number(currentTarget.value));
  };
  const onpointercancel = (/** @type {Pointer} */ { currentTarget }) => {
    if (touch) currentTarget.value = touch.value;
    touch = null;
  };
  const oninput = (/** @type {Typed} */ { currentTarget }) => {
    if (!touch) write(Number(currentTarget.value));
  };
  const hears = { onkeydown, onpointerdown, onpointermove, onpointerup, onpointercancel, oninput };
  const id = screen.idOf(nameOf(label, more));
  const share = (/** @type {number} */ each) => `${((each - low) / (high - low)) * 100}%`;
  return h(
    "div", { class: "pksim-slider" },
    h("label", { for: id }, labelOf(label, more)),
    h(
      "span", { class: "pksim-range" },
      h("span", { class: "pksim-stretch" }, stated && h("span", { class: "pksim-stated", style: `left:${share(stated[0])};right:calc(100% - ${share(stated[1])})` })),
      h("input", { id, type: "range", min: low, max: high, step, value: String(value), "aria-valuetext": say(value), ...hears }),
    ),
    h("output", {}, say(value)),
  );
}

/**
 * @param {Screen} screen
 * @param {{ label: string, more?: string, value: string, names: readonly string[] | [string, string][], write: (name: string) => void }} what
 * Names, or each with what is to be read in its place.
 */
export function choice(screen, { label, more, value, names, write }) {
  const options = names.map((each) => {
    const [name, said] = typeof each === "string" ? [each, each] : each;
    return h("option", { value: name }, said);
  });
  return fieldOf(screen, label, more, h("select", { onchange: (/** @type {Typed} */ { currentTarget }) => write(currentTarget.value), value }, options), null);
}

/** @type {(what: { label: string, more?: string, value: boolean, write: (checked: boolean) => void, isBare?: boolean }) => Shape} */
export const checkbox = ({ label, more, value, write, isBare }) =>
  h(
    "label", { class: "pksim-check" },
    h("input", { type: "checkbox", checked: value, onchange: (/** @type {Typed} */ { currentTarget }) => write(currentTarget.checked) }), labelOf(label, more, isBare),
  );

/** @type {(what: { label: string, press: () => unknown, more?: string, isOff?: boolean }) => Shape} */
export const button = ({ label, press, more, isOff = false }) => h("button", { type: "button", onclick: press, "aria-disabled": isOff ? "true" : null }, labelOf(label, more));

/** How a rule says what a text must be. @type {(label: string, rule: Rule) => string} */
export const ruleOfText = (label, rule) => texts.mustBe(label, rule.what ?? "");
