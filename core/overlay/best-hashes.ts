// Which one, two or three appliances have the largest hashes of a file? Without a branch to guess.
//
// Comparisons are signs of differences and choices are masks: which of random hashes is larger
// cannot be predicted, and a wrong guess costs more than hashing an appliance does. Differences
// need a spare bit, so the lowest bit of each hash is left out; when that makes two equal the
// functions return false, and the caller compares whole hashes.
import { pairBits } from '../base/hash.ts';

/** Writes the row of the largest to `rows[at]`; false: cannot be told. @hot */
export function writeBest1(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array,
  at: number,
): boolean {
  let first = -1;
  let firstRow = 0;
  let isTie = false;
  for (let row = start; row < end; row++) {
    const hash = pairBits(fileHash, applianceHash[row] | 0) >>> 1;
    const below1 = (first - hash) | 0;
    if (below1 === 0) isTie = true;
    const mask1 = below1 >> 31;
    first ^= (first ^ hash) & mask1;
    firstRow ^= (firstRow ^ row) & mask1;
  }
  rows[at] = firstRow;
  return !isTie;
}

/** Writes the rows of the two largest, the largest first; false: cannot be told. @hot */
export function writeBest2(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array,
  at: number,
): boolean {
  let first = -1;
  let second = -1;
  let firstRow = 0;
  let secondRow = 0;
  let isTie = false;
  for (let row = start; row < end; row++) {
    const hash = pairBits(fileHash, applianceHash[row] | 0) >>> 1;
    const below2 = (second - hash) | 0;
    const below1 = (first - hash) | 0;
    if (below2 === 0 || below1 === 0) isTie = true;
    const mask2 = below2 >> 31;
    const mask1 = below1 >> 31;
    const swap = (hash ^ first) & mask1;
    const swapRow = (row ^ firstRow) & mask1;
    second ^= (second ^ hash ^ swap) & mask2;
    secondRow ^= (secondRow ^ row ^ swapRow) & mask2;
    first ^= swap;
    firstRow ^= swapRow;
  }
  rows[at] = firstRow;
  rows[at + 1] = secondRow;
  return !isTie;
}

/** Writes the rows of the three largest, the largest first; false: cannot be told. @hot */
export function writeBest3(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array,
  at: number,
): boolean {
  let first = -1;
  let second = -1;
  let third = -1;
  let firstRow = 0;
  let secondRow = 0;
  let thirdRow = 0;
  let isTie = false;
  for (let row = start; row < end; row++) {
    const hash = pairBits(fileHash, applianceHash[row] | 0) >>> 1;
    const below3 = (third - hash) | 0;
    if (below3 > 0) continue; // soon true for most of them
    const below2 = (second - hash) | 0;
    const below1 = (first - hash) | 0;
    if (below3 === 0 || below2 === 0 || below1 === 0) isTie = true;
    const mask2 = below2 >> 31;
    const mask1 = below1 >> 31;
    third = hash ^ ((hash ^ second) & mask2);
    thirdRow = row ^ ((row ^ secondRow) & mask2);
    const swap = (hash ^ first) & mask1;
    const swapRow = (row ^ firstRow) & mask1;
    second ^= (second ^ hash ^ swap) & mask2;
    secondRow ^= (secondRow ^ row ^ swapRow) & mask2;
    first ^= swap;
    firstRow ^= swapRow;
  }
  rows[at] = firstRow;
  rows[at + 1] = secondRow;
  rows[at + 2] = thirdRow;
  return !isTie;
}
