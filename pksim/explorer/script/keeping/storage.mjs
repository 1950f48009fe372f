// What was on the screen when the page was left, kept by the browser; each page has a place of its own.

/** @import { Data, State } from "../types.d.ts" */

/** @type {(text: string) => string} */
function fingerprint(text) {
  let hash = 0x811c9dc5; // FNV-1a
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** @param {Data} data */
export function storageOf(data) {
  const key = `pksim ${location.pathname} ${fingerprint(JSON.stringify([data.state, data.compounds]))}`;
  return {
    /** @returns {unknown} */
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? "null");
      } catch {
        return null; // cut, or a browser that keeps nothing
      }
    },
    /** @param {State} state */
    write(state) {
      try {
        if (JSON.stringify(state) === JSON.stringify(data.state)) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(state));
      } catch {
        // A browser that keeps nothing loses nothing that is on the screen.
      }
    },
  };
}
