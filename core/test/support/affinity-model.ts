// How evenly do a hundred appliances of one cluster share 20,000 files that are not equally loved?
import { writeHolders } from '../../holders/content.ts';
import { copiesForPopularity, defaultWeightRule, hashId, reduceWeights } from '../../index.ts';
import { cell } from './oracle-basics.ts';

export const boxCount = 100;
export const fileCount = 20_000;

/** Zipf with exponent 1: file k is asked for 1 / (k + 1) as often as file 0; sums to 1. */
export function zipf(): Float64Array {
  const load = Float64Array.from({ length: fileCount }, (_, rank) => 1 / (rank + 1));
  const sum = load.reduce((all, value) => all + value, 0);
  return load.map((value) => value / sum);
}

/** Hashes of the names of boxes and files: what a placement goes by. */
export type Fleet = { readonly boxHash: Uint32Array; readonly fileHash: Uint32Array };

/** The names differ from seed to seed, and nothing else. */
export function fleetOf(seed: number): Fleet {
  const hashes = (kind: string, count: number) =>
    Uint32Array.from({ length: count }, (_, row) => hashId(`${kind}-${seed}-${row}`));
  return { boxHash: hashes('box', boxCount), fileHash: hashes('file', fileCount) };
}

/** Boxes that hold each file as decide finds them, all in one cluster (weight 0: not there). */
export function holdersOf(fleet: Fleet, copies: Uint8Array, weights: Float64Array): number[][] {
  const boxes = [...weights.keys()].filter((box) => cell(weights, box) > 0);
  const cluster = {
    clusterStart: Uint32Array.of(0, boxes.length),
    clusterManifest: Uint32Array.of(0),
    applianceHash: Uint32Array.from(boxes, (box) => cell(fleet.boxHash, box)),
    inverseWeight: Float64Array.from(boxes, (box) => 1 / cell(weights, box)),
    fileCopies: Uint32Array.of(0),
    copies: Uint8Array.of(0),
  };
  const out = { rows: new Uint32Array(boxCount), keys: new Float64Array(boxCount + 1) };
  return Array.from(copies, (wanted, file) => {
    const count = writeHolders(cluster, 0, cell(fleet.fileHash, file) | 0, wanted, out, 0);
    return Array.from(out.rows.subarray(0, count), (row) => cell(boxes, row));
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
  /** Days until nobody carries more than 1.25 of the mean. */
  readonly days: number;
};

/** Copies for 3 % of the bytes, then weights after each measured day, thirty days in all. */
export function playAffinity(seed: number): Spread {
  const fleet = fleetOf(seed);
  const load = zipf();
  const base = new Float64Array(boxCount).fill(1);
  const sizeBytes = new Float64Array(fileCount).fill(1);
  const rule = { applianceCount: boxCount, extraShare: 0.03 };
  const copies = copiesForPopularity({ load, sizeBytes }, rule);
  const single = loadsOf(holdersOf(fleet, new Uint8Array(fileCount).fill(1), base), load);
  let now: Float64Array = base;
  let holders = holdersOf(fleet, copies, now);
  let moved = 0;
  const tops = [Math.max(...loadsOf(holders, load))];
  for (let day = 1; day <= 30; day++) {
    now = reduceWeights({ now, base }, loadsOf(holders, load), defaultWeightRule);
    const next = holdersOf(fleet, copies, now);
    moved += fills(holders, next);
    holders = next;
    tops.push(Math.max(...loadsOf(holders, load)));
  }
  const extra = copies.reduce((sum, count) => sum + (count === 255 ? boxCount : count) - 1, 0);
  return {
    single: Math.max(...single),
    plain: cell(tops, 0),
    followed: cell(tops, 30),
    copied: extra / fileCount,
    moved: moved / fileCount,
    days: tops.findIndex((top) => top <= 1.25),
  };
}
