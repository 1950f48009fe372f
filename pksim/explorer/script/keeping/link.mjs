// The whole state as the text of a link, deflated; what was never deflated is read, too.

import { texts } from "../text/texts.mjs";

/** @import { Data, State } from "../types.d.ts" */

const MOST_BYTES = 400_000;
const KEY = "s=";
const ZLIB = 0x78; // with which no JSON begins

/** @type {(bytes: Uint8Array) => string} */
const written = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
/** @type {(text: string) => Uint8Array<ArrayBuffer>} */
const read = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

/**
 * What a stream makes of some bytes; more than a state can be is not waited for.
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {CompressionStream | DecompressionStream} stream
 */
async function through(bytes, stream) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(...value);
    length += value.length;
    if (length > MOST_BYTES) throw new Error(texts.tooLong);
  }
  return Uint8Array.from(parts);
}

/** @type {(state: State) => Promise<string>} */
export const linkOf = async (state) => KEY + written(await through(new TextEncoder().encode(JSON.stringify(state)), new CompressionStream("deflate")));

/**
 * What the part of an address after # says, in a list; nothing when it says nothing of a state. What comes is from anyone: it
 * must still be read by the rules.
 * @param {string} hash
 * @param {Data} data
 * @returns {Promise<unknown[]>}
 */
export async function readLink(hash, { limits }) {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith(KEY)) return [];
  if (text.length > limits.link) throw new Error(texts.tooLong);
  try {
    const bytes = read(text.slice(KEY.length));
    const json = bytes[0] === ZLIB ? await through(bytes, new DecompressionStream("deflate")) : bytes;
    return [JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json))];
  } catch (error) {
    throw error instanceof Error && error.message === texts.tooLong ? error : new Error(texts.damaged);
  }
}
