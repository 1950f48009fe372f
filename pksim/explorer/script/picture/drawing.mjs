// A description of what is to be seen, in SVG or HTML, and what makes it so: only what differs from what is there is touched.

export const SVG = "http://www.w3.org/2000/svg";

/**
 * @typedef {{ tag: string, attributes: Attributes, content: string | Shape[] }} Shape
 * @typedef {string | number | boolean | null | undefined | ((event: any) => unknown)} Value Functions hear events.
 * @typedef {Record<string, Value>} Attributes A `key` tells a shape from its like beside it.
 * @typedef {Shape | string | null | undefined | false | Child[]} Child
 * @typedef {Element & { drawn: Attributes, shape?: Shape }} Drawn
 */

let serial = 0;
export const newId = () => `pksim-${++serial}`;

/** @type {(tag: string, attributes: Attributes, content?: string | Shape[]) => Shape} */
export const shape = (tag, attributes, content = []) => ({ tag, attributes, content });

/** Shapes that stay together, so that those after them keep their places. @type {(content: Shape[], attributes?: Attributes) => Shape} */
export const layer = (content, attributes = {}) => shape("g", attributes, content);

/** @type {(children: Child[]) => Shape[]} */
const flat = (children) =>
  children.flatMap((each) => (Array.isArray(each) ? flat(each) : typeof each === "string" ? shape("span", {}, each) : each || []));

/** An element with children, among which those that are none are left out. @type {(tag: string, attributes: Attributes, ...children: Child[]) => Shape} */
export const h = (tag, attributes, ...children) => shape(tag, attributes, children.length === 1 && typeof children[0] === "string" ? children[0] : flat(children));

// What is no attribute but a state of the element.
const STATES = ["value", "checked", "hidden"];

/** @type {(node: Drawn, key: string) => unknown} */
const now = (node, key) => (STATES.includes(key) ? Reflect.get(node, key) : node.drawn[key]);

/** An element hears once and for all, by what was drawn last. @type {(hears: Value, event: Event) => unknown} */
const call = (hears, event) => (typeof hears === "function" ? hears(event) : undefined);

/** @type {(node: Drawn, key: string, value: Value) => void} */
function put(node, key, value) {
  if (STATES.includes(key)) Object.assign(node, { [key]: value ?? null });
  else if (typeof value === "function") Object.assign(node, { [key]: (/** @type {Event} */ event) => call(node.drawn[key], event) });
  else if (value === undefined || value === null || value === false) node.removeAttribute(key);
  else node.setAttribute(key, value === true ? "" : String(value));
}

/** @type {(parent: Element, wanted: Shape[]) => void} */
export function patch(parent, wanted) {
  const kept = /** @type {Drawn[]} */ ([...parent.children]);
  const space = parent.namespaceURI === SVG ? SVG : "http://www.w3.org/1999/xhtml";
  const used = new Set();
  let next = parent.firstElementChild;
  wanted.forEach((what, i) => {
    const { tag, attributes, content } = what;
    const { key } = attributes;
    let node = key === undefined ? kept[i] : kept.find((each) => each.drawn.key === key);
    if (!node || node.localName !== tag || node.drawn.key !== key || used.has(node))
      node = Object.assign(document.createElementNS(tag === "svg" ? SVG : space, tag), { drawn: {} });
    used.add(node);
    if (next === node) next = node.nextElementSibling;
    else parent.insertBefore(node, next);
    if (node.shape === what) return; // as it was described before
    node.shape = what;
    for (const each of Object.keys(node.drawn)) if (!(each in attributes)) put(node, each, undefined);
    if (typeof content !== "string") patch(node, content);
    else if (node.textContent !== content) node.textContent = content;
    for (const [each, value] of Object.entries(attributes)) if (each !== "key" && now(node, each) !== value && !(typeof value === "function" && typeof node.drawn[each] === "function")) put(node, each, value);
    node.drawn = attributes;
  });
  for (const node of kept) if (!used.has(node)) node.remove();
}

/**
 * The path of a curve, without the points that a straight line between their neighbours meets to a fifth of a pixel.
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 */
export function pathOf(xs, ys) {
  const tolerance = 0.2;
  const last = xs.length - 1;
  const tenth = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  let d = `M${tenth(xs[0])} ${tenth(ys[0])}`;
  let from = 0;
  let low = -Infinity;
  let high = Infinity;
  for (let i = 1; i <= last; i++) {
    const slope = (ys[i] - ys[from]) / (xs[i] - xs[from]);
    if (i > from + 1 && !(slope >= low && slope <= high)) {
      from = i - 1;
      d += `L${tenth(xs[from])} ${tenth(ys[from])}`;
      low = -Infinity;
      high = Infinity;
    }
    const reach = xs[i] - xs[from];
    low = Math.max(low, (ys[i] - ys[from] - tolerance) / reach);
    high = Math.min(high, (ys[i] - ys[from] + tolerance) / reach);
  }
  return `${d}L${tenth(xs[last])} ${tenth(ys[last])}`;
}

/** @param {Record<string, string>} attributes */
export function picture(attributes) {
  const made = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
