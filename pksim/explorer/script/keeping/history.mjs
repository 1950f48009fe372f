// What was on the screen before. Changes of one control in a row are one step.

const MOST_STEPS = 200;

/**
 * @template T
 * @param {T} first
 */
export function historyOf(first) {
  /** @type {T[]} */
  let past = [];
  /** @type {T[]} */
  let future = [];
  let now = first;
  /** @type {string | null} */
  let gesture = null;
  return {
    get now() {
      return now;
    },
    get canUndo() {
      return past.length > 0;
    },
    get canRedo() {
      return future.length > 0;
    },
    /**
     * Whether a step began.
     * @param {T} next
     * @param {string} what Which control changed it.
     */
    put(next, what) {
      const begins = what !== gesture;
      if (begins) past = [...past, now].slice(-MOST_STEPS);
      future = [];
      [now, gesture] = [next, what];
      return begins;
    },
    settle() {
      gesture = null;
    },
    undo() {
      const before = past.pop();
      if (before === undefined) return false;
      future.push(now);
      [now, gesture] = [before, null];
      return true;
    },
    redo() {
      const after = future.pop();
      if (after === undefined) return false;
      past.push(now);
      [now, gesture] = [after, null];
      return true;
    },
  };
}
