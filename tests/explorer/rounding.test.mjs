// The words of the explorer round as those of Python, case by case of the table that Python writes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { clockText, duration, number, percent } from "../../pksim/explorer/script/text/numbers.mjs";
import { texts } from "../../pksim/explorer/script/text/texts.mjs";

const rules = { clockText, duration, fromBedtime: texts.fromBedtime, number, percent };
const cases = JSON.parse(readFileSync(new URL("rounding_cases.json", import.meta.url), "utf-8"));

for (const [name, rule] of Object.entries(rules)) {
  test(`${name} writes what Python writes`, () => {
    const own = cases.filter(([of]) => of === name);
    assert.ok(own.length > 100);
    for (const [, value, want] of own) assert.equal(rule(value), want, `${name}(${value})`);
  });
}
