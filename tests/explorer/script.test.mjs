// The script's modules: each finds what it imports where a browser gets all of them as one.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

const folder = new URL("../../pksim/explorer/script/", import.meta.url);
const names = readdirSync(folder);
const text = (name) => readFileSync(new URL(name, folder), "utf-8");

for (const name of names) {
  test(`${name} finds what it imports`, () => import(new URL(name, folder)));
  test(`${name} uses all that it imports`, () => {
    const [, head, body] = text(name).match(/^((?:\/\/.*\n|\n|import [^;]*;\n)*)([^]*)$/);
    for (const [, list] of head.matchAll(/import \{([^}]*)\}/g))
      for (const each of list.split(",").map((word) => word.trim())) assert.match(body, new RegExp(`\\b${each}\\b`));
    assert.doesNotMatch(body, /^import /m);
  });
}

test("no two modules give one name to two things", () => {
  const said = names.flatMap((name) => [...text(name).matchAll(/^(?:export )?(?:const|let|function) (\w+)/gm)].map(([, word]) => word));
  assert.deepEqual(said.filter((word, i) => said.indexOf(word) !== i), []);
});
