// Which one, two or three appliances have the largest hashes of a file? Without a branch to guess.
//
// Which of random hashes is larger cannot be predicted, and a wrong guess costs more than hashing
// an appliance does. So a key is the upper bits of a hash with the place of its appliance in the
// lower ones, each key passes the places of the best, and the sign of a difference says which of
// two stays. Keys have 31 bits, as differences need a spare one. Where two that matter agree in
// all their upper bits the functions return false, and the caller compares whole hashes.
import { pairBits } from '../base/hash.ts';

/** Writes the row of the largest to `rows[at]`; false: cannot be told. @hot */
export function writeBest1(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array | Int32Array,
  at: number,
): boolean {
  const count = (end - start) | 0;
  const limit = 1 << (32 - Math.clz32(count - 1));
  let first = -1;
  let near = 0; // negative as soon as two keys are less than `limit` apart
  for (let k = 0; k < count; k++) {
    const key = ((pairBits(fileHash, applianceHash[start + k] | 0) >>> 1) & -limit) | k;
    const by = (first - key) | 0;
    const sign = by >> 31;
    near |= (by ^ sign) - limit;
    first = (first - (by & sign)) | 0;
  }
  rows[at] = start + (first & (limit - 1));
  return near >= 0;
}

/** Writes the rows of the two largest, the largest first; false: cannot be told. @hot */
export function writeBest2(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array | Int32Array,
  at: number,
): boolean {
  const count = (end - start) | 0;
  const limit = 1 << (32 - Math.clz32(count - 1));
  // Nobody yet: below all keys, and further apart than `limit`.
  let first = -1;
  let second = -1 - 2 * limit;
  let near = 0;
  for (let k = 0; k < count; k++) {
    let key = ((pairBits(fileHash, applianceHash[start + k] | 0) >>> 1) & -limit) | k;
    let by = (first - key) | 0;
    by &= by >> 31;
    first = (first - by) | 0;
    key = (key + by) | 0;
    by = (second - key) | 0;
    const sign = by >> 31;
    near |= (by ^ sign) - limit;
    second = (second - (by & sign)) | 0;
  }
  rows[at] = start + (first & (limit - 1));
  rows[at + 1] = start + (second & (limit - 1));
  return (near | (first - second - limit)) >= 0;
}

/** Writes the rows of the three largest, the largest first; false: cannot be told. @hot */
export function writeBest3(
  applianceHash: Uint32Array,
  start: number,
  end: number,
  fileHash: number,
  rows: Uint32Array | Int32Array,
  at: number,
): boolean {
  const count = (end - start) | 0;
  const limit = 1 << (32 - Math.clz32(count - 1));
  let first = -1;
  let second = -1 - 2 * limit;
  let third = -1 - 4 * limit;
  let near = 0;
  for (let k = 0; k < count; k++) {
    let key = ((pairBits(fileHash, applianceHash[start + k] | 0) >>> 1) & -limit) | k;
    let by = (first - key) | 0;
    by &= by >> 31;
    first = (first - by) | 0;
    key = (key + by) | 0;
    by = (second - key) | 0;
    by &= by >> 31;
    second = (second - by) | 0;
    key = (key + by) | 0;
    by = (third - key) | 0;
    const sign = by >> 31;
    near |= (by ^ sign) - limit;
    third = (third - (by & sign)) | 0;
  }
  rows[at] = start + (first & (limit - 1));
  rows[at + 1] = start + (second & (limit - 1));
  rows[at + 2] = start + (third & (limit - 1));
  return (near | (first - second - limit) | (second - third - limit)) >= 0;
}
