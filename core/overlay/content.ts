// Which appliances of a cluster hold a file? The best by a hash that placement shares.
import { pairBits } from '../base/hash.ts';
import { allCopies } from '../snapshot/layout.ts';

/** The columns that say where files are. */
export type ContentColumns = {
  readonly clusterStart: Uint32Array;
  readonly clusterManifest: Uint32Array;
  readonly applianceHash: Uint32Array;
  readonly applianceOrder: Uint32Array;
  readonly copies: Uint8Array;
  readonly fileCount: number;
};

/** Copies of `file` that `cluster` holds; 0: none. The `C` overlay is this number being 0. @hot */
export function copiesHeld(columns: ContentColumns, cluster: number, file: number): number {
  return columns.copies[columns.clusterManifest[cluster] * columns.fileCount + file];
}

/**
 * Writes the appliance rows that hold a file in `cluster` to `out` (room for all its appliances)
 * and returns how many. Holders are the `copies` appliances with the largest
 * `pair(fileHash, applianceHash)`, whatever their state; equal hashes go by id. Bounded by
 * appliances × copies. @hot
 */
export function writeHolders(
  columns: ContentColumns,
  cluster: number,
  fileHash: number,
  copies: number,
  out: Uint32Array,
): number {
  const start = columns.clusterStart[cluster];
  const end = columns.clusterStart[cluster + 1];
  if (copies >= end - start || copies === allCopies) {
    for (let appliance = start; appliance < end; appliance++) out[appliance - start] = appliance;
    return end - start;
  }
  const { applianceHash, applianceOrder } = columns;
  if (copies === 1) {
    let best = start;
    let bestHash = -1;
    for (let appliance = start; appliance < end; appliance++) {
      const hash = pairBits(fileHash, applianceHash[appliance] | 0) >>> 0;
      // Rows of a cluster stand in order of their ids, so the first of equals wins.
      if (hash > bestHash) {
        bestHash = hash;
        best = appliance;
      }
    }
    out[0] = best;
    return 1;
  }
  let count = 0;
  for (let appliance = start; appliance < end; appliance++) {
    const hash = pairBits(fileHash, applianceHash[appliance] | 0) >>> 0;
    let hole = count;
    while (hole > 0) {
      const other = out[hole - 1];
      const otherHash = pairBits(fileHash, applianceHash[other] | 0) >>> 0;
      if (otherHash > hash) break;
      if (otherHash === hash && applianceOrder[other] < applianceOrder[appliance]) break;
      if (hole < copies) out[hole] = other;
      hole--;
    }
    if (hole < copies) {
      out[hole] = appliance;
      if (count < copies) count++;
    }
  }
  return count;
}
