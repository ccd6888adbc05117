// How often is a file kept, and how strongly does an appliance hold, so that no hot file fills one?
import { given } from '../base/given.ts';
import { allCopies } from '../holders/content.ts';

/** What copies may cost. */
export type CopiesRule = {
  /** Appliances of the cluster, 1 or more. */
  readonly applianceCount: number;
  /** Bytes that copies beyond the first may take, as a share of all files once; 0 or more. */
  readonly extraShare: number;
};

/** Expected load of each file (any scale, shares of plays × bitrate) and its size. */
export type FileLoads = { readonly load: Float64Array; readonly sizeBytes: Float64Array };

/** Most copies that are counted one by one: a byte holds no more but `allCopies`. */
const copiesMax = allCopies - 1;

/** Copies that leave at most `top` of a load on each: up to 254, or one on every appliance. */
function copiesUnder(load: number, top: number, applianceCount: number): number {
  const wanted = load > top ? Math.ceil(load / top) : 1;
  if (wanted >= applianceCount) return applianceCount;
  return Math.min(wanted, copiesMax);
}

/**
 * Copies of each file, 1..254, or 255 (`allCopies`: every appliance) where it is to stand on all of
 * them: the smallest load per copy that the extra bytes allow, the same for every hot file. What
 * one appliance carries varies by the sum of (load per copy)², and copies in proportion to load
 * lower that sum most for their bytes. A load that is no number or below 0 counts as 0. Rows as
 * in `files`; O(files × 60).
 * Source: proportional replication, E. Cohen,
 * S. Shenker, "Replication Strategies in Unstructured Peer-to-Peer Networks", 2002.
 *
 * @example
 * const files = { load: Float64Array.of(90, 10), sizeBytes: Float64Array.of(1, 1) };
 * console.log(copiesForPopularity(files, { applianceCount: 8, extraShare: 1 }).join()); // => 3,1
 */
export function copiesForPopularity(files: FileLoads, rule: CopiesRule): Uint8Array {
  given(files, 'fileLoads');
  given(rule, 'object');
  const { applianceCount } = rule;
  const load = files.load.map((value) => (value > 0 && value < Infinity ? value : 0));
  const budget = files.sizeBytes.reduce((sum, size) => sum + size, 0) * rule.extraShare;
  let low = 0;
  let high = load.reduce((most, value) => Math.max(most, value), 0);
  for (let step = 0; step < 60 && low < high; step++) {
    const top = (low + high) / 2;
    let extra = 0;
    for (let file = 0; file < load.length && extra <= budget; file++)
      extra += (copiesUnder(load[file], top, applianceCount) - 1) * files.sizeBytes[file];
    if (extra <= budget) high = top;
    else low = top;
  }
  return Uint8Array.from(load, (value) => {
    const copies = copiesUnder(value, high, applianceCount);
    return copies > 1 && copies >= applianceCount ? allCopies : copies;
  });
}

/** How weights follow what was measured. */
export type WeightRule = {
  /** Utilisation above the mean, as a share of it, that is left alone. */
  readonly bandShare: number;
  /** Part of the excess above the band that a step takes away, 0 to 1: the damping. */
  readonly gain: number;
  /** Largest relative change of a weight in a step. */
  readonly stepShareMax: number;
  /** No weight falls below this share of the appliance's own, `base`. */
  readonly floorShare: number;
  /** Share of what the cluster holds that a step may move, as expected from the weights. */
  readonly movedShareMax: number;
};

/** Steps of 5 % at most, for those that carry 24 % more than the mean; 0.6 % of the files move. */
export const defaultWeightRule: WeightRule = {
  bandShare: 0.24,
  gain: 1,
  stepShareMax: 0.05,
  floorShare: 0.5,
  movedShareMax: 0.006,
};

/** Weights of a cluster's appliances now and without any correction (1 unless placement says). */
export type Weights = { readonly now: Float64Array; readonly base: Float64Array };

/**
 * The next weights of a cluster's appliances after a measured `utilisation` of each (ratios; what
 * is no number, such as that of one that is down, changes nothing and counts in no mean).
 *
 * An appliance above the mean by more than the band holds a little less; one that was lowered and
 * is now as far below the mean gets a little back, to its `base` at most. Nobody else moves: each
 * change of a weight costs a fill, and of a lowered one only its own keys move, to the others,
 * none between those (J. Resch, "New Hashing Algorithms for Data Storage", 2015). Where all steps
 * together would move more than `movedShareMax`, all are shortened alike. Pure and total.
 *
 * @example
 * const weights = { now: Float64Array.of(1, 1, 1), base: Float64Array.of(1, 1, 1) };
 * const next = reduceWeights(weights, Float64Array.of(0.9, 0.4, 0.4), defaultWeightRule);
 * console.log((next[0] ?? 1) < 1, next[1]); // => true 1
 */
export function reduceWeights(
  weights: Weights,
  utilisation: Float64Array,
  rule: WeightRule,
): Float64Array {
  given(weights, 'weights');
  given(utilisation, 'column');
  given(rule, 'object');
  let sum = 0;
  let count = 0;
  let weightSum = 0;
  for (let row = 0; row < utilisation.length; row++) {
    weightSum += weights.now[row];
    if (!(utilisation[row] >= 0 && utilisation[row] < Infinity)) continue;
    sum += utilisation[row];
    count++;
  }
  if (sum === 0 || !(weightSum > 0)) return weights.now.slice();
  const next = utilisation.map((value, row) =>
    nextWeight(weights.now[row], weights.base[row], (value * count) / sum, rule),
  );
  let moved = 0;
  for (let row = 0; row < next.length; row++) moved += Math.abs(next[row] - weights.now[row]);
  const part = (rule.movedShareMax * weightSum) / moved;
  if (!(part < 1)) return next;
  return next.map((weight, row) => weights.now[row] + (weight - weights.now[row]) * part);
}

/** A weight after one step at `relative`, the utilisation as a multiple of the mean. */
function nextWeight(now: number, base: number, relative: number, rule: WeightRule): number {
  const above = relative - 1 - rule.bandShare;
  const below = 1 - rule.bandShare - relative;
  if (above > 0) {
    const lowered = now * (1 - Math.min(rule.stepShareMax, above * rule.gain));
    return Math.min(now, Math.max(base * rule.floorShare, lowered));
  }
  if (!(below > 0) || now >= base) return now;
  return Math.min(base, now * (1 + Math.min(rule.stepShareMax, below * rule.gain)));
}
