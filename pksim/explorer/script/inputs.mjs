// The parts of the form. What is typed wrong is refused where it is typed, with a reason, and nothing is written.

import { Refused } from "./messages.mjs";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// JupyterLab takes keys for itself unless they stop here.
const keepKey = (event) => event.stopPropagation();

// Arrow keys of a range inside JupyterLab never arrive by themselves: the shell takes them.
function onRangeKey(event) {
  const input = event.currentTarget;
  const [low, high, step] = [Number(input.min), Number(input.max), Number(input.step)];
  const jump = {
    ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -10 * step, PageUp: 10 * step,
    Home: -Infinity, End: Infinity,
  }[event.key];
  event.stopPropagation();
  if (jump === undefined) return;
  event.preventDefault();
  input.value = String(Math.min(Math.max(Number(input.value) + jump, low), high));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Puts other parts in place of those that are there; the one in use is in use again, by its name.
export function refill(node, ...parts) {
  const { activeElement } = node.getRootNode();
  const name = node.contains(activeElement) ? activeElement.getAttribute("aria-label") : null;
  node.replaceChildren(...parts);
  if (name) [...node.querySelectorAll("[aria-label]")].find((each) => each.getAttribute("aria-label") === name)?.focus();
}

let serial = 0;
export const newId = () => `pksim-${++serial}`;

function reasonFor() {
  return element("span", { class: "pksim-reason", role: "alert", id: newId() });
}

function judge(input, reason, wrong) {
  input.setAttribute("aria-invalid", String(wrong !== ""));
  reason.textContent = wrong;
  return wrong === "";
}

export function numberInput(label, value, [low, high], step, unit, write) {
  const reason = reasonFor();
  const input = element("input", {
    type: "number", step: "any", value: Number(value.toPrecision(6)), "aria-label": label, "aria-describedby": reason.id,
    oninput: () => {
      const read = input.value.trim() === "" ? NaN : Number(input.value);
      const wrong = read >= low && read <= high ? "" : `${label} must be from ${low} to ${high} ${unit}.`;
      if (judge(input, reason, wrong)) write(read);
    },
    onkeydown: (event) => {
      event.stopPropagation();
      if (!["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const next = Number(input.value) + (event.key === "ArrowUp" ? step : -step);
      input.value = String(Number(Math.min(Math.max(next, low), high).toPrecision(6)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  return [input, reason];
}

// A text, or a clock time, that `wrong` judges: it gives a reason, or nothing.
export function textInput(attributes, wrong, write) {
  const reason = reasonFor();
  const input = element("input", {
    ...attributes, "aria-describedby": reason.id, onkeydown: keepKey,
    oninput: () => {
      if (judge(input, reason, wrong(input.value))) write(input.value);
    },
  });
  return [input, reason];
}

// Text of a line or more that is read when it is left, or on Enter; `read` refuses what is wrong. The third part shows another.
export function linesInput(attributes, read) {
  const reason = reasonFor();
  const tell = () => {
    try {
      read(area.value);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      judge(area, reason, error.message);
    }
  };
  const area = element("textarea", {
    ...attributes, "aria-describedby": reason.id, onchange: tell,
    onkeydown: (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      tell();
    },
  });
  const show = (text) => {
    area.value = text;
    area.rows = text.split("\n").length + 1;
    judge(area, reason, "");
  };
  return [area, reason, show];
}

export function rangeInput(label, value, [low, high], step, describeValue, write) {
  const input = element("input", {
    type: "range", min: low, max: high, step, "aria-label": label, onkeydown: onRangeKey,
    oninput: () => {
      input.setAttribute("aria-valuetext", describeValue(Number(input.value)));
      write(Number(input.value));
    },
  });
  input.value = String(value);
  input.setAttribute("aria-valuetext", describeValue(value));
  return input;
}

export function choice(label, names, value, write) {
  const select = element("select", { "aria-label": label, onchange: () => write(select.value), onkeydown: keepKey });
  for (const name of names) select.append(element("option", { value: name }, name));
  select.value = value;
  return select;
}

export function checkbox(attributes, value, write) {
  const box = element("input", { type: "checkbox", ...attributes, onkeydown: keepKey, onchange: () => write(box.checked) });
  box.checked = value;
  return box;
}

export const button = (text, label, onclick) => element("button", { type: "button", "aria-label": label, onclick }, text);
