// The picture under mouse, finger and keys: a cursor that reads the curves, doses that can be dragged, and a strip that can be
// pressed.

import { TIME_STEP_MIN } from "./controls/dose.mjs";
import { takeAt } from "./controls/goal.mjs";
import { valueAt } from "./picture/cursor.mjs";

/** @import { Screen } from "./screen.mjs" */
/** @import { At } from "./picture/picture.mjs" */

const [FINE_MIN, FAR_MIN, NEAR_PX] = [1, 60, 14];
const STRIP_PX = 20;

/** @type {(key: string, step: number) => number | undefined} */
const jumpOf = (key, step) =>
  /** @type {Record<string, number>} */ ({ ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step, PageDown: -FAR_MIN, PageUp: FAR_MIN, Home: -Infinity, End: Infinity })[key];

/**
 * @param {SVGElement} svg
 * @param {Screen} screen
 * @param {() => At[]} drawn What is drawn now, a panel each.
 * @param {() => void} repaint
 */
export function point(svg, screen, drawn, repaint) {
  /** @type {{ dose: number, night: number, from: number, time: number } | null} */
  let dragged = null;
  let hasDragged = false;

  /** @type {(event: PointerEvent | MouseEvent) => { x: number, y: number }} */
  const placeOf = (event) => {
    const box = svg.getBoundingClientRect();
    const [, , width] = (svg.getAttribute("viewBox") ?? "0 0 1 1").split(" ").map(Number);
    const scale = width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  };
  /** @type {(at: { x: number, y: number }) => At | undefined} */
  const panelAt = ({ x, y }) => {
    const away = (/** @type {At} */ { place }) => Math.max(place.left - x, x - place.right, 0);
    const least = Math.min(...drawn().map(away));
    const ats = drawn().filter((at) => away(at) === least);
    return ats.find(({ place }) => y <= place.bottom + STRIP_PX) ?? ats[ats.length - 1];
  };
  /** @type {(at: At, time: number, y: number) => number} */
  const nearestOf = ({ panel, axis, y: yOf }, time, y) =>
    panel.curves.reduce(
      (best, curve) => {
        const away = Math.abs(yOf(valueAt(curve.times, axis.levels(curve), time)) - y);
        return away < best.away ? { away, index: curve.index } : best;
      },
      { away: Infinity, index: screen.selected },
    ).index;
  /** @type {(event: PointerEvent | MouseEvent) => void} */
  const read = (event) => {
    const at = placeOf(event);
    const panel = panelAt(at);
    const { first, last } = screen.solved();
    if (!panel || at.y < panel.place.top - 60) return leave();
    const time = Math.min(Math.max(panel.place.hour(at.x), first), last);
    screen.cursor = time;
    screen.nearest = { schedule: nearestOf(panel, time, at.y), compound: panel.panel.name };
    return repaint();
  };
  const leave = () => {
    if (screen.cursor === null) return;
    screen.cursor = null;
    screen.nearest = null;
    repaint();
  };
  /** @type {(index: number, minutes: number) => void} */
  const moveDose = (index, minutes) => {
    const { first, last } = screen.solved();
    const hours = Math.min(Math.max(minutes / 60, first), Math.min(last, 24));
    screen.change(`drag ${screen.selected} ${index}`, (draft) => void (draft.schedules[screen.selected].doses[index].time_h = hours));
  };
  /** @type {(target: EventTarget | null) => SVGElement | null} */
  const handleOf = (target) => (target instanceof Element ? target.closest(".handle") : null);

  svg.addEventListener("pointerdown", (event) => {
    const handle = handleOf(event.target);
    if (handle) {
      const dose = Number(handle.dataset.dose);
      const at = placeOf(event);
      const panel = panelAt(at);
      if (!panel) return;
      leave();
      handle.focus();
      svg.setPointerCapture(event.pointerId);
      dragged = { dose, night: Number(handle.dataset.night), from: panel.place.hour(at.x), time: screen.state.schedules[screen.selected].doses[dose].time_h };
      event.preventDefault();
      return;
    }
    if (event.pointerType !== "mouse") read(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!dragged) {
      if (event.pointerType === "mouse" || event.buttons) read(event);
      return;
    }
    const at = placeOf(event);
    const panel = drawn().find(({ place }) => at.x >= place.left - 2 && at.x <= place.right + 2) ?? drawn()[0];
    const step = event.shiftKey ? FINE_MIN : TIME_STEP_MIN;
    moveDose(dragged.dose, Math.round(((dragged.time + panel.place.hour(at.x) - dragged.from) * 60) / step) * step);
  });
  const drop = () => {
    if (dragged) screen.settle();
    hasDragged = dragged !== null;
    dragged = null;
  };
  svg.addEventListener("pointerup", drop);
  svg.addEventListener("pointercancel", drop);
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && !dragged) leave();
  });
  svg.addEventListener("click", (event) => {
    if (hasDragged || handleOf(event.target)) return;
    const at = placeOf(event);
    const panel = panelAt(at);
    if (!panel) return;
    const cell = event.target instanceof Element ? event.target.getAttribute("data-time") : null;
    const timing = screen.timing();
    if (cell !== null && timing) {
      takeAt(screen, timing.compound, Number(cell));
      return;
    }
    const index = nearestOf(panel, panel.place.hour(at.x), at.y);
    const curve = panel.panel.curves.find((each) => each.index === index);
    if (curve && Math.abs(panel.y(valueAt(curve.times, panel.axis.levels(curve), panel.place.hour(at.x))) - at.y) <= NEAR_PX) screen.select(index);
  });

  /** @type {(event: KeyboardEvent) => void} */
  const onDoseKey = (event) => {
    const handle = handleOf(event.target);
    const jump = jumpOf(event.key, event.shiftKey ? FINE_MIN : TIME_STEP_MIN);
    if (!handle || jump === undefined) return;
    event.preventDefault();
    const index = Number(handle.dataset.dose);
    moveDose(index, Math.round(screen.state.schedules[screen.selected].doses[index].time_h * 60) + jump);
  };
  svg.addEventListener("keydown", onDoseKey);
  return {
    leave,
    /** Keys of the cursor: a step, an hour, the ends; up and down go from curve to curve. @param {KeyboardEvent} event */
    onCursorKey(event) {
      if (event.key === "Escape") return leave();
      const { first, last, panels } = screen.solved();
      const shown = panels.flatMap(({ name, curves }) => curves.map(({ index }) => ({ schedule: index, compound: name })));
      const now = shown.findIndex((each) => each.schedule === screen.nearest?.schedule && each.compound === screen.nearest.compound);
      if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        event.preventDefault();
        screen.cursor ??= 0;
        screen.nearest = shown[(now + (event.key === "ArrowDown" ? 1 : -1) + shown.length) % shown.length] ?? null;
        return repaint();
      }
      const jump = jumpOf(event.key, event.shiftKey ? FINE_MIN : TIME_STEP_MIN);
      if (jump === undefined) return undefined;
      event.preventDefault();
      const from = screen.cursor ?? 0;
      screen.cursor = Math.min(Math.max(Number.isFinite(jump) ? from + jump / 60 : jump, first), last);
      screen.nearest ??= shown.find(({ schedule }) => schedule === screen.selected) ?? shown[0] ?? null;
      return repaint();
    },
    enter() {
      if (screen.cursor !== null) return;
      const { panels } = screen.solved();
      const panel = panels.find(({ curves }) => curves.some(({ index }) => index === screen.selected)) ?? panels[0];
      screen.cursor = 0;
      screen.nearest = panel ? { schedule: screen.selected, compound: panel.name } : null;
      repaint();
    },
  };
}
