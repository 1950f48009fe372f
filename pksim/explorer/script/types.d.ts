// What the modules hand to one another. The data come from Python (`pksim/explorer/data.py`), the state by its rules
// (`pksim/explorer/state.py`).

export type Scale = "automatic" | "linear" | "logarithmic" | "share of peak";
export type Basis = "elemental" | "salt" | null;

/** A dose on the screen; `time_h` counts from bedtime. */
export interface Dose {
  compound: string;
  formulation: string;
  basis: Basis;
  amount_mg: number;
  time_h: number;
}

/** Everything of a schedule is taken that much later in that night. */
export interface Late {
  night: number;
  hours: number;
}

export interface Schedule {
  name: string;
  hidden: boolean;
  doses: Dose[];
  /** Nights, from 1, in which nothing is taken. */
  missed: number[];
  late: Late[];
}

/** What is to be reached by the doses of a compound; times count from bedtime, levels are in the compound's unit. */
export type Goal =
  | { kind: "peak"; compound: string; time_h: number; within_h: number }
  | { kind: "level"; compound: string; time_h: number; share: number }
  | { kind: "waking"; compound: string; level: number }
  | { kind: "above"; compound: string; level: number; from_h: number; to_h: number; share: number };

export interface Kinetics {
  tmax_h: number;
  half_life_h: number;
}

/** All that is on the screen. */
export interface State {
  bedtime: string;
  wake: string;
  habitual_bedtime: string | null;
  before_h: number;
  after_wake_h: number;
  /** How many nights in a row, from 1 to 14. */
  nights: number;
  parameters: string;
  endogenous: boolean;
  preset: string;
  scale: Scale;
  kinetics: Record<string, Kinetics>;
  goal: Goal | null;
  schedules: Schedule[];
}

export interface Stated {
  value: number;
  low: number | null;
  high: number | null;
}

export interface Spread extends Stated {
  shape: "uniform" | "triangular" | "lognormal" | "normal";
  gsd?: number;
  beyond?: "cut" | "cut-visible" | "cap";
}

export interface ParameterSet {
  tmax_h: Stated;
  half_life_h: Stated;
  volume_l: number;
  bioavailability: number | null;
  /** How what differs between people is distributed. */
  people: Partial<Record<"tmax" | "half_life" | "volume" | "bioavailability", Spread>>;
  saturable: { capacity_mmol: number; half_mmol: number; linear: number } | null;
}

export interface Part {
  fraction: number;
  release_half_life_h: number | null;
  release_duration_h: number | null;
}

export interface Formulation {
  words: string[];
  elemental: number;
  relative: number;
  parts: Part[];
}

export interface OwnLevel {
  measure: string;
  baseline: number;
  amplitude: number | null;
  peak: string | null;
  width_h: number | null;
  peak_time_h: number | null;
  peak_clock_h: number | null;
  skew: number;
  people: Partial<Record<"baseline" | "amplitude" | "width" | "peak", Spread>>;
}

export interface Compound {
  measure: string;
  unit: string;
  /** From mg/L to the unit. */
  factor: number;
  molar_mass: number;
  is_salt: boolean;
  usual: string;
  example_mg: number;
  step_mg: number;
  parameters: Record<string, ParameterSet>;
  formulations: Record<string, Formulation>;
  endogenous: Record<string, OwnLevel>;
  status: { noise: number; edges: Record<string, number> } | null;
}

/** A rule of a part of the state; it is of the kind whose key it has. */
export interface Rule {
  one_of?: unknown[];
  number?: [number, number];
  unit?: string;
  whole?: boolean;
  text?: string;
  what?: string;
  each?: Rule;
  length?: [number, number];
  by?: string;
  kinds?: Record<string, Rule>;
  keys?: Record<string, Rule>;
  apart?: string | string[];
  rising?: string[];
  default?: unknown;
}

export interface Grammar {
  patterns: Record<string, string>;
  mass_mg: Record<string, number>;
  time_h: Record<string, number>;
  clock_h: Record<string, number>;
  anchors: string[];
  sides: string[];
  bases: string[];
  joining: string[];
  times: string;
  limits: Record<"amount_mg" | "time_h" | "night", [number, number]>;
}

export interface Limits {
  schedules: number;
  doses: number;
  name: number;
  text: number;
  link: number;
  nights: [number, number];
  amount_mg: [number, number];
  time_h: [number, number];
  tmax_h: [number, number];
  half_life_h: [number, number];
  before_h: [number, number];
  after_wake_h: [number, number];
  hours: [number, number];
  level: [number, number];
  share: [number, number];
  within_h: [number, number];
}

export interface Data {
  compounds: Record<string, Compound>;
  sources: Record<string, string[]>;
  note: string;
  limits: Limits;
  rules: Rule;
  grammar: Grammar;
  log_from_ratio: number;
  close_s: number;
  state: State;
  /** On a page for a class. */
  lessons?: Lessons;
  /** In which lesson the page opens. */
  lesson?: string | null;
  /** Which schedules of the first state are as they were published. */
  published: string[];
}

/** One part of one dose on its way into the blood. `level` is what it would bring at once, in mg/L. */
export interface Input {
  time: number;
  level: number;
  ka: number;
  duration: number;
}

/** A question that the model can answer, and ways to get it wrong; see `pksim/teach/exercise.py`. */
export interface Exercise {
  name: string;
  unit: string;
  /** A minute in the unit where that is a time. */
  minute: number;
  plain: Record<string, number | string>;
  choices: Record<string, (number | string)[]>;
  /** With names of numbers in braces. */
  text: string;
  misconceptions: { name: string; slip: string; think: string }[];
  because: string;
  look_first: string;
}

/** A lesson of the page: where it starts, what to try, and its exercise; see `pksim/teach/presets.py`. */
export interface Preset {
  name: string;
  title: string;
  text: string;
  exercise: string;
  /** Doses in words, by the names of their schedules. */
  doses: Record<string, string>;
  controls: "kinetics" | "words";
  /** Parts of the state that differ from the usual ones. */
  state: Partial<State>;
}

export interface Lessons {
  presets: Preset[];
  exercises: Record<string, Exercise>;
  melatonin: { tmax_h: number; volume_l: number; bioavailability: number; display_factor: number; words: string };
  magnesium: { molar_mass: number; capacity_mmol: number; half_mmol: number; linear: number; elemental: Record<string, number> };
  rules: { tolerance: number; digits: number; far: number; draws: number; number: string; thousands: string };
}
