// What is on the screen and what happened to it. Every change makes a new state, which can be undone.

import { historyOf } from "./keeping/history.mjs";
import { solve } from "./model/curves.mjs";
import { timingOf } from "./model/timing.mjs";
import { newId } from "./picture/drawing.mjs";
import { readState } from "./reading/state.mjs";

/** @import { Data, State } from "./types.d.ts" */
/** @import { Lesson } from "./lessons/lesson.mjs" */
/** @import { Solved } from "./model/curves.mjs" */
/** @import { Palette } from "./picture/palette.mjs" */
/** @import { Shape } from "./picture/drawing.mjs" */
/** @typedef {ReturnType<typeof screenOf>} Screen */

const PAUSE_MS = 1000;

/** @type {(a: unknown, b: unknown) => boolean} */
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** @type {(state: State, selected: number) => number} */
const within = ({ schedules }, selected) => Math.max(0, Math.min(selected, schedules.length - 1));

/**
 * @param {Data} data
 * @param {State} first
 * @param {{ repaint: () => void, hear: (state: State) => void, palette: () => Palette }} around
 */
export function screenOf(data, first, { repaint, hear, palette }) {
  const cache = new Map();
  const history = historyOf(first);
  /** @type {Map<string, string>} */
  const ids = new Map();
  /** @type {Map<string, { what: string, shape: Shape }>} */
  const shapes = new Map();
  let pause = 0;
  /** @type {{ state: State, selected: number, solved: Solved } | null} */
  let last = null;
  /** @type {{ state: State, asPublished: boolean[] } | null} */
  let judged = null;

  const screen = {
    data,
    /** The schedule in use. */
    selected: within(first, 0),
    /** Where the cursor stands, hours from bedtime; null where there is none. @type {number | null} */
    cursor: null,
    /** The curve that the cursor is nearest to. @type {{ schedule: number, compound: string } | null} */
    nearest: null,
    /** What was to be seen before the change that is being made. @type {Solved | null} */
    before: null,
    message: "",
    /** The lesson that is held. @type {Lesson | null} */
    lesson: null,
    /** What is being typed, by control. @type {Map<string, { text: string, value: unknown, wrong: string }>} */
    drafts: new Map(),
    /**
     * What was described before, as long as what it depends on, and what is typed, is as it was.
     * @param {string} name
     * @param {unknown[]} depends
     * @param {() => Shape} make
     */
    kept(name, depends, make) {
      const what = JSON.stringify([...depends, ...screen.drafts.values()]);
      const found = shapes.get(name);
      if (found?.what === what) return found.shape;
      const shape = make();
      shapes.set(name, { what, shape });
      return shape;
    },
    /** The id of a control by its name. @param {string} name */
    idOf(name) {
      const id = ids.get(name) ?? newId();
      ids.set(name, id);
      return id;
    },
    repaint,
    palette,
    get state() {
      return history.now;
    },
    get canUndo() {
      return history.canUndo;
    },
    get canRedo() {
      return history.canRedo;
    },
    solved() {
      if (last?.state !== history.now || last.selected !== screen.selected)
        last = { state: history.now, selected: screen.selected, solved: solve(history.now, data, screen.selected, cache) };
      return last.solved;
    },
    /** Whether a schedule is one's own: no published one, or one that was changed. @param {number} index */
    isMine(index) {
      if (judged?.state !== history.now) {
        const asPublished = history.now.schedules.map(({ name, doses }) => data.published.includes(name) && same(data.state.schedules.find((each) => each.name === name)?.doses, doses));
        judged = { state: history.now, asPublished };
      }
      return !judged.asPublished[index];
    },
    timing: () => timingOf(history.now, data, screen.selected),
    /** @param {string} text */
    say(text) {
      screen.message = text;
      repaint();
    },
    /**
     * Changes the state; what one control does in a row is one step.
     * @param {string} what Which control.
     * @param {(draft: State) => void} recipe
     */
    change(what, recipe) {
      const draft = structuredClone(history.now);
      recipe(draft);
      const solved = screen.solved();
      if (history.put(draft, what)) screen.before = solved;
      screen.message = "";
      screen.selected = within(draft, screen.selected);
      clearTimeout(pause);
      pause = setTimeout(history.settle, PAUSE_MS);
      repaint();
      hear(structuredClone(draft));
    },
    /** @param {number} index */
    select(index) {
      if (index === screen.selected) return;
      screen.selected = index;
      repaint();
    },
    /**
     * Puts another state on the screen, which is read by the rules.
     * @param {unknown} next
     * @param {boolean} [tell] Whether who listens hears of it.
     */
    set(next, tell = false) {
      const read = readState(structuredClone(next), data);
      history.put(read, `set ${Math.random()}`);
      history.settle();
      moved();
      if (tell) hear(structuredClone(read));
    },
    undo: () => (history.undo() ? told() : undefined),
    redo: () => (history.redo() ? told() : undefined),
    settle: history.settle,
    stop: () => clearTimeout(pause),
  };
  const moved = () => {
    screen.before = null;
    screen.message = "";
    screen.drafts.clear();
    screen.selected = within(history.now, screen.selected);
    repaint();
  };
  const told = () => {
    moved();
    hear(structuredClone(history.now));
  };
  return screen;
}
