// How does a uniform number become a draw from a named distribution?
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

/**
 * Poisson count of the given mean: below 30 by products of uniforms, above by transformed
 * rejection.
 * Source: W. Hörmann, "The transformed rejection method for generating Poisson random variables",
 * Insurance: Mathematics and Economics 12, 1993 (algorithm PTRS).
 */
export function poisson(stream: Stream, mean: number): number {
  if (mean <= 0) return 0;
  if (mean < 30) {
    const floor = Math.exp(-mean);
    let count = 0;
    let product = nextUnit(stream);
    while (product > floor) {
      count++;
      product *= nextUnit(stream);
    }
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = nextUnit(stream) - 0.5;
    const v = nextUnit(stream);
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = Math.log((v * inverseAlpha) / (a / (us * us) + b));
    if (left <= k * Math.log(mean) - mean - logFactorial(k)) return k;
  }
}

/** ln(k!) by Stirling's series; relative error below 1e-9 from k = 10 on. */
function logFactorial(k: number): number {
  if (k < 10) {
    let product = 1;
    for (let n = 2; n <= k; n++) product *= n;
    return Math.log(product);
  }
  const x = k + 1;
  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + 1 / (12 * x) - 1 / (360 * x * x * x);
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
