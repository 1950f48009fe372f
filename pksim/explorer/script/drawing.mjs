// A drawing in SVG that follows every slider: only what differs from what is there is touched.

export const SVG = "http://www.w3.org/2000/svg";

// A drawing is a list of such descriptions; `patch` touches only what differs from what is there.
export const shape = (tag, attributes, content) => ({ tag, attributes, content });

export function patch(parent, wanted) {
  const kept = [...parent.childNodes];
  wanted.forEach((each, i) => {
    let node = kept[i];
    if (!node || node.tagName !== each.tag) {
      node = document.createElementNS(SVG, each.tag);
      node.drawn = {};
      if (kept[i]) kept[i].replaceWith(node);
      else parent.append(node);
    }
    for (const key of Object.keys(node.drawn)) if (!(key in each.attributes)) node.removeAttribute(key);
    for (const [key, value] of Object.entries(each.attributes)) if (node.drawn[key] !== value) node.setAttribute(key, value);
    node.drawn = each.attributes;
    if (Array.isArray(each.content)) patch(node, each.content);
    else if (each.content !== undefined && node.textContent !== each.content) node.textContent = each.content;
    else if (each.content === undefined && node.firstChild) node.replaceChildren();
  });
  for (const node of kept.slice(wanted.length)) node.remove();
}

// The path of a curve, without the points that a straight line between their neighbours meets to a fifth of a pixel.
export function pathOf(xs, ys) {
  const tolerance = 0.2;
  const last = xs.length - 1;
  const tenth = (value) => Math.round(value * 10) / 10;
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

export function picture(attributes) {
  const made = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
