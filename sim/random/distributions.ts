// How does a uniform number become a draw from a named distribution?
import { normalQuantile } from './quantiles.ts';
import { next32, nextUnit, type Stream } from './stream.ts';

/** Standard normal. Source: Box and Muller, 1958; one of the pair is dropped, two uniforms used. */
export function normal(stream: Stream): number {
  const radius = Math.sqrt(-2 * Math.log((next32(stream) + 1) / 4294967296));
  return radius * Math.cos(2 * Math.PI * nextUnit(stream));
}

/** Exponential of mean 1. */
export function exponential(stream: Stream): number {
  return -Math.log((next32(stream) + 1) / 4294967296);
}

/** exp(mu + sigma × N). */
export function lognormal(stream: Stream, mu: number, sigma: number): number {
  return Math.exp(mu + sigma * normal(stream));
}

/** Up to this mean a Poisson count is searched for, above it an expansion gives it. */
const searchedMean = 30;

/** Half of the step between uniform numbers: none is 0. */
const halfStep = 0.5 / 4294967296;

/**
 * The Poisson count of the given mean at a uniform number in [0, 1), a multiple of 2⁻³²: the
 * inverse of the distribution, so of the same number a larger mean gives no smaller count. Exact up
 * to a mean of 30; above, by an expansion of the incomplete gamma function about its mean, off by
 * one for less than 1e-4 of the numbers.
 * Source: M. Giles, "Algorithm 955: approximation of the inverse Poisson cumulative distribution
 * function", ACM Transactions on Mathematical Software 42, 2016 (Q_N2). @hot
 */
export function poisson(uniform: number, mean: number): number {
  if (mean <= searchedMean) return mean <= 0 ? 0 : searchCount(uniform + halfStep, mean);
  const z = normalQuantile(uniform + halfStep);
  const root = Math.sqrt(mean);
  const near = mean + root * z + (z * z + 2) / 6 - (z * (2 + z * z)) / (72 * root);
  const count = Math.floor(near + (z * z * (7 + 3 * z * z) - 16) / (810 * mean));
  // Where the methods meet, what the first one says of less is never undercut.
  if (mean > searchedMean + 4) return count;
  return Math.max(count, searchCount(uniform + halfStep, searchedMean));
}

function searchCount(p: number, mean: number): number {
  let count = 0;
  let part = Math.exp(-mean);
  // No number lies beyond: the part that is left is below 2⁻³³ long before.
  for (let sum = part; sum < p && count < 200; sum += part) part *= mean / ++count;
  return count;
}

/** Weighted choice in constant time: `threshold` (0..2³²) and `alias` per row. */
export type AliasTable = { readonly threshold: Float64Array; readonly alias: Uint32Array };

/**
 * The table for weights ≥ 0 with a sum above 0.
 * Source: M. Vose, "A linear algorithm for generating random numbers with a given distribution",
 * IEEE Transactions on Software Engineering 17, 1991.
 */
export function aliasTable(weights: {
  readonly length: number;
  readonly [row: number]: number;
}): AliasTable {
  const count = weights.length;
  let total = 0;
  for (let row = 0; row < count; row++) total += weights[row];
  const threshold = new Float64Array(count).fill(4294967296);
  const alias = new Uint32Array(count);
  const scaled = new Float64Array(count);
  const small: number[] = [];
  const large: number[] = [];
  for (let row = 0; row < count; row++) {
    scaled[row] = (weights[row] * count) / total;
    alias[row] = row;
    (scaled[row] < 1 ? small : large).push(row);
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop() as number;
    const high = large[large.length - 1];
    threshold[low] = scaled[low] * 4294967296;
    alias[low] = high;
    scaled[high] -= 1 - scaled[low];
    if (scaled[high] < 1) small.push(large.pop() as number);
  }
  return { threshold, alias };
}

/** A row drawn in proportion to the weights of `table`. @hot */
export function choose(table: AliasTable, stream: Stream): number {
  const row = Math.floor(nextUnit(stream) * table.alias.length);
  return next32(stream) < table.threshold[row] ? row : table.alias[row];
}
