// Numbers drawn at random: a twin of `pksim/teach/draws.py`, which names the source of the generator.

import { EDGES } from "../reading/doses.mjs";

const WORD = 2 ** 32;
const [MULTIPLIER, INCREMENT, MIXER] = [747796405, 2891336453, 277803737];
const CRC = 0xedb88320;

/**
 * Draws a whole number from 0 on, below a bound.
 * @typedef {(bound: number) => number} Below
 */

/**
 * @param {number} seed
 * @returns {{word: () => number, below: Below}}
 */
export function drawsFrom(seed) {
  let state = 0;
  const word = () => {
    const old = state;
    state = (Math.imul(old, MULTIPLIER) + INCREMENT) >>> 0;
    const mixed = Math.imul((old >>> ((old >>> 28) + 4)) ^ old, MIXER) >>> 0;
    return ((mixed >>> 22) ^ mixed) >>> 0;
  };
  const below = (/** @type {number} */ bound) => {
    let drawn = word();
    while (drawn < WORD % bound) drawn = word();
    return drawn % bound;
  };
  word();
  state = (state + seed) >>> 0;
  word();
  return { word, below };
}

/**
 * zlib.crc32(bytes)
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let found = -1;
  for (const byte of bytes) {
    found ^= byte;
    for (let bit = 0; bit < 8; bit++) found = (found >>> 1) ^ (found & 1 ? CRC : 0);
  }
  return ~found >>> 0;
}

/**
 * Writes a name in one way, whatever its capitals and the spaces about it.
 * @param {string} student
 */
export const knownAs = (student) => student.replace(EDGES, "").toLowerCase().toUpperCase().normalize("NFC");

// As Python writes halves of a character, with `errors="backslashreplace"`.
const escaped = (/** @type {string} */ half) => `\\u${half.charCodeAt(0).toString(16)}`;

/**
 * @param {string} exercise
 * @param {string} student
 */
export function drawsOf(exercise, student) {
  const text = `${exercise} ${knownAs(student)}`.replace(/\p{Cs}/gu, escaped);
  return drawsFrom(crc32(new TextEncoder().encode(text)));
}
