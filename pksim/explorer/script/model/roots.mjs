// Where a function of one number is zero.

const MOST = 120;

/**
 * The zero between two places at which a function has different signs, to the last digits: Chandrupatla's method, as SciPy's
 * `find_root` has it (Advances in Engineering Software 28, 145, 1997).
 * @param {(x: number) => number} f
 * @param {number} low
 * @param {number} high
 * @param {number} [close] How far off it may be.
 * @returns {number}
 */
export function rootOf(f, low, high, close = 0) {
  let [a, b, part] = [low, high, 0.5];
  let [fa, fb] = [f(a), f(b)];
  for (let i = 0; i < MOST; i++) {
    const x = a + part * (b - a);
    const fx = f(x);
    let c = a;
    let fc = fa;
    if (fx > 0 !== fa > 0) {
      c = b;
      fc = fb;
      b = a;
      fb = fa;
    }
    a = x;
    fa = fx;
    const isBest = Math.abs(fa) < Math.abs(fb);
    const best = isBest ? a : b;
    const least = (4 * Number.EPSILON * Math.abs(best) + close) / Math.abs(b - a);
    if ((isBest ? fa : fb) === 0 || !(least < 0.5)) return best;
    const xi = (a - b) / (c - b);
    const phi = (fa - fb) / (fc - fb);
    part = 0.5;
    if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi) part = (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
    part = Math.min(1 - least, Math.max(least, part));
  }
  return a;
}

/**
 * Where a sum of decaying exponentials changes its sign between 0 and a length; see `zeros_of_sum` in
 * `pksim/kinetics/pieces.py`: between two zeros of a sum that lost its first term, it has at most one.
 * @param {number[]} coefficients
 * @param {number[]} rates
 * @param {number} length
 * @returns {number[]}
 */
export function zerosOfSum([first, ...rest], [rate, ...rates], length) {
  if (!rest.length) return [];
  const inner = zerosOfSum(rest.map((each, i) => each * (rate - rates[i])), rates, length);
  const slowest = Math.min(rate, ...rates);
  const sum = (/** @type {number} */ s) => rest.reduce((total, each, i) => total + each * Math.exp((slowest - rates[i]) * s), first * Math.exp((slowest - rate) * s));
  return signChanges(sum, [0, ...inner, length]);
}

/** Where a function changes its sign, at most once between two edges. @type {(f: (x: number) => number, edges: number[]) => number[]} */
export function signChanges(f, edges) {
  /** @type {number[]} */
  const found = [];
  for (let i = 0; i + 1 < edges.length; i++) if (f(edges[i]) * f(edges[i + 1]) < 0) found.push(rootOf(f, edges[i], edges[i + 1]));
  return found;
}
