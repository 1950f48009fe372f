// The explorer: the exact solution of the one-compartment model and a picture that follows every slider.
// It is a Jupyter widget (anywidget calls `render`) and the script of a page (which calls `mountPage`).

import { nightControls, scheduleControls, sources } from "./controls.mjs";
import { solve } from "./curves.mjs";
import { picture } from "./drawing.mjs";
import { csv, fileControls } from "./files.mjs";
import { element, newId, refill } from "./inputs.mjs";
import { kineticsControls, warn } from "./kinetics.mjs";
import { PALETTES, draw } from "./picture.mjs";
import { decodeState, readState } from "./state.mjs";
import { describe, whoseClock } from "./words.mjs";

const WORDS_MS = 100;
const SPOKEN_MS = 600;
const NARROWEST = 300;

const put = (node, text) => {
  if (node.data !== text) node.data = text;
};

function isDark() {
  const jupyter = document.body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false";
  return globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
}

// The elements that stay while what is in them changes.
function frame(root) {
  const alt = element("p", { id: newId(), class: "pksim-hidden" });
  const svg = picture({ id: newId(), role: "img", "aria-labelledby": alt.id });
  const words = element("ul", { class: "pksim-words" });
  const clock = element("p", { class: "pksim-note" });
  const spoken = element("p", { class: "pksim-hidden", "aria-live": "polite" });
  const message = element("p", { class: "pksim-message", role: "alert", hidden: true });
  const plot = element("div", { class: "pksim-plot" }, svg, alt, words, clock, spoken);
  const controls = element("div", { class: "pksim-controls" });
  root.classList.add("pksim");
  root.replaceChildren(message, plot, controls);
  return { alt, svg, words, clock, spoken, message, plot, controls };
}

// Words that change with every picture cannot be read; they follow a few times a second, and are spoken at rest.
function voice({ alt, words, clock, spoken }) {
  let said = [];
  let heading = "";
  let whose = "";
  let writing = 0;
  let speaking = 0;
  let written = -Infinity;
  const write = () => {
    written = performance.now();
    put(clock.firstChild ?? clock.appendChild(new Text()), whose);
    while (words.children.length > said.length) words.lastChild.remove();
    said.forEach(([name, text], i) => {
      const line = words.children[i] ?? words.appendChild(element("li", {}, element("b"), ""));
      put(line.firstChild.firstChild ?? line.firstChild.appendChild(new Text()), `${name}: `);
      put(line.lastChild, `${text}.`);
    });
  };
  const writeAlt = () => {
    alt.textContent = [heading, ...said.map(([name, text]) => `${name}: ${text}.`), whose].join(" ").trim();
  };
  return {
    say(state, found) {
      heading = `Concentrations against bedtime ${state.bedtime}.`;
      whose = whoseClock(found, state);
      const lines = state.schedules.map((each, i) => [each.name, describe(found, i) || "nothing is taken"]);
      said = lines.filter((_, i) => !state.schedules[i].hidden);
      clearTimeout(writing);
      const rest = WORDS_MS - (performance.now() - written);
      if (rest <= 0) write();
      else writing = setTimeout(write, rest);
      if (!alt.textContent) writeAlt();
    },
    speak(selected) {
      clearTimeout(speaking);
      speaking = setTimeout(() => {
        writeAlt();
        spoken.textContent = selected();
      }, SPOKEN_MS);
    },
    stop() {
      clearTimeout(writing);
      clearTimeout(speaking);
    },
  };
}

