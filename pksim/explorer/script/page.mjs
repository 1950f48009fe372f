// The page: a link, what was left here, and lessons.

import { readLink } from "./keeping/link.mjs";
import { storageOf } from "./keeping/storage.mjs";
import { mount } from "./mount.mjs";
import { readLeniently } from "./reading/state.mjs";
import { texts } from "./text/texts.mjs";

/** @import { Data, State } from "./types.d.ts" */
/** @typedef {Pick<typeof import("./lessons/lesson.mjs"), "lessonIn" | "openLesson"> & typeof import("./lessons/panel.mjs")} Lessons */

const STORED_MS = 300;

/**
 * The page. The state may come with the address, from anyone, or be what was left here; what cannot be read is said and not run.
 * @param {HTMLElement} root
 * @param {Data} data
 * @param {Lessons | null} lessons What a page for a class knows besides.
 */
function mountPage(root, data, lessons) {
  const storage = storageOf(data);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let storing;
  const onChange = (/** @type {State} */ state) => {
    if (location.hash.startsWith("#s=")) history.replaceState(null, "", location.pathname + location.search); // it says what was
    clearTimeout(storing);
    if (!explorer.screen.lesson) storing = setTimeout(() => storage.write(state), STORED_MS);
  };
  const left = storage.read();
  const kept = left === null ? null : readLeniently(left, data);
  const explorer = mount(root, data, { state: kept?.state ?? data.state, onChange, hasLink: true, isPage: true, ...(lessons ? { lessonPanel: lessons.lessonPanel } : {}) });
  const tell = (/** @type {string[]} */ leftOut, good = "") => explorer.say(leftOut.length ? texts.leftOut(leftOut) : good);
  if (kept) tell(kept.left_out, texts.asYouLeftIt);
  const follow = async (hash = location.hash) => {
    try {
      if (/^#lesson=/.test(hash) && !lessons) throw new Error(texts.noLessons);
      const lesson = lessons?.lessonIn(hash);
      if (lessons && data.lessons && lesson) return lessons.openLesson(explorer.screen, data.lessons, lesson);
      explorer.screen.lesson = null;
      explorer.screen.repaint();
      for (const given of await readLink(hash, data)) {
        const { state, left_out: leftOut } = readLeniently(given, data);
        explorer.set(state);
        tell(leftOut);
      }
    } catch (error) {
      explorer.say(texts.linkRefused(error instanceof Error ? error.message : String(error)));
    }
  };
  globalThis.addEventListener("hashchange", () => follow());
  return { ...explorer, ready: follow(location.hash || (data.lesson ? `#lesson=${data.lesson}` : "")) };
}

/**
 * Mounts the page where there is one; everywhere else someone calls `render`.
 * @param {Lessons | null} lessons
 */
export function mountHere(lessons) {
  const given = globalThis.document?.getElementById("pksim-data");
  const place = globalThis.document?.getElementById("pksim-explorer");
  if (given && place) Object.assign(globalThis, { explorer: mountPage(place, JSON.parse(given.textContent ?? ""), lessons) });
}
