// In which order do those come that may serve? Rank by rank, by a hash that capacity weighs.
import { pairBits } from '../base/hash.ts';
import { writeNegativeLog } from '../holders/spread.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Decision, Scratch } from './decision.ts';

/**
 * Writes the best `want` of the `count` appliances in the scratch among the targets of `out`, whose
 * ranks ascend there. `hash` is that of (file, session). @hot
 */
export function writeTargets(
  snapshot: Snapshot,
  out: Decision,
  count: number,
  want: number,
  hash: number,
): void {
  const { scratch } = out;
  out.targetCount = count < want ? count : want;
  if (count === 0) return;
  writeOrder(snapshot, scratch, count, hash);
  if (want <= 5 && writeFive(out, count)) return;
  const end = sortOrder(snapshot, scratch, count, want);
  for (let k = 0; k < end; k++) writeTarget(out, k, k);
}

/** Drops all but the best `want` of the `count` appliances of the scratch; how many stay. */
export function thin(
  snapshot: Snapshot,
  scratch: Scratch,
  count: number,
  want: number,
  hash: number,
): number {
  writeOrder(snapshot, scratch, count, hash);
  return sortOrder(snapshot, scratch, count, want);
}

function writeTarget(out: Decision, place: number, from: number): void {
  const { rows, links, ranks } = out.scratch;
  out.targetAppliance[place] = rows[from];
  out.targetLink[place] = links[from];
  out.targetRank[place] = ranks[from];
}

/** What the appliances of a rank are sorted by, the smallest first. */
function writeOrder(snapshot: Snapshot, out: Scratch, count: number, hash: number): void {
  const { applianceHash, inverseCapacity } = snapshot;
  const { rows, order } = out;
  for (let k = 0; k < count; k++) {
    const row = rows[k] | 0;
    writeNegativeLog(pairBits(hash, applianceHash[row] | 0), order, k);
    order[k] *= inverseCapacity[row];
  }
}

/**
 * Sorts the best `want` to the front, by rank, then order, then id; returns how many they are. Who
 * is behind `want` others is dropped at once: `want` comparisons for each at most.
 */
function sortOrder(snapshot: Snapshot, out: Scratch, count: number, want: number): number {
  const { applianceOrder } = snapshot;
  const { rows, links, ranks, order } = out;
  for (let k = 1; k < count; k++) {
    const row = rows[k];
    const link = links[k];
    const rank = ranks[k];
    const key = order[k];
    let hole = k < want ? k : want;
    while (hole > 0 && ranks[hole - 1] === rank) {
      const other = order[hole - 1];
      if (other < key) break;
      if (other === key && applianceOrder[rows[hole - 1]] < applianceOrder[row]) break;
      hole--;
      if (hole + 1 === want) continue;
      order[hole + 1] = other;
      rows[hole + 1] = rows[hole];
      links[hole + 1] = links[hole];
    }
    if (hole === want) continue;
    order[hole] = key;
    rows[hole] = row;
    links[hole] = link;
  }
  return count < want ? count : want;
}

/**
 * Writes the first five targets without a branch on who is smaller, which nobody can predict: each
 * key passes five places, and the sign of a difference says which of two stays. A key is an int32
 * of rank (3 bits), order (22 bits: exponent in a window of 64, and mantissa) and place (6 bits).
 * Returns false where that is too coarse to tell: the caller sorts.
 */
function writeFive(out: Decision, count: number): boolean {
  const { ranks, orderWords } = out.scratch;
  if (count > 64 || ranks[count - 1] > 6) return false;
  // The exponent of the first one, less half the window.
  const base = (orderWords[1] & 0x7ff00000) - 0x2000000;
  let first = 0x7ffff800;
  let second = 0x7ffff900;
  let third = 0x7ffffa00;
  let fourth = 0x7ffffb00;
  let fifth = 0x7ffffc00;
  let near = 0; // negative as soon as two are too near, or one is outside the window
  for (let k = 0; k < count; k++) {
    const order = (orderWords[2 * k + 1] - base) | 0;
    near |= order | (0x3ffffff - order);
    let key = (ranks[k] << 28) | ((order >>> 4) << 6) | k;
    let by = (key - first) | 0;
    by &= by >> 31;
    first = (first + by) | 0;
    key = (key - by) | 0;
    by = (key - second) | 0;
    by &= by >> 31;
    second = (second + by) | 0;
    key = (key - by) | 0;
    by = (key - third) | 0;
    by &= by >> 31;
    third = (third + by) | 0;
    key = (key - by) | 0;
    by = (key - fourth) | 0;
    by &= by >> 31;
    fourth = (fourth + by) | 0;
    key = (key - by) | 0;
    by = (key - fifth) | 0;
    const sign = by >> 31;
    near |= (by ^ sign) - 64;
    fifth = (fifth + (by & sign)) | 0;
  }
  near |= (second - first - 64) | (third - second - 64);
  near |= (fourth - third - 64) | (fifth - fourth - 64);
  if (near < 0) return false;
  writeTarget(out, 0, first & 63);
  writeTarget(out, 1, second & 63);
  writeTarget(out, 2, third & 63);
  writeTarget(out, 3, fourth & 63);
  writeTarget(out, 4, fifth & 63);
  return true;
}