// The explorer in an element. `onChange` hears every new state; the result lets a caller set one.
export function mount(root, data, { state: given = null, onChange = () => {}, withLink = false } = {}) {
  const parts = frame(root);
  const speaker = voice(parts);
  const cache = new Map();
  let waiting = 0;
  let width = NARROWEST;
  const screen = {
    data,
    withLink,
    state: structuredClone(data.state),
    selected: 0,
    warnings: new Map(),
    solved: () => solve(screen.state, data, screen.selected, cache),
    palette: () => PALETTES[isDark() ? "dark" : "light"],
    alt: () => parts.alt.textContent,
    say(text) {
      parts.message.textContent = text;
      parts.message.hidden = !text;
    },
    repaint() {
      if (!waiting) waiting = requestAnimationFrame(paint);
    },
    changed() {
      screen.repaint();
      onChange(structuredClone(screen.state));
      speaker.speak(() => {
        const each = screen.state.schedules[screen.selected];
        return each ? `${each.name}: ${describe(screen.solved(), screen.selected)}` : "";
      });
    },
    rebuild() {
      build();
      screen.changed();
    },
    set(next, tell = false) {
      screen.state = readState(structuredClone(next), data);
      screen.selected = Math.min(screen.selected, screen.state.schedules.length - 1);
      screen.say("");
      build();
      screen.repaint();
      if (tell) screen.changed();
    },
  };

  function paint() {
    waiting = 0;
    const found = screen.solved();
    root.dataset.theme = isDark() ? "dark" : "light";
    draw(parts.svg, screen.state, found, width, screen.palette());
    speaker.say(screen.state, found);
    warn(screen, found);
    root.dataset.pictures = String(Number(root.dataset.pictures ?? 0) + 1);
  }
  function build() {
    const rows = screen.state.schedules.map((each, i) => scheduleControls(screen, each, i));
    const schedules = element("fieldset", {}, element("legend", {}, "Schedules"), ...rows);
    const note = element("p", { class: "pksim-note" }, data.note);
    refill(parts.controls, nightControls(screen), schedules, fileControls(screen), kineticsControls(screen), note, sources(screen));
  }
  function measure() {
    width = Math.max(Math.round(parts.plot.clientWidth), NARROWEST);
  }

  try {
    screen.set(given ?? data.state);
  } catch (error) {
    screen.set(data.state);
    screen.say(`This state cannot be shown: ${error.message}. Here is the usual one.`);
  }
  const size = new ResizeObserver(() => {
    measure();
    screen.repaint();
  });
  size.observe(parts.plot);
  const media = globalThis.matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => {
    build();
    screen.repaint();
  };
  media.addEventListener("change", recolour);
  const theme = new MutationObserver(recolour);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  measure();
  paint();
  return {
    set: screen.set,
    say: screen.say,
    get: () => structuredClone(screen.state),
    csv: () => csv(screen),
    stop() {
      speaker.stop();
      cancelAnimationFrame(waiting);
      size.disconnect();
      theme.disconnect();
      media.removeEventListener("change", recolour);
    },
  };
}

// The page: the state may come with the address, from anyone; what cannot be read is said and not run.
export function mountPage(root, data) {
  const text = location.hash.startsWith("#s=") ? location.hash.slice(3) : null;
  let state = null;
  let wrong = "";
  if (text !== null) {
    try {
      state = decodeState(text, data);
    } catch (error) {
      wrong = error instanceof SyntaxError || error.name === "InvalidCharacterError" || error instanceof TypeError ? "it is damaged" : error.message;
    }
  }
  const explorer = mount(root, data, { state, withLink: true });
  if (wrong) explorer.say(`The link cannot be shown: ${wrong}. Here is the usual comparison.`);
  return explorer;
}

// The widget: the kernel hears of a new state when the slider rests for a moment, and may set one.
export default {
  render({ model, el }) {
    let pending = 0;
    let sent = JSON.stringify(model.get("state"));
    const root = element("div");
    el.append(root);
    const explorer = mount(root, model.get("data"), {
      state: model.get("state"),
      onChange: (state) => {
        clearTimeout(pending);
        pending = setTimeout(() => {
          sent = JSON.stringify(state);
          model.set("state", state);
          model.save_changes();
        }, 80);
      },
    });
    const hear = () => {
      const next = model.get("state");
      if (JSON.stringify(next) === sent) return;
      sent = JSON.stringify(next);
      try {
        explorer.set(next);
      } catch (error) {
        explorer.say(`The state from Python cannot be shown: ${error.message}.`);
      }
    };
    model.on("change:state", hear);
    return () => {
      model.off("change:state", hear);
      clearTimeout(pending);
      explorer.stop();
    };
  },
};
