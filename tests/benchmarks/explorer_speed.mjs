// How long the model of the explorer takes while one thing moves: eight schedules, two compounds, the body's own and a band.
//
//     python -c "import json; from pksim.explorer.data import explored; print(json.dumps(explored().data))" > data.json
//     node tests/benchmarks/explorer_speed.mjs data.json [another checkout's curves.mjs, to hold it against]
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { solve } from "../../pksim/explorer/script/model/curves.mjs";
import { timingOf } from "../../pksim/explorer/script/model/timing.mjs";

const [file, other] = process.argv.slice(2);
const data = JSON.parse(readFileSync(file, "utf-8"));
const first = { ...data.state, endogenous: true, schedules: data.state.schedules.slice(0, 8) };
const [ROUNDS, PICTURES] = [9, 40];

const moves = {
  "a dose": (state, i) => (state.schedules[0].doses[0].time_h = -2 + i / 997),
  "an amount": (state, i) => (state.schedules[0].doses[0].amount_mg = 1 + i / 997),
  "a time of peak": (state, i) => (state.kinetics.melatonin.tmax_h = 0.5 + i / 997),
  "bedtime": (state, i) => (state.bedtime = `22:${String(i % 60).padStart(2, "0")}`),
};
const goals = {
  "peak": { kind: "peak", compound: "melatonin", time_h: 0, within_h: 0.25 },
  "above": { kind: "above", compound: "melatonin", level: 50, from_h: -0.5, to_h: 3, share: 0.8 },
};

/** Milliseconds a picture, the median of some rounds; the ways take turns, so that what else runs hits all of them. */
function timesOf(ways, move) {
  const times = ways.map(() => []);
  let i = 0;
  for (let round = 0; round <= ROUNDS; round++)
    ways.forEach((way, which) => {
      const states = Array.from({ length: PICTURES }, () => {
        const state = structuredClone(first);
        move(state, i++);
        return state;
      });
      const start = performance.now();
      for (const state of states) way(state);
      if (round) times[which].push((performance.now() - start) / PICTURES);
    });
  return times.map((each) => each.sort((a, b) => a - b)[Math.floor(each.length / 2)]);
}

const names = ["now"];
const ways = [];
const drawer = (how) => {
  const cache = new Map();
  return (state) => how(state, data, 0, cache);
};
ways.push(drawer(solve));
if (other) {
  names.push("other");
  ways.push(drawer((await import(pathToFileURL(resolve(other)))).solve));
}
for (const [name, goal] of Object.entries(goals)) {
  names.push(`now, with the strip of "${name}"`);
  const draw = drawer(solve);
  ways.push((state) => {
    draw(state);
    timingOf({ ...state, goal }, data, 0);
  });
}
for (const [what, move] of Object.entries(moves)) {
  const times = timesOf(ways, move);
  console.log(`${what} moves: ${names.map((name, i) => `${name} ${times[i].toFixed(3)} ms`).join("; ")}`);
}
const nights = { ...first, nights: 14 };
const start = performance.now();
for (let i = 0; i < PICTURES; i++) solve(nights, data, 0);
console.log(`fourteen nights, all anew: ${((performance.now() - start) / PICTURES).toFixed(3)} ms`);
