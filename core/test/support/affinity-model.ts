// How evenly do a hundred appliances of one cluster share 20,000 files that are not equally loved?
import {
  copiesForPopularity,
  defaultWeightRule,
  hashId,
  negativeLog,
  pair,
  reduceWeights,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';

export const boxCount = 100;
export const fileCount = 20_000;

/** Zipf with exponent 1: file k is asked for 1 / (k + 1) as often as file 0; sums to 1. */
export function zipf(): Float64Array {
  const load = Float64Array.from({ length: fileCount }, (_, rank) => 1 / (rank + 1));
  const sum = load.reduce((all, value) => all + value, 0);
  return load.map((value) => value / sum);
}

/** −log of the hash of each file with each box: what rule 5 divides by the weight. */
export function keysOf(seed: number): Float64Array {
  const keys = new Float64Array(fileCount * boxCount);
  const boxes = Array.from({ length: boxCount }, (_, box) => hashId(`box-${seed}-${box}`));
  for (let file = 0; file < fileCount; file++) {
    const hash = hashId(`file-${seed}-${file}`);
    boxes.forEach((box, k) => {
      keys[file * boxCount + k] = negativeLog(pair(hash, box));
    });
  }
  return keys;
}

/** Boxes that hold each file: the `copies` with the smallest key ÷ weight (0: it is not there). */
export function holdersOf(
  keys: Float64Array,
  copies: Uint8Array,
  weights: Float64Array,
): number[][] {
  const all = [...weights.keys()].filter((box) => cell(weights, box) > 0);
  const place = new Float64Array(boxCount);
  return Array.from(copies, (wanted, file) => {
    let best = cell(all, 0);
    for (const box of all) {
      place[box] = cell(keys, file * boxCount + box) / cell(weights, box);
      if (cell(place, box) < cell(place, best)) best = box;
    }
    if (wanted === 1) return [best];
    return all.toSorted((a, b) => cell(place, a) - cell(place, b)).slice(0, wanted);
  });
}

/** Load of each box as a multiple of the mean: a file's sessions share its holders equally. */
function loadsOf(holders: readonly number[][], load: Float64Array): Float64Array {
  const boxes = new Float64Array(boxCount);
  holders.forEach((of, file) => {
    const part = (cell(load, file) / of.length) * boxCount;
    for (const box of of) boxes[box] = cell(boxes, box) + part;
  });
  return boxes;
}

const fills = (before: readonly number[][], after: readonly number[][]) =>
  after.reduce(
    (sum, of, file) => sum + of.filter((box) => !cell(before, file).includes(box)).length,
    0,
  );

export type Spread = {
  /** Largest load ÷ mean: one copy each; with copies; and when weights have followed. */
  readonly single: number;
  readonly plain: number;
  readonly followed: number;
  /** Copies beyond the first, and files that weights moved, as shares of all files. */
  readonly copied: number;
  readonly moved: number;
  readonly steps: number;
};

/** Copies for 3 % of the bytes, then weights after each measured day until nobody is hot. */
export function playAffinity(seed: number): Spread {
  const keys = keysOf(seed);
  const load = zipf();
  const base = new Float64Array(boxCount).fill(1);
  const sizeBytes = new Float64Array(fileCount).fill(1);
  const rule = { applianceCount: boxCount, extraShare: 0.03 };
  const copies = copiesForPopularity({ load, sizeBytes }, rule);
  const single = loadsOf(holdersOf(keys, new Uint8Array(fileCount).fill(1), base), load);
  let now: Float64Array = base;
  let holders = holdersOf(keys, copies, now);
  let boxes = loadsOf(holders, load);
  const plain = Math.max(...boxes);
  let moved = 0;
  let steps = 0;
  while (Math.max(...boxes) > 1.25 && steps < 30) {
    now = reduceWeights({ now, base }, boxes, defaultWeightRule);
    const next = holdersOf(keys, copies, now);
    moved += fills(holders, next);
    holders = next;
    boxes = loadsOf(holders, load);
    steps++;
  }
  const extra = copies.reduce((sum, count) => sum + (count === 255 ? boxCount : count) - 1, 0);
  return {
    single: Math.max(...single),
    plain,
    followed: Math.max(...boxes),
    copied: extra / fileCount,
    moved: moved / fileCount,
    steps,
  };
}
