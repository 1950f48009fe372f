// The draws are those that the author of the generator publishes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { drawsFrom } from "../../pksim/explorer/script/lessons/draws.mjs";

const { seed, rounds } = JSON.parse(readFileSync(new URL("../teach/pcg32_published.json", import.meta.url), "utf-8"));
const times = (count, draw) => Array.from({ length: count }, draw);

function shuffled({ below }) {
  const cards = times(52, (_, i) => i);
  for (let last = 51; last > 0; last--) {
    const chosen = below(last + 1);
    [cards[chosen], cards[last]] = [cards[last], cards[chosen]];
  }
  return cards.map((card) => "A23456789TJQK"[Math.floor(card / 4)] + "hcds"[card % 4]).join(" ");
}

test("words and numbers below a bound are those that are published", () => {
  const draws = drawsFrom(seed);
  for (const { words, coins, rolls, cards } of rounds) {
    assert.deepEqual(times(6, draws.word), words);
    assert.equal(times(65, () => "TH"[draws.below(2)]).join(""), coins);
    assert.deepEqual(times(33, () => 1 + draws.below(6)), rolls);
    assert.equal(shuffled(draws), cards);
  }
});
