//! Figures from samples: medians, quantiles, and the interval of a ratio of pairs. Never rounds and never judges.

/** The value that a share of all is not above; `undefined` where there are none. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The middle one, or the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const half = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(half)] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Numbers between 0 and 1 that are the same in every run: two reports of the same samples say the same. */
export function randoms(seed) {
  let state = seed >>> 0;
  return () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The median with the interval that holds it at a confidence, by drawing samples of the samples.
 * @param {number[]} values
 * @param {{draws?: number, confidence?: number, seed?: number}} [options]
 * @returns {{median: number, low: number, high: number, count: number}}
 */
export function interval(values, { draws = 2_000, confidence = 0.95, seed = 1 } = {}) {
  const random = randoms(seed);
  const drawn = Array.from({ length: draws }, () => median(values.map(() => values[Math.floor(random() * values.length)])));
  const rest = (1 - confidence) / 2;
  return { median: median(values), low: quantile(drawn, rest), high: quantile(drawn, 1 - rest), count: values.length };
}

/**
 * The ratio of two subjects, from the rounds in which both were measured: each round is a pair under the same load.
 * @param {Map<number, number>} ones - by round
 * @param {Map<number, number>} others - by round
 * @returns {ReturnType<typeof interval> | null}
 */
export function ratio(ones, others) {
  const pairs = [...ones].filter(([round]) => others.get(round) > 0).map(([round, value]) => value / others.get(round));
  return pairs.length ? interval(pairs) : null;
}

/** Who goes first takes turns, AB BA, so that neither always has the other's tail beside it. */
export function order(round, [one, other]) {
  return round % 2 === 0 ? [one, other] : [other, one];
}
