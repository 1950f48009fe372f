// The script reads doses as Python does: the same table of texts, with the same messages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { readDose, readDoses } from "../../pksim/explorer/script/reading/doses.mjs";
import { quoted } from "../../pksim/explorer/script/reading/messages.mjs";

const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf-8"));
const table = json("../describe/schedule/dose_texts.json");
const known = json("dose_known.json");
const nothing = { formulation: null, basis: null, night: null, time_h: null, clock_h: null, window_h: null };

const near = (value, want) => (want === null ? value === null : Math.abs(value - want) <= 1e-14 * Math.max(1, Math.abs(want)));
function refusal(make) {
  try {
    make();
  } catch (error) {
    return error.message;
  }
  return assert.fail("it was read");
}

for (const { means, texts } of table.read)
  for (const text of texts)
    test(`${JSON.stringify(text)} is read`, () => {
      const dose = readDose(text, known);
      const want = { ...nothing, ...table.usual, ...means };
      for (const key of ["compound", "formulation", "basis", "night", "window_h"]) assert.deepEqual(dose[key], want[key], key);
      for (const key of ["amount_mg", "time_h", "clock_h"]) assert.ok(near(dose[key], want[key]), `${key} is ${dose[key]}`);
    });

for (const { message, texts } of table.refused)
  for (const text of texts)
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.equal(refusal(() => readDose(text, known)), `dose ${quoted(text)}: ${message}`);
    });

for (const [text, written] of table.quoted)
  test(`${JSON.stringify(text)} is quoted`, () => {
    assert.ok(refusal(() => readDose(text, known)).startsWith(`dose ${written}: `));
  });

for (const { text, doses, mistakes } of table.several)
  test(`${JSON.stringify(text)} is read one by one`, () => {
    if (doses) assert.deepEqual(readDoses(text, known), doses.map((each) => readDose(each, known)));
    else assert.equal(refusal(() => readDoses(text, known)), mistakes.map((each) => refusal(() => readDose(each, known))).join("\n"));
  });
