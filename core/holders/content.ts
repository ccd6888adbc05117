// Which appliances of a cluster hold a file? The best by a hash that placement shares.
import { pairBits } from '../base/hash.ts';
import { writeBest1, writeBest2, writeBest3 } from './best-hashes.ts';
import { writeNegativeLog } from './spread.ts';

/**
 * This many in `copies` mean every appliance of the cluster: a byte holds no more. So a manifest
 * may hold 1 to 254 copies, or all of a cluster's; 255 or more of a cluster that has more
 * appliances than that `checkCompile` refuses (`too-many-copies`).
 */
export const allCopies = 255;

/** The columns that say where files are. */
export type ContentColumns = {
  readonly clusterStart: Uint32Array;
  readonly clusterManifest: Uint32Array;
  readonly applianceHash: Uint32Array;
  readonly inverseWeight: Float64Array;
  readonly fileCopies: Uint32Array;
  readonly copies: Uint8Array;
};

/** Copies of `file` that `cluster` holds; 0: none. The `C` overlay is this number being 0. @hot */
export function copiesHeld(columns: ContentColumns, cluster: number, file: number): number {
  return columns.copies[columns.fileCopies[file] + columns.clusterManifest[cluster]];
}

/** Where `writeHolders` writes: rows from `at` on; `keys` has room for copies + 1. */
export type HolderScratch = { readonly rows: Uint32Array; readonly keys: Float64Array };

/**
 * Writes the appliance rows that hold a file in `cluster` to `out.rows` from `at` on (room for all
 * its appliances) and returns how many, the best first. Holders are the `copies` appliances with
 * the largest `pair(fileHash, applianceHash)`, whatever their state; where placement sets weights
 * those with the smallest `negativeLog(pair(fileHash, applianceHash)) × inverseWeight`, which is
 * the same order when all weights are equal. Equals go by id. Nobody's place depends on another's
 * hash or weight, so removing an appliance, or weighing it anew, moves nothing between the others.
 * Bounded by appliances × the logarithm of copies. @hot
 */
export function writeHolders(
  columns: ContentColumns,
  cluster: number,
  fileHash: number,
  copies: number,
  out: HolderScratch,
  at: number,
): number {
  const start = columns.clusterStart[cluster] | 0;
  const end = columns.clusterStart[cluster + 1] | 0;
  const { rows } = out;
  if (copies >= end - start || copies === allCopies) {
    for (let appliance = start; appliance < end; appliance++) rows[at++] = appliance;
    return end - start;
  }
  const { applianceHash } = columns;
  let isDone = false;
  if (copies <= 3 && columns.inverseWeight.length === 0) {
    if (copies === 1) isDone = writeBest1(applianceHash, start, end, fileHash, rows, at);
    else if (copies === 2) isDone = writeBest2(applianceHash, start, end, fileHash, rows, at);
    else isDone = writeBest3(applianceHash, start, end, fileHash, rows, at);
  }
  if (!isDone) {
    if (copies <= insertedMax) writeBest(columns, start, end, fileHash, copies, out, at);
    else writeBestOfMany(columns, start, end, fileHash, copies, out, at);
  }
  return copies;
}

/** Up to so many copies are sorted by insertion. */
const insertedMax = 16;

/** What an appliance is ordered by as a holder of a file, the smaller the better, to `out[at]`. */
function writeKey(
  { applianceHash, inverseWeight }: ContentColumns,
  appliance: number,
  fileHash: number,
  out: Float64Array,
  at: number,
): void {
  const hash = pairBits(fileHash, applianceHash[appliance] | 0);
  if (inverseWeight.length === 0) {
    out[at] = -(hash >>> 0);
    return;
  }
  writeNegativeLog(hash, out, at);
  out[at] *= inverseWeight[appliance];
}

/** The best `copies` of the appliances `start` to `end` by insertion, any number, any weights. */
function writeBest(
  columns: ContentColumns,
  start: number,
  end: number,
  fileHash: number,
  copies: number,
  { rows, keys }: HolderScratch,
  at: number,
): void {
  let count = 0;
  for (let appliance = start; appliance < end; appliance++) {
    writeKey(columns, appliance, fileHash, keys, copies);
    const key = keys[copies];
    let hole = count;
    // Rows of a cluster stand in order of their ids, so the first of equals wins.
    while (hole > 0 && keys[hole - 1] > key) {
      hole--;
      if (hole + 1 === copies) continue;
      keys[hole + 1] = keys[hole];
      rows[at + hole + 1] = rows[at + hole];
    }
    if (hole === copies) continue;
    keys[hole] = key;
    rows[at + hole] = appliance;
    if (count < copies) count++;
  }
}

/** The same for many copies, by a heap whose first is the worst: no order of ids makes it slow. */
function writeBestOfMany(
  columns: ContentColumns,
  start: number,
  end: number,
  fileHash: number,
  copies: number,
  out: HolderScratch,
  at: number,
): void {
  const { rows, keys } = out;
  for (let appliance = start; appliance < end; appliance++) {
    writeKey(columns, appliance, fileHash, keys, copies);
    const place = appliance - start;
    if (place < copies) {
      keys[place] = keys[copies];
      rows[at + place] = appliance;
      if (place === copies - 1) for (let k = copies >> 1; k-- > 0; ) sink(out, at, k, copies);
    } else if (keys[copies] < keys[0]) {
      keys[0] = keys[copies];
      rows[at] = appliance;
      sink(out, at, 0, copies);
    }
  }
  for (let count = copies - 1; count > 0; count--) {
    swap(out, at, 0, count);
    sink(out, at, 0, count);
  }
}

/** Lets the entry at `place` of the first `count` go down below all that are worse. */
function sink(out: HolderScratch, at: number, place: number, count: number): void {
  for (let top = place; ; ) {
    let worst = top;
    for (let child = 2 * top + 1; child <= 2 * top + 2 && child < count; child++)
      if (isWorse(out, at, child, worst)) worst = child;
    if (worst === top) return;
    swap(out, at, top, worst);
    top = worst;
  }
}

/** Rows of a cluster stand in order of their ids, so the later of equals is the worse. */
function isWorse({ rows, keys }: HolderScratch, at: number, a: number, b: number): boolean {
  return keys[a] > keys[b] || (keys[a] === keys[b] && rows[at + a] > rows[at + b]);
}

function swap({ rows, keys }: HolderScratch, at: number, a: number, b: number): void {
  const [key, row] = [keys[a], rows[at + a]];
  keys[a] = keys[b];
  rows[at + a] = rows[at + b];
  keys[b] = key;
  rows[at + b] = row;
}
