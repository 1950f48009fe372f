// Every text of the page in English. Another language is another file of this shape, named in `texts.mjs`.

import { duration, fixed, number, percent } from "./numbers.mjs";

const TIMES_FROM = 2;

/** @type {(hours: number) => string} */
const fromBedtime = (hours) =>
  fixed(Math.abs(hours) * 60, 0) === "0" ? "at bedtime" : `${duration(hours)} ${hours < 0 ? "before" : "after"} bedtime`;
/** @type {(name: string) => string} */
const capital = (name) => name[0].toUpperCase() + name.slice(1);
/** @type {(minutes: number) => string} */
const minutesFromBed = (minutes) => (minutes === 0 ? "at bedtime" : `${Math.abs(minutes)} min ${minutes < 0 ? "before" : "after"} bed`);
/** @type {(whole: readonly string[]) => string} */
const joined = (whole) => (whole.length < 2 ? whole.join("") : `${whole.slice(0, -1).join(", ")} and ${whole.at(-1)}`);
/** @type {(hours: number) => string} */
const late = (hours) => `${duration(hours)} ${hours < 0 ? "early" : "late"}`;

export const english = {
  fromBedtime,
  mine: "mine",

  // The controls: what stands beside one, and, where that is not enough to tell it from others, how its name goes on.
  schedules: "Schedules",
  dosesOfMine: "Your doses",
  example: "melatonin 1 mg 60 min before bed; magnesium glycinate 300 mg elemental at 21:30",
  dosesInWords: "Doses in words",
  name: "Name",
  show: "Show",
  allHidden: "No schedule is shown: tick Show beside one.",
  duplicate: "Duplicate",
  remove: "Remove",
  addDose: "Add a dose",
  addSchedule: "Add a schedule",
  compound: "Compound",
  form: "Form",
  amount: "Amount",
  basis: "Basis",
  time: "Time",
  minutesBefore: "Minutes before bed",
  /** @type {(name: string) => string} */
  ofSchedule: (name) => `of ${name}`,
  /** @type {(name: string) => string} */
  toSchedule: (name) => `to ${name}`,
  /** @type {(index: number, name: string) => string} */
  ofDose: (index, name) => `of dose ${index + 1} of ${name}`,
  /** @type {(index: number, name: string) => string} */
  theDose: (index, name) => `dose ${index + 1} of ${name}`,
  minutesFromBed,
  night: "Night",
  bedtime: "Bedtime",
  wake: "Wake",
  nights: "Nights",
  habitual: "Habitual bedtime",
  parameters: "Parameter set",
  scale: "Vertical axis",
  own: "the body's own",
  preset: "Whose profile of the body's own",
  kinetics: "Kinetics",
  tmax: "time of peak",
  halfLife: "half-life",
  /** @type {(low: number, high: number) => string} */
  stated: (low, high) => `stated ${duration(low)} to ${duration(high)}`,
  undo: "Undo",
  redo: "Redo",
  startOver: "Start over",
  copyLink: "Copy link",
  copyPicture: "Copy picture",
  save: "Keep it",
  saveAs: { svg: "Save as SVG", png: "Save as PNG", csv: "Save as CSV", study: "Save as study file" },
  sources: "Whose numbers",

  // Nights that are not like the others.
  /** @type {(night: number) => string} */
  nightNumber: (night) => `Night ${night}`,
  taken: "taken",
  missed: "missed",
  late,
  /** @type {(missed: number[], delays: { night: number, hours: number }[]) => string} */
  notAsUsual: (missed, delays) =>
    [
      ...(missed.length ? [`missed on night${missed.length > 1 ? "s" : ""} ${joined(missed.map(String))}`] : []),
      ...delays.map(({ night, hours }) => `${hours < 0 ? "early" : "late"} by ${duration(hours)} on night ${night}`),
    ].join(", ") || "taken every night",

  // When to take it.
  when: "When should I take it?",
  goal: "Goal",
  goals: {
    none: "none", peak: "its peak at a time", level: "part of its peak at a time", waking: "below a level on waking",
    above: "above a level for a while",
  },
  of: "Of",
  at: "At",
  within: "Within",
  atLeast: "At least",
  below: "Below",
  above: "Above",
  from: "From",
  to: "To",
  forAtLeast: "For at least",
  /** @type {(name: string, clock: string, hours: number, met: number, people: number) => string} */
  best: (name, clock, hours, met, people) => `Take ${name} at ${clock}, ${fromBedtime(hours)}: ${met} of ${people} virtual sleepers then reach the goal.`,
  /** @type {(spans: string[], points: number) => string} */
  asGood: (spans, points) => `Within ${points} in 100 of that: ${joined(spans)}.`,
  /** @type {(from: string, to: string) => string} */
  span: (from, to) => (from === to ? from : `${from} to ${to}`),
  /** @type {(first: string, last: string, people: number) => string} */
  never: (first, last, people) => `None of ${people} virtual sleepers reaches the goal at the times tried, ${first} to ${last}.`,
  /** @type {(clock: string) => string} */
  moveTo: (clock) => `Take it at ${clock}`,
  /** @type {(share: number) => string} */
  nowShare: (share) => `As it is taken now: about ${percent(share)}.`,
  /** @type {(name: string, schedule: string) => string} */
  notTaken: (name, schedule) => `In these nights ${schedule} has no ${name} to move.`,
  /** @type {(name: string, clock: string, hours: number, isAdded: boolean) => string} */
  gone: (name, clock, hours, isAdded) => `${isAdded ? `what the doses add of ${name}` : name} stays under a tenth of its peak from ${clock} on, ${fromBedtime(hours)}`,

  // The picture.
  hoursFromBedtime: "hours from bedtime",
  shareOfPeak: "share of peak",
  logarithmic: "logarithmic",
  log: "log",
  asleep: "asleep",
  /** @type {(clock: string) => string} */
  bedtimeAt: (clock) => `bedtime ${clock}`,
  /** @type {(clock: string) => string} */
  wakeAt: (clock) => `wake ${clock}`,
  noise: "noise of one person's readings",
  cursor: "Time",
  doseHandle: "Dose",
  curves: "Curves",
  /** @type {(clock: string, hours: number) => string} */
  atTime: (clock, hours) => `${clock}, ${fromBedtime(hours)}`,

  // What the curves say.
  nothingTaken: "nothing is taken",
  /** @type {(name: string) => string} */
  changed: (name) => `${name}, changed`,
  /** @type {(bedtime: string) => string} */
  alt: (bedtime) => `Concentrations against bedtime ${bedtime}.`,
  /** @type {(name: string, hours: number, level: number, unit: string) => string} */
  peaks: (name, hours, level, unit) => `${capital(name)} peaks ${fromBedtime(hours)} at ${number(level)} ${unit}`,
  /** @type {(name: string, night: number, clock: string, level: number, unit: string) => string} */
  peaksInNight: (name, night, clock, level, unit) => `${capital(name)} peaks highest in night ${night}, at ${clock}, at ${number(level)} ${unit}`,
  /** @type {(share: number) => string} */
  onWaking: (share) => `${percent(share)} left on waking`,
  /** @type {(first: number, last: number, nights: number, unit: string) => string} */
  accumulates: (first, last, nights, unit) =>
    `on waking ${number(first)} ${unit} the first time and ${number(last)} ${unit} after night ${nights}${first > 0 && last > 0 ? `, ${number(last / first)} times as much` : ""}`,
  /** @type {(terminal: number, halfLife: number) => string} */
  flipFlop: (terminal, halfLife) =>
    "some of it is absorbed more slowly than it is eliminated (flip-flop): the end of the curve falls with a half-life of " +
    `${duration(terminal)}, that of absorption, not with the elimination half-life of ${duration(halfLife)}`,
  /** @type {(hours: number) => string} */
  close: (hours) => `doses less than ${duration(hours)} apart are absorbed here as if each were taken alone`,
  /** @type {(clock: string, level: number, unit: string, ratio: number) => string} */
  withOwn: (clock, level, unit, ratio) =>
    `with the body's own it peaks at ${clock} at ${number(level)} ${unit}, ${number(ratio)} times the highest of the body's own`,
  /** @type {(own: number, level: number, unit: string, ratio: number) => string} */
  withConstant: (own, level, unit, ratio) =>
    `with the ${number(own)} ${unit} that are there without doses it comes to ${number(level)} ${unit}, ${ 
    ratio < TIMES_FROM ? `${percent(ratio - 1)} more` : `${number(ratio)} times as much`}`,
  /** @type {(peak: string) => string} */
  ownWhatever: (peak) => `The body's own is drawn with its peak ${peak}, whatever the habitual bedtime.`,
  /** @type {(clock: string, isAssumed: boolean) => string} */
  ownFor: (clock, isAssumed) => `The body's own is drawn for a habitual bedtime of ${clock}${isAssumed ? ", assumed to be tonight's" : ""}.`,
  /** @type {(name: string, later: number, times: number) => string} */
  difference: (name, later, times) => {
    const when = fixed(Math.abs(later) * 60, 0) === "0" ? "" : `peak ${duration(later)} ${later < 0 ? "earlier" : "later"}`;
    const how = Math.abs(times - 1) < 5e-3 ? "" : times >= TIMES_FROM ? `${number(times)} times as high` : `${percent(Math.abs(times - 1))} ${times > 1 ? "higher" : "lower"}`;
    return when || how ? `${name}: ${[when, how].filter(Boolean).join(", ")}` : "";
  },
  /** @type {(whose: string, why: string) => string} */
  flipFlopWarning: (whose, why) => `Flip-flop${whose}: absorption is slower than elimination${why}. The end of the curve shows absorption.`,
  /** @type {(limit: number) => string} */
  peakTooLate: (limit) => `, since the peak comes later than half-life/ln 2 (${duration(limit)})`,
  /** @type {(names: string[]) => string} */
  inSchedules: (names) => ` in ${names.join(", ")}`,

  // What is refused, and what is answered.
  /** @type {(label: string, low: number, high: number, unit: string) => string} */
  outOfRange: (label, low, high, unit) => `${label} must be from ${low} to ${high} ${unit}.`,
  /** @type {(label: string, what: string) => string} */
  mustBe: (label, what) => `${label} must be ${what}.`,
  sameClocks: "Bedtime and wake must differ.",
  noSpan: "From must come before To.",
  nameTaken: "Another schedule has this name.",
  oneMustStay: "One schedule must stay.",
  /** @type {(most: number) => string} */
  tooManySchedules: (most) => `There can be up to ${most} schedules.`,
  /** @type {(most: number) => string} */
  tooManyDoses: (most) => `A schedule can have up to ${most} doses.`,
  /** @type {(why: string) => string} */
  linkRefused: (why) => `The link cannot be shown: ${why}.`,
  /** @type {(parts: string[]) => string} */
  leftOut: (parts) => `Left out, since it cannot be shown here: ${parts.join("; ")}.`,
  /** @type {(why: string) => string} */
  stateRefused: (why) => `This state cannot be shown: ${why}.`,
  damaged: "it is damaged",
  noLessons: "this page has no lessons; pksim page --lesson NAME writes one that has",
  tooLong: "the link is too long",
  asYouLeftIt: "As you left it here.",
  linkCopied: "The link is copied.",
  linkInBar: "The link is in the address bar.",
  linkOfFile: "It opens on this device alone: send the page's file along, or put it on the web.",
  pictureCopied: "The picture is copied.",
  pictureNotCopied: "This browser copies no pictures; save it instead.",
  /** @type {(changes: string[]) => string} */
  notInStudy: (changes) => `Numbers set by hand go into no study file; these are not in it: ${changes.join("; ")}.`,

  // Doses that cannot be read; to the letter what Python says, see `pksim/describe/schedule/dose_text.py`.
  errors: {
    /** @type {(dose: string, why: string) => string} */
    dose: (dose, why) => `dose ${dose}: ${why}`,
    moreThanOne: "it holds more than one dose; separate doses with ;",
    /** @type {(name: string, text: string, whole: string, point: string) => string} */
    thousands: (name, text, whole, point) => `${name} is ${text}, which could be ${whole} or ${point}; write thousands without a sign between them.`,
    /** @type {(name: string, text: string) => string} */
    notFinite: (name, text) => `${name} is ${text}; it must be a finite number and not negative.`,
    /** @type {(name: string, unit: string, meant: string | null, known: string) => string} */
    unit: (name, unit, meant, known) =>
      `${name} has the unit ${unit}, which is not known here; ${meant === null ? "it must be one of" : `did you mean ${meant}? Known are`} ${known}.`,
    /** @type {(name: string, text: string) => string} */
    clock: (name, text) => `${name} is ${text}; a clock time is HH:MM from 00:00 to 23:59, such as '22:30'.`,
    /** @type {(anchor: string, guess: string) => string} */
    anchor: (anchor, guess) => `the time counts from ${anchor}; ${guess}`,
    /** @type {(from: string, to: string, hours: string) => string} */
    backwards: (from, to, hours) => `the time goes from ${from} to ${to}, ${hours} hours; write the earlier one first.`,
    /** @type {(side: string, guess: string) => string} */
    side: (side, guess) => `the time says ${side}; ${guess}`,
    /** @type {(rest: string, times: string) => string} */
    noTime: (rest, times) => `${rest ? `no time found in ${rest}` : "it has no time"}; end with ${times}.`,
    /** @type {(night: string) => string} */
    night: (night) => `the night is ${night}; it must be a whole number, as in 'on night 3'.`,
    noAmount: "no amount with a unit found; write it like 'melatonin 0.3 mg 60 min before bed'.",
    /** @type {(names: string) => string} */
    ofWhat: (names) => `it does not say of what; start with one of ${names}.`,
    /** @type {(words: string, guess: string) => string} */
    unknown: (words, guess) => `the compound ${words} is not known; ${guess}`,
    /** @type {(name: string, words: string, guess: string) => string} */
    formulation: (name, words, guess) => `${name} has no formulation ${words}; ${guess}`,
    /** @type {(compound: string, key: "amount_mg" | "time_h" | "night", value: string, isWhole: boolean, least: string, most: string) => string} */
    limit: (compound, key, value, isWhole, least, most) =>
      `Dose of ${compound}: ${key} is ${value}; it must be ${isWhole ? "a whole number " : ""}from ${least} to ${most}` +
      `${{ amount_mg: " mg", time_h: " h from bedtime", night: "" }[key]}.`,
    /** @type {(name: string, basis: string) => string} */
    noSalt: (name, basis) => `${name} is not taken as a salt here; leave ${basis} out.`,
    /** @type {(name: string, amount: string, active: string, form: string) => string} */
    whichBasis: (name, amount, active, form) =>
      `${amount} of ${name} could be elemental, ${amount} of ${name}, or the whole salt, with ${active} of it in ${form}. A label ` +
      `means elemental where it says 'of which ${name}' or gives a share of the daily value, and the salt where it weighs ` +
      "the salt by its name; add 'elemental' or 'salt'.",
    /** @type {(name: string, usual: string) => string} */
    whichSalt: (name, usual) => `which salt of ${name}? Name it, such as '${name} ${usual}'.`,
    bothBases: "an amount is either elemental or of the salt, not both.",
    /** @type {(guess: string) => string} */
    didYouMean: (guess) => `did you mean ${guess}?`,
    /** @type {(names: string) => string} */
    knownAre: (names) => `Known are ${names}.`,
    /** @type {(count: number, one: string) => string} */
    thereAre: (count, one) => `there are ${count}, such as ${one}.`,
    /** @type {(names: string) => string} */
    oneOf: (names) => `it must be one of ${names}.`,
    oneNight: "the explorer takes doses every night; say in which nights they are missed or late instead.",
    /** @type {(name: string) => string} */
    noDoses: (name) => `Schedule ${name} has no doses; give at least one, such as 'melatonin 1 mg 60 min before bed'.`,
  },
  // What is wrong with a state.
  state: {
    it: "it",
    table: "must be a table",
    apart: "must differ from one another",
    /** @type {(keys: string[]) => string} */
    rising: (keys) => `must have ${keys.join(" below ")}`,
    /** @type {(known: string[]) => string} */
    oneOf: (known) => `must be one of ${known.join(", ")}`,
    /** @type {(low: number, high: number, unit: string, isWhole: boolean) => string} */
    number: (low, high, unit, isWhole) => `must be a ${isWhole ? "whole " : ""}number from ${low} to ${high} ${unit}`.trimEnd(),
    /** @type {(what: string) => string} */
    be: (what) => `must be ${what}`,
    /** @type {(least: number, most: number) => string} */
    list: (least, most) => `must be a list of ${least} to ${most}`,
    /** @type {(key: string) => string} */
    unknown: (key) => `has a key ${key} that is not known`,
    /** @type {(key: string) => string} */
    missing: (key) => `has no ${key}`,
    /** @type {(count: number) => string} */
    more: (count) => `and ${count} more`,
  },

  // What goes along with saved pictures and numbers.
  model: "A model, not a measurement and not medical advice.",
  /** @type {(sets: string[]) => string} */
  ofParameters: (sets) => `Parameter set of ${sets.join(", ")}.`,
  /** @type {(compound: string, what: string, now: number, was: number) => string} */
  byHand: (compound, what, now, was) => `${what} of ${compound} ${duration(now)} in place of ${duration(was)}`,
  /** @type {(changes: string[]) => string} */
  changedByHand: (changes) => (changes.length ? `Set by hand: ${changes.join("; ")}.` : "No number was set by hand."),
  /** @type {(sources: string[]) => string} */
  sourcesOf: (sources) => `Sources: ${sources.join("; ")}.`,
};

// Lessons; what is said of an answer is to the letter what Python says, see `pksim/lessons.py` and `pksim/teach/answers.py`.
export const englishLessons = {
  student: "Your name",
  yours: "Your answer",
  check: "Check",
  /** @type {(title: string) => string} */
  next: (title) => `Next lesson: ${title}`,
  leave: "The whole explorer",
  /** @type {(name: string, guess: string) => string} */
  unknown: (name, guess) => `there is no lesson ${name}; ${guess}`,
  /** @type {(found: string) => string} */
  right: (found) => `Right: ${found}.`,
  /** @type {(found: string, thought: string | null) => string} */
  wrong: (found, thought) => `Not yet: ${found}${thought ? `, ${thought}` : ""}.`,
  sign: "Only the sign is wrong.",
  oneDigit: "It is the right answer rounded to one digit: give at least two.",
  /** @type {(isHigh: boolean, isFar: boolean) => string} */
  way: (isHigh, isFar) => `It is too ${isHigh ? "high" : "low"}${isFar ? ", more than tenfold, so a unit may have slipped" : ""}.`,
  /** @type {(where: string) => string} */
  first: (where) => `First, ${where}`,
  /** @type {(exercise: string, answer: string, unit: string, fix: string) => string} */
  noNumber: (exercise, answer, unit, fix) => `the answer to ${exercise} is ${answer}, a text; it must be a number in ${unit}: ${fix}.`,
  inDigits: "write it in digits, such as 12 or 3.4",
  /** @type {(number: string, unit: string) => string} */
  thatIs: (found, unit) => `write ${found} if that is in ${unit}`,
  /** @type {(one: string, other: string) => string} */
  whichever: (one, other) => `write ${one} or ${other}, whichever is meant`,
};
